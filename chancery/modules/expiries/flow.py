"""A date runs out: it is renewed, moved, passed on, or needs no renewal."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from chancery.kernel.access.shelves import Reach
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.desk.projection import Todo, viewers_of, write_due
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos

from .models import Expiry
from .rules import date_is_the_registers, date_moved_on, not_dealt_with, nothing_open_beside
from .selectors import holders_now, notice_after, notice_of
from .terms import ExpiryState as S

REACH: Reach = "organ"


def with_holders(row: Expiry) -> list[Todo]:
    """Whom the register names; a date noted by hand stays with the post that noted it."""
    return todos(row.holders or [row.entry.opened_by_id or row.organ_id], "renew")


def end_of(day: date) -> datetime:
    """The last minute of a day in the house."""
    return datetime.combine(day, time(23, 59), HOUSE)


def redate(moving: Moving) -> None:
    """The due moment is the end of the date; the next notice is counted from it."""
    day: date = moving.asked["ends_on"]
    moving.set(ends_on=day, next_notice=notice_after(day, notice_of(moving.row), today()))
    moving.due(end_of(day))


def pass_on(moving: Moving) -> None:
    moving.todos = [Todo(moving.asked["to"], "renew")]


def reassign(moving: Moving) -> None:
    moving.set(holders=holders_now(moving.row))


def reopen(moving: Moving) -> None:
    """Back onto the desk, under its due moment."""
    entry = moving.row.entry
    entry.closed_at = None
    write_due(entry, viewers_of(entry, REACH), was=None)
    notice = notice_after(moving.row.ends_on, notice_of(moving.row), today())
    moving.set(holders=holders_now(moving.row), renewed_until=None, next_notice=notice)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
expiry_flow = Flow(
    S,
    start=S.OPEN,
    each=(
        State(S.OPEN, "run", holder=with_holders),
        State(S.RENEWED, "done", ends=True),
        State(S.DROPPED, "stop", ends=True),
    ),
    moves=(
        Move("renew", (S.OPEN,), S.RENEWED, "expiry.handle", title=_("It is renewed"), done=_("Renewed"), checks=(date_moved_on,),
             asks=(Ask("until", _("Renewed until"), "date", required=False, column="renewed_until"),)),
        Move("redate", (S.OPEN,), "", "expiry.handle", title=_("Correct the date"), done=_("The date was set"),
             asks=(Ask("ends_on", _("Last day"), "date"),), checks=(date_is_the_registers, not_dealt_with), effect=redate),
        Move("pass_on", (S.OPEN,), "", "expiry.handle", title=_("Pass on"), done=_("Passed on"),
             asks=(Ask("to", _("To post"), "post"),), effect=pass_on, key="t"),
        Move("reassign", (S.OPEN,), S.OPEN, "expiry.handle", title=_("Give it to whom the register names"), done=_("Given to whom the register names"),
             held="no", effect=reassign),
        Move("drop", (S.OPEN,), S.DROPPED, "expiry.handle", title=_("Needs no renewal"), done=_("Closed without renewal"), reason=True, grave=True),
        Move("reopen", (S.RENEWED, S.DROPPED), S.OPEN, "expiry.handle", title=_("Take it up again"), done=_("Taken up again"), held="no", reason=True,
             checks=(nothing_open_beside,), effect=reopen),
    ),
)
# fmt: on
