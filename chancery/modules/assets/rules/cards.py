"""What must be true of the cards of a matter before a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.rules.registry import rule_value
from chancery.modules.assets.models import Asset, Handover, Leaving, Loan, Repair
from chancery.modules.assets.selectors import cards_of, held_by
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import HandoverKind, LoanKind

from .answers import answer

GONE = (Status.DISPOSED, Status.LOST)
DAYS_OF_REPEATS = 90


def cards_are_free(row: Any, asked: Mapping[str, Any]) -> Answer:
    """Every card is there, and in no other matter's hand."""
    for card in cards_of(row):
        if blocked := why_not(card, row.pk):
            return Answer(False, blocked)
    return OK


def why_not(card: Asset, matter: int | None = None) -> Sentence | None:
    """Why a card cannot be taken in hand now; None if it can."""
    if card.entry.voided_at:
        return say("The card of “{name}” ({code}) was voided.", name=card.name, code=card.label)
    if card.status == Status.DISPOSED:
        return say(
            "“{name}” ({code}) was struck off on {day}.", name=card.name, code=card.label, day=str(card.disposed_on)
        )
    if card.status == Status.LOST:
        return say(
            "“{name}” ({code}) is missing; it can only be written off as a loss.", name=card.name, code=card.label
        )
    if card.matter_id not in (None, matter):
        title = card.matter.title if card.matter else ""
        return say(
            "“{name}” ({code}) is in hand elsewhere: {matter}. End that first.",
            name=card.name,
            code=card.label,
            matter=title,
        )
    return None


def receiver_fits(row: Handover, asked: Mapping[str, Any]) -> Answer:
    """A transfer names a receiver that does not have the assets already: nothing goes round in a circle."""
    if row.kind == HandoverKind.USER:
        return OK
    if row.kind == HandoverKind.POOL_IN:
        return OK
    if row.receiver_id is None:
        return Answer(False, say("Name the organ that receives the assets."))
    if row.kind == HandoverKind.POOL_OUT:
        return OK  # the owner may take back what it gave
    had = next((card for card in cards_of(row) if card.organ_id == row.receiver_id), None)
    if had:
        return Answer(False, say("“{name}” ({code}) belongs to the receiver already.", name=had.name, code=had.label))
    return OK


def pooled_if_taken(row: Handover, asked: Mapping[str, Any]) -> Answer:
    """What is taken from the pool lies in the pool; what is put there does not."""
    for card in cards_of(row):
        if row.kind == HandoverKind.POOL_OUT and card.status != Status.POOLED:
            return Answer(False, say("“{name}” ({code}) is not in the shared pool.", name=card.name, code=card.label))
        if row.kind == HandoverKind.POOL_IN and card.status == Status.POOLED:
            return Answer(
                False, say("“{name}” ({code}) is in the shared pool already.", name=card.name, code=card.label)
            )
    return OK


def stays_in_the_organ(row: Handover, asked: Mapping[str, Any]) -> Answer:
    """Only a change of user or keeper goes without approval; an organ's property does not change by it."""
    if row.kind == HandoverKind.USER and row.receiver_id is None:
        return OK
    return Answer(False, say("This hand-over changes more than the user: send it for approval."))


def somebody_gets_it(row: Loan, asked: Mapping[str, Any]) -> Answer:
    """A loan names who has the thing, and when it comes back."""
    if row.kind in (LoanKind.LEND, LoanKind.RENT) and not (row.outside or row.to_section_id):
        return Answer(False, say("Name who borrows or rents it."))
    if row.kind != LoanKind.ISSUE and row.back_by is None:
        return Answer(False, say("Say by when it is returned."))
    return OK


def is_for_lasting_use(row: Loan, asked: Mapping[str, Any]) -> Answer:
    """Only what is issued for lasting use needs no return."""
    if row.kind == LoanKind.ISSUE:
        return OK
    return Answer(False, say("This is a loan for a time: hand it out, and take it back."))


def not_repaired_again_and_again(row: Repair, asked: Mapping[str, Any]) -> Answer:
    """What is repaired again and again is better replaced."""
    if "vendor" not in asked:
        return OK  # a page that only offers the step need not count
    since = today() - timedelta(days=DAYS_OF_REPEATS)
    before = Repair.unscoped.filter(asset=row.asset_id, done_on__gte=since).exclude(pk=row.pk).count()
    most = int(str(rule_value("assets.repeat_repairs").value))
    return answer(
        "repeat_repairs",
        before + 1 < most,
        say("It was repaired {count} times in 90 days; think of replacing it.", count=before),
    )


def nothing_is_held(row: Leaving, asked: Mapping[str, Any]) -> Answer:
    """Nobody leaves with assets in the name (R-AS-09; 国令738 art. 15)."""
    count = len(held_by(row.person_id)[:1000])
    return answer(
        "hand_over",
        not count,
        say("{count} assets are still held by {person}. Hand them over first.", count=count, person=row.person.name),
    )
