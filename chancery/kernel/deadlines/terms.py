"""Terms: from a start, an amount and a unit to the moment that is due, around pauses. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .days import DAY, WorkCalendar

Unit = Literal["workday", "day", "workhour", "hour", "month"]
UNITS: tuple[str, ...] = get_args(Unit)
MOST = {"workday": 2500, "day": 3660, "workhour": 5000, "hour": 87_840, "month": 1200}


@dataclass(frozen=True)
class Break:
    """A pause from a moment to a moment; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Due:
    """When a term ends, and whether a notice that is not out yet may still move it."""

    at: datetime
    provisional: bool


def due_at(
    start: datetime,
    amount: int,
    unit: str,
    calendar: WorkCalendar,
    pauses: Sequence[Break] = (),
    *,
    roll: bool = True,
) -> Due:
    """The end of a term (到期). Days and months count from the day after the start, hours at once (民法典 art. 201).

    A term of days or months that ends on a day off ends on the next working day if `roll` (art. 203). Days paused
    are those after the day of pausing, up to the day of going on. Raises Refused for an unknown unit or amount.
    """
    check_term(amount, unit)
    closed = merged(pauses)
    if unit == "hour":
        return Due(_after_hours(start, timedelta(hours=amount), closed), False)
    first = start.astimezone(HOUSE).date()
    if unit == "workhour":
        at = _after_worked(start, timedelta(hours=amount), calendar, closed)
        return Due(at, not calendar.is_certain(first, at.astimezone(HOUSE).date()))
    if unit == "workday":
        last = _count(first, amount, closed, calendar.is_working)
        last = calendar.next_working(last)
    else:
        length = (add_months(first, amount) - first).days if unit == "month" else amount
        last = _count(first, length, closed, lambda _: True)
        if not roll:
            return Due(calendar.closing(last), False)
        ended, last = last, calendar.next_working(last)
        return Due(calendar.closing(last), not calendar.is_certain(ended, last))
    return Due(calendar.closing(last), not calendar.is_certain(first, last))


def counted(start: datetime, at: datetime, unit: str, calendar: WorkCalendar, pauses: Sequence[Break] = ()) -> int:
    """How many whole units of a term are used up at a moment, pauses left out."""
    if at <= start:
        return 0
    closed = merged([*pauses], at=at)
    if unit in ("hour", "workhour"):
        return _used_time(start, at, calendar if unit == "workhour" else None, closed) // timedelta(hours=1)
    first, last = start.astimezone(HOUSE).date(), at.astimezone(HOUSE).date()
    if unit == "month":
        done = (last.year - first.year) * 12 + last.month - first.month
        return done if add_months(first, done) <= last else done - 1
    paused = _paused_days(closed)
    used, day = 0, first
    while day < last:
        day += DAY
        used += day not in paused and (unit == "day" or calendar.is_working(day))
    return used


def check_term(amount: int, unit: str) -> None:
    """Refuse a unit that is not known, or an amount that no term has."""
    if unit not in MOST:
        raise Refused(say("{unit} is no unit of time. Known are {units}.", unit=unit, units=", ".join(UNITS)))
    if not 0 <= amount <= MOST[unit]:
        raise Refused(
            say("A term of {amount} is out of bounds: it lies between 0 and {most}.", amount=amount, most=MOST[unit])
        )


def add_months(day: date, amount: int) -> date:
    """The corresponding day some months later, or the last day of a shorter month (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def merged(pauses: Sequence[Break], *, at: datetime | None = None) -> list[tuple[datetime, datetime]]:
    """Ended pauses in order, overlaps joined. A pause that lasts counts up to `at`, or not at all without it."""
    closed: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda one: one.since):
        until = pause.until or at
        if until is None or until <= pause.since:
            continue
        if closed and pause.since <= closed[-1][1]:
            closed[-1] = (closed[-1][0], max(closed[-1][1], until))
        else:
            closed.append((pause.since, until))
    return closed


def _paused_days(closed: list[tuple[datetime, datetime]]) -> set[date]:
    days: set[date] = set()
    for since, until in closed:
        day, last = since.astimezone(HOUSE).date(), until.astimezone(HOUSE).date()
        while day < last:
            day += DAY
            days.add(day)
    return days


def _count(day: date, amount: int, closed: list[tuple[datetime, datetime]], counts: Callable[[date], bool]) -> date:
    paused = _paused_days(closed)
    while amount:
        day += DAY
        amount -= day not in paused and counts(day)
    return day


def _after_hours(start: datetime, length: timedelta, closed: list[tuple[datetime, datetime]]) -> datetime:
    at = start + length
    for since, until in closed:
        if since < at and until > start:
            at += until - max(since, start)
    return at


def _after_worked(
    start: datetime, length: timedelta, calendar: WorkCalendar, closed: list[tuple[datetime, datetime]]
) -> datetime:
    for begins, ends in calendar.sessions(start):
        for first, last in _without(begins, ends, closed):
            if last - first >= length:
                return first + length
            length -= last - first
    raise AssertionError("working hours never end")


def _used_time(
    start: datetime, at: datetime, calendar: WorkCalendar | None, closed: list[tuple[datetime, datetime]]
) -> timedelta:
    used = timedelta()
    for begins, ends in calendar.sessions(start) if calendar else [(start, at)]:
        if begins >= at:
            break
        used += sum((last - first for first, last in _without(begins, min(ends, at), closed)), timedelta())
    return used


def _without(
    begins: datetime, ends: datetime, closed: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """A stretch of time without its pauses."""
    left: list[tuple[datetime, datetime]] = []
    for since, until in closed:
        if until <= begins or since >= ends:
            continue
        if since > begins:
            left.append((begins, since))
        begins = max(begins, until)
    if begins < ends:
        left.append((begins, ends))
    return left
