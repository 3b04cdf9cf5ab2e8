"""The clocks of an order: the term of handling with its pauses, the leader's own, and the days of return and call-back."""

from __future__ import annotations

from datetime import datetime

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.deadlines.clocks import extend, meet, pause, resume, start_clock, stop
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.deadlines.terms import due_at
from chancery.kernel.flow.declare import Moving
from chancery.modules.hotline.rules.asking import value
from chancery.modules.hotline.rules.orders import term_of

HANDLING, WITH_LEADER = "handling", "leader"


def open_clock(order: int, key: str = HANDLING) -> Clock | None:
    """The clock of an order that has not ended."""
    return Clock.objects.filter(entry=order, key=key, state__in=("running", "paused")).first()


def begin(moving: Moving) -> None:
    """The term of handling starts, or starts anew in a new round (起算)."""
    term = term_of(moving.row)
    clock = start_clock(moving.row.pk, key=HANDLING, amount=int(str(term.value)), unit=term.unit, start=moving.at)
    moving.due(clock.due_at)


def hold(moving: Moving, cause: Sentence) -> None:
    """The term stands still (中止); what is paused already stays so."""
    clock = open_clock(moving.row.pk)
    if clock and clock.state == Clock.State.RUNNING:
        pause(clock, cause)


def go_on(moving: Moving) -> None:
    """The term runs again, and is due later by what was paused (恢复)."""
    clock = open_clock(moving.row.pk)
    if clock is None:
        begin(moving)
        return
    if clock.state == Clock.State.PAUSED:
        resume(clock)
    moving.due(clock.due_at)


def lengthen(moving: Moving, days: int, reason: str) -> None:
    """More working days (延期); while the term stands still it is due at no moment."""
    clock = open_clock(moving.row.pk)
    if clock is None:
        raise Refused(say("No clock runs for this order."))
    extend(clock, days, reason)
    moving.due(None if clock.state == Clock.State.PAUSED else clock.due_at)


def end(moving: Moving, *, done: bool = True) -> None:
    """The term is over: kept, or stopped because nobody handles the order any more."""
    if clock := open_clock(moving.row.pk):
        (meet if done else stop)(clock)


def begin_anew(moving: Moving) -> None:
    """A new round has a new term."""
    end(moving)
    begin(moving)


def days_from(at: datetime, key: str) -> datetime:
    """The end of a term of the office from a moment, without a clock of its own."""
    term = value(key)
    return due_at(at, int(str(term.value)), term.unit, calendar_for()).at
