"""The clock of a matter as it is shown: words, colour and ticks, one tick a working day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Literal

from chancery.kernel.base.clock import now, today
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.deadlines.days import Counting

from .formats import NONE, day_in_words, house_day, house_time, short_day
from .words import gettext, ngettext

MOST_TICKS = 20
COUNTED_UP_TO = 45
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Clock:
    """What is shown of a term (期限). `days` are the ticks, `used` those that are filled; no ticks for hour terms."""

    look: Literal["", "soon", "late", "hold", "met", "none"]
    words: str
    until: str = ""
    days: int = 0
    used: int = 0
    provisional: bool = False

    @property
    def width(self) -> int:
        return self.days * 6 - 2

    @property
    def used_width(self) -> int:
        return self.used * 6 - 2


def clock_of(opened_at: datetime, due_at: datetime | None, closed_at: datetime | None = None) -> Clock:
    """The clock of an entry. A due moment in the year 9999 means that there is none."""
    if due_at is None or due_at.year >= 9999:
        return Clock("none", NONE)
    if closed_at is not None:
        words = gettext("Closed on {day}") if closed_at <= due_at else gettext("Closed late, on {day}")
        return Clock("met", words.format(day=short_day(closed_at)))
    start, end, day = house_day(opened_at), house_day(due_at), today()
    counting = calendar_of_house()
    whole = min(MOST_TICKS, working_days(start, end, counting))
    used = min(whole, working_days(start, day, counting))
    until = gettext("due {day}").format(day=day_in_words(due_at))
    sure = counting.calendar.is_certain(min(day, end), max(day, end))
    if due_at < now():
        return Clock("late", _overdue(end, day, due_at, counting), until, whole, whole)
    if end <= day + timedelta(days=1):
        return Clock("soon", _today(due_at) if end == day else gettext("Due tomorrow"), until, whole, max(0, whole - 1))
    return Clock("", _left(day, end, counting), until, whole, min(used, whole), not sure)


def _left(day: date, end: date, counting: Counting) -> str:
    if (end - day).days > COUNTED_UP_TO:
        return gettext("{n} days left").format(n=(end - day).days)
    left = working_days(day, end, counting)
    return ngettext("{n} working day left", "{n} working days left", left).format(n=left)


def _overdue(end: date, day: date, due_at: datetime, counting: Counting) -> str:
    if (day - end).days > COUNTED_UP_TO:
        return ngettext("{n} day overdue", "{n} days overdue", (day - end).days).format(n=(day - end).days)
    late = working_days(end, day, counting)
    if late:
        return ngettext("{n} working day overdue", "{n} working days overdue", late).format(n=late)
    hours = max(1, int((now() - due_at).total_seconds()) // 3600)
    if hours >= 24:
        return ngettext("{n} day overdue", "{n} days overdue", hours // 24).format(n=hours // 24)
    return ngettext("{n} hour overdue", "{n} hours overdue", hours).format(n=hours)


def _today(due_at: datetime) -> str:
    at = house_time(due_at)
    if (at.hour, at.minute) in {(0, 0), (23, 59)}:
        return gettext("Due today")
    return gettext("Today by {time}").format(time=f"{at:%H:%M}")


def working_days(start: date, end: date, counting: Counting) -> int:
    """Working days after `start` up to and with `end`; no more are counted than ticks could ever need."""
    return counting.between(start, min(end, start + timedelta(days=2 * COUNTED_UP_TO)))


def calendar_of_house(place: str = "") -> Counting:
    """The working calendar, asked for and counted through once in five minutes, so that no list pays for it."""
    return _kept(place, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=32)
def _kept(place: str, _stretch: int) -> Counting:
    return Counting(calendar_for(place))
