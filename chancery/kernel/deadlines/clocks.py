"""Clocks of entries: start, pause, go on, extend, meet; and computing them again when a notice arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.db import transaction
from django.db.models import Prefetch, Q, Sum

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.scope import actor_or_none
from chancery.kernel.base.sentences import Sentence, say

from .calendars import calendar_for
from .days import WorkCalendar
from .models import Clock, Extension, Pause
from .terms import Break, Due, check_term, counted, due_at

OPEN = (Clock.State.RUNNING, Clock.State.PAUSED)
BATCH = 500


def start_clock(
    entry_id: int,
    *,
    key: str,
    amount: int,
    unit: str,
    start: datetime | None = None,
    place: str = "",
    roll: bool = True,
) -> Clock:
    """Start a term for an entry (起算), from now unless told. Raises Refused for a wrong term, Conflict if it runs."""
    begun = start or now()
    due = due_at(begun, amount, unit, calendar_for(place), roll=roll)
    if Clock.objects.filter(entry_id=entry_id, key=key, state__in=OPEN).exists():
        raise Conflict(say("This term is running already."))
    return Clock.objects.create(
        entry_id=entry_id,
        key=key,
        started_at=begun,
        amount=amount,
        unit=unit,
        place=place,
        roll=roll,
        due_at=due.at,
        provisional=due.provisional,
    )


@transaction.atomic
def pause(clock: Clock, cause: Sentence) -> None:
    """Stop counting for a time (中止计算). Raises Conflict unless the clock runs."""
    if clock.state != Clock.State.RUNNING:
        raise Conflict(say("This term does not run now, so it cannot be paused."))
    Pause.objects.create(clock=clock, from_at=now(), cause=cause.as_json())
    clock.state = Clock.State.PAUSED
    clock.save(update_fields=["state"])


@transaction.atomic
def resume(clock: Clock) -> None:
    """Count again (恢复计算); the due moment moves by what was paused. Raises Conflict unless the clock is paused."""
    if clock.state != Clock.State.PAUSED:
        raise Conflict(say("This term is not paused."))
    Pause.objects.filter(clock=clock, until_at=None).update(until_at=now())
    clock.state = Clock.State.RUNNING
    _derive(clock)
    clock.save(update_fields=["state", "due_at", "provisional"])


@transaction.atomic
def extend(clock: Clock, amount: int, reason: str) -> None:
    """Give more time in the clock's unit (延期). A reason is required and recorded; the clock must be open."""
    if not reason.strip():
        raise Refused(
            say("Write why the term is extended; the reason is recorded."),
            fields={"reason": say("A reason is needed.")},
        )
    if amount <= 0:
        raise Refused(say("An extension is at least 1."), fields={"amount": say("An extension is at least 1.")})
    if clock.state not in OPEN:
        raise Conflict(say("This term has ended and cannot be extended."))
    check_term(total_of(clock) + amount, clock.unit)
    actor = actor_or_none()
    Extension.objects.create(
        clock=clock, amount=amount, reason=reason.strip(), by_post_id=actor.post if actor else None, at=now()
    )
    _derive(clock)
    clock.save(update_fields=["due_at", "provisional"])


def meet(clock: Clock) -> None:
    """The term was kept or the matter is done (办结): the clock ends here. Meeting twice changes nothing."""
    _end(clock, Clock.State.MET)


def stop(clock: Clock) -> None:
    """End a clock without its matter being done, as on recall or transfer (终止)."""
    _end(clock, Clock.State.STOPPED)


def total_of(clock: Clock) -> int:
    """The amount with all extensions."""
    return clock.amount + (clock.extensions.aggregate(more=Sum("amount"))["more"] or 0)


@dataclass(frozen=True)
class Remaining:
    """What a clock shows: `amount` units left, or over when late; `used` of `total` for its ticks."""

    state: Literal["normal", "soon", "late", "paused", "met", "stopped"]
    amount: int
    unit: str
    provisional: bool
    used: int
    total: int
    due_at: datetime
    cause: Sentence | None = None


def remaining(clock: Clock, at: datetime | None = None) -> Remaining:
    """How much of a term is left at a moment (剩余). Soon is the last fifth, at least the last unit."""
    at = clock.met_at or clock.stopped_at or at or now()
    calendar, pauses = calendar_for(clock.place), list(clock.pauses.all())
    breaks = [Break(one.from_at, one.until_at) for one in pauses]
    total = clock.amount + sum(one.amount for one in clock.extensions.all())
    used = counted(clock.started_at, at, clock.unit, calendar, breaks)
    late = at > clock.due_at and clock.state != Clock.State.PAUSED
    left = counted(clock.due_at, at, clock.unit, calendar) if late else max(0, total - used)
    state: Literal["normal", "soon", "late", "paused", "met", "stopped"] = "normal"
    cause = None
    if clock.state in (Clock.State.MET, Clock.State.STOPPED):
        state = "met" if clock.state == Clock.State.MET else "stopped"
    elif clock.state == Clock.State.PAUSED:
        state = "paused"
        cause = next((Sentence.from_json(one.cause) for one in pauses if one.until_at is None), None)
    elif late:
        state = "late"
    elif left <= max(1, total // 5):
        state = "soon"
    return Remaining(state, left, clock.unit, clock.provisional, min(used, total), total, clock.due_at, cause)


def recompute_open_clocks(year: int) -> list[tuple[int, datetime, datetime]]:
    """Derive again what is open and touches a year, after its notice was brought in.

    Returns (entry, old due, new due) of the clocks that moved, so that the caller can project them anew.
    """
    begins, ends = datetime(year - 1, 12, 24, tzinfo=UTC), datetime(year + 1, 1, 2, tzinfo=UTC)
    touched = Q(started_at__lt=ends) & (Q(due_at__gte=begins) | Q(provisional=True))
    clocks = Clock.objects.filter(touched, state__in=OPEN).order_by("pk")
    clocks = clocks.prefetch_related(Prefetch("pauses"), Prefetch("extensions"))
    calendars: dict[str, WorkCalendar] = {}
    moved: list[tuple[int, datetime, datetime]] = []
    changed: list[Clock] = []
    for clock in clocks.iterator(chunk_size=BATCH):
        calendar = calendars.setdefault(clock.place, calendar_for(clock.place))
        old, was = clock.due_at, clock.provisional
        _derive(clock, calendar)
        if clock.due_at != old:
            moved.append((clock.entry_id, old, clock.due_at))
        if (clock.due_at, clock.provisional) != (old, was):
            changed.append(clock)
    Clock.objects.bulk_update(changed, ["due_at", "provisional"], batch_size=BATCH)
    return moved


def _derive(clock: Clock, calendar: WorkCalendar | None = None) -> None:
    breaks = [Break(one.from_at, one.until_at) for one in clock.pauses.all()]
    total = clock.amount + sum(one.amount for one in clock.extensions.all())
    calendar = calendar or calendar_for(clock.place)
    due: Due = due_at(clock.started_at, total, clock.unit, calendar, breaks, roll=clock.roll)
    clock.due_at, clock.provisional = due.at, due.provisional


def _end(clock: Clock, state: Clock.State) -> None:
    if clock.state not in OPEN:
        return
    ended = now()
    with transaction.atomic():
        if clock.state == Clock.State.PAUSED:
            Pause.objects.filter(clock=clock, until_at=None).update(until_at=ended)
        clock.state = state
        clock.met_at = ended if state == Clock.State.MET else None
        clock.stopped_at = ended if state == Clock.State.STOPPED else None
        clock.save(update_fields=["state", "met_at", "stopped_at"])
