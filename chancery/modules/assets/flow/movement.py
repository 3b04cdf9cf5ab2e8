"""Loans and repairs: a card is away for a time, and comes back."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State
from chancery.modules.assets.rules.cards import (
    cards_are_free,
    is_for_lasting_use,
    not_repaired_again_and_again,
    somebody_gets_it,
)
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import Condition, LoanKind
from chancery.modules.assets.terms.matters import LoanState as L
from chancery.modules.assets.terms.matters import RepairState as R

from .cards import change_cards, give_free, locked_cards, take_in_hand
from .request import WORDS, with_keepers

AWAY = {LoanKind.RENT: Status.RENTED}
COMES_BACK = {Condition.GOOD: Status.IDLE, Condition.BROKEN: Status.IDLE, Condition.UNFIT: Status.PENDING}


def _evening(day: Any) -> datetime:
    return datetime.combine(day, time(18, 0), HOUSE)


def hand_out(moving: Moving) -> None:
    """The card is out on loan (借出): it stays in the matter's hand until it is back."""
    row = moving.row
    take_in_hand(moving, **_received(moving, AWAY.get(row.kind, Status.LENT)))
    moving.set(out_on=today())
    if row.back_by:
        moving.due(_evening(row.back_by))


def issue(moving: Moving) -> None:
    """The card is issued for lasting use (领用): it is in use by its new user, and the matter is over."""
    change_cards(moving, locked_cards(moving), **_received(moving, Status.IN_USE))
    moving.set(out_on=today())


def _received(moving: Moving, status: Status) -> dict[str, Any]:
    row = moving.row
    columns: dict[str, Any] = {"status": status, "seen_on": today()}
    columns |= {"user_id": row.borrower_id} if row.borrower_id else {}
    columns |= {"section_id": row.to_section_id} if row.to_section_id and row.kind != LoanKind.LEND else {}
    columns |= {"room": row.room} if row.room else {}
    return columns


def take_back(moving: Moving) -> None:
    """The card is back: idle, or beyond use and awaiting disposal."""
    back = COMES_BACK[Condition(moving.asked["condition"])]
    give_free(moving, status=back, user_id=None, seen_on=today())
    moving.set(back_on=today())


def extend(moving: Moving) -> None:
    day = moving.asked["back_by"]
    if day < today():
        raise Refused(say("That day has passed."), fields={"back_by": say("Choose a later day.")})
    moving.due(_evening(day))


def lost(moving: Moving) -> None:
    """It does not come back: missing until it is found or written off."""
    give_free(moving, status=Status.LOST)


def send_to_repair(moving: Moving) -> None:
    take_in_hand(moving, status=Status.REPAIR)
    moving.set(sent_on=today())


def repaired(moving: Moving) -> None:
    """Back in use where somebody has it, else idle."""
    moving.set(done_on=today())
    cost = moving.row.cost
    if cost is not None and cost < 0:
        raise Refused(say("A price is not negative."), fields={"cost": say("A price is not negative.")})
    used = moving.row.asset.user_id is not None
    give_free(moving, status=Status.IN_USE if used else Status.IDLE, seen_on=today())


def beyond_repair(moving: Moving) -> None:
    moving.set(done_on=today())
    change_cards(moving, locked_cards(moving), matter_id=None, status=Status.PENDING)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
loan_flow = Flow(
    L,
    start=L.ASKED,
    each=(
        State(L.ASKED, "new", holder=with_keepers("hand_out"),
              edits=("kind", "asset", "purpose", "borrower", "outside", "to_section", "room", "back_by")),
        State(L.OUT, "wait", holder=with_keepers("take_back"), edits=("room",), needs=("out_on",)),
        State(L.RETURNED, "done", needs=("back_on",), ends=True),
        State(L.ISSUED, "done", ends=True),
        State(L.LOST, "stop", ends=True),
        State(L.REFUSED, "stop", ends=True),
    ),
    moves=(
        Move("issue", (L.ASKED,), L.ISSUED, "asset.keep", title=_("Issue for lasting use"), done=_("Issued"),
             checks=(cards_are_free, is_for_lasting_use), effect=issue),
        Move("hand_out", (L.ASKED,), L.OUT, "asset.keep", title=_("Hand out on loan"), done=_("Lent out"),
             checks=(cards_are_free, somebody_gets_it), effect=hand_out),
        Move("refuse", (L.ASKED,), L.REFUSED, "asset.keep", title=_("Refuse the request"), done=_("Turned down"), reason=True, grave=True),
        Move("take_back", (L.OUT,), L.RETURNED, "asset.keep", title=_("Take back"), done=_("Came back from the loan"),
             asks=(Ask("condition", _("Comes back"), "choice", choices=Condition), WORDS), effect=take_back, remark="note"),
        Move("extend", (L.OUT,), "", "asset.keep", title=_("Extend the loan"), done=_("Extended"), reason=True, held="no",
             asks=(Ask("back_by", _("To be returned by"), "date", column="back_by"),), effect=extend),
        Move("report_lost", (L.OUT,), L.LOST, "asset.keep", title=_("Report as missing"), done=_("Reported missing"), reason=True, grave=True,
             effect=lost),
    ),
)

repair_flow = Flow(
    R,
    start=R.REPORTED,
    each=(
        State(R.REPORTED, "new", holder=with_keepers("send"), edits=("asset", "fault", "vendor", "estimate")),
        State(R.REPAIRING, "run", holder=with_keepers("finish"), edits=("vendor", "estimate"), needs=("sent_on",)),
        State(R.DONE, "done", needs=("done_on",), ends=True),
        State(R.BEYOND, "stop", needs=("done_on",), ends=True),
        State(R.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("send", (R.REPORTED,), R.REPAIRING, "asset.keep", title=_("Send to repair"), done=_("Sent to repair"),
             asks=(Ask("vendor", _("Repaired by"), required=False, max_length=120, column="vendor"),),
             checks=(cards_are_free, not_repaired_again_and_again), effect=send_to_repair),
        Move("finish", (R.REPAIRING,), R.DONE, "asset.keep", title=_("Accept the repair"), done=_("Repaired"),
             asks=(Ask("cost", _("Cost of the repair"), "number", required=False, column="cost"),
                   Ask("result", _("What was done"), max_length=300, column="result")), effect=repaired),
        Move("give_up", (R.REPORTED, R.REPAIRING), R.BEYOND, "asset.keep", title=_("Beyond repair"), done=_("Found beyond repair"), reason=True,
             grave=True, checks=(cards_are_free,), effect=beyond_repair),
        Move("cancel", (R.REPORTED,), R.CANCELLED, "asset.ask", title=_("Withdraw"), done=_("Withdrawn"), reason=True, held="no"),
    ),
)
# fmt: on
