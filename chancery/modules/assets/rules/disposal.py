"""What the law asks of a disposal and of the income it brings; R-AS-07, R-AS-10, R-AS-13."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.rules.registry import rule_value
from chancery.modules.assets.models import Disposal, Handover, Request
from chancery.modules.assets.selectors import cards_of
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import DisposalKind, Ground, Tier

from .answers import answer
from .cards import why_not

WRITTEN_OFF = (DisposalKind.SCRAP, DisposalKind.WRITE_OFF)
APPRAISED = (DisposalKind.SALE, DisposalKind.EXCHANGE)
MONTHS = 12


def tier_of(total: Decimal, place: str) -> Tier:
    """Who approves so much original value in this place (审批权限; R-AS-13): each place sets the two limits."""
    if total >= Decimal(str(rule_value("assets.tier_finance", place=place).value)):
        return Tier.FINANCE
    if total >= Decimal(str(rule_value("assets.tier_bureau", place=place).value)):
        return Tier.BUREAU
    return Tier.ORGAN


def can_be_disposed(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """Every card is there and in no other disposal; what is missing can only be written off as a loss."""
    for card in cards_of(row):
        written_off = row.kind == DisposalKind.WRITE_OFF and card.status == Status.LOST
        if written_off and card.matter_id in (None, row.pk):
            continue
        if blocked := why_not(card, row.pk):
            return Answer(False, blocked)
    return OK


def has_grounds(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """Scrapping and writing off name one of the four cases (国令738 art. 21)."""
    return answer(
        "grounds",
        row.kind not in WRITTEN_OFF or bool(row.ground),
        say("Scrapping and writing off need one of the four cases of article 21."),
    )


def worn_is_worn(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """The third case needs both: past its life, and an opinion that it is no longer fit (国令738 art. 21(3))."""
    if row.ground != Ground.WORN:
        return OK
    young = next((card for card in cards_of(row) if card.age_in_years(today()) * MONTHS < (card.months or 0)), None)
    if young:
        sentence = say("“{name}” ({code}) has not reached the end of its life.", name=young.name, code=young.label)
        return answer("worn", False, sentence)
    return answer("worn", bool(row.opinion), say("A technical opinion must say that it is no longer fit for the work."))


def was_decided_together(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """A disposal is decided collectively (国令738 art. 19)."""
    return answer("decided", bool(row.collective), say("No minutes of a collective decision are named."))


def is_appraised(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """Sale and exchange are appraised first (国令738 art. 36)."""
    return answer(
        "appraisal",
        row.kind not in APPRAISED or row.appraisal is not None,
        say("A sale or an exchange needs an appraisal of the assets."),
    )


def came_from_pool(row: Request, asked: Mapping[str, Any]) -> Answer:
    """An allocation is proved by the hand-over that answers the request."""
    there = Handover.unscoped.filter(request=row.pk).exclude(state__in=("refused", "cancelled")).exists()
    return answer(
        "pool_first",
        there,
        say("No hand-over from the pool answers this request yet. Take it from the pool, or say how it was allocated."),
    )


def payment_is_named(row: Any, asked: Mapping[str, Any]) -> Answer:
    """Income goes into the treasury under a payment number (R-AS-10; 国令738 art. 25)."""
    number = str(asked.get("payment") or "")
    ok = len(asked) < 2 or any(sign.isalnum() for sign in number)
    return answer("treasury", ok, say("Income from assets goes into the treasury: give the number of the payment."))


def day_has_come(row: Any, asked: Mapping[str, Any]) -> Answer:
    """What is struck off or booked has happened; a day ahead wants a reason."""
    day = asked.get("done_on") or getattr(row, "from_month", None)
    if day is None or day <= today():
        return OK
    return Answer(False, say("{day} lies in the future; say why it is entered now.", day=day.isoformat()), None, "ask")


def is_struck_off_in_time(row: Disposal, asked: Mapping[str, Any]) -> Answer:
    """What was carried out leaves the books in time (国令738 art. 35); after how many days it is late each office says."""
    day = asked.get("done_on")
    late = (today() - day).days if day else 0
    if late <= 0:
        return OK
    return answer(
        "strike_off",
        late <= int(str(rule_value("assets.strike_off_days").value)),
        say("It was carried out {days} days ago; say why it is struck off only now.", days=late),
    )
