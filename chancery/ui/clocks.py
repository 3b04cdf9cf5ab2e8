"""The clock of a matter as it is shown: words, colour and ticks, one tick a working day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.translation import gettext, ngettext

from chancery.kernel.base.clock import now, today

from .formats import NONE, day_in_words, house_day, house_time, short_day

MOST_TICKS = 20


@dataclass(frozen=True)
class Clock:
    """What is shown of a term (期限). `days` are the ticks, `used` those that are filled; no ticks for hour terms."""

    look: Literal["", "soon", "late", "hold", "met"]
    words: str
    until: str = ""
    days: int = 0
    used: int = 0

    @property
    def width(self) -> int:
        return self.days * 6 - 2

    @property
    def used_width(self) -> int:
        return self.used * 6 - 2


def clock_of(opened_at: datetime, due_at: datetime | None, closed_at: datetime | None = None) -> Clock:
    """The clock of an entry. A due moment in the year 9999 means that there is none."""
    if due_at is None or due_at.year >= 9999:
        return Clock("", NONE)
    if closed_at is not None:
        words = gettext("Closed on {day}") if closed_at <= due_at else gettext("Closed late, on {day}")
        return Clock("met", words.format(day=short_day(closed_at)))
    start, end, day = house_day(opened_at), house_day(due_at), today()
    whole = min(MOST_TICKS, working_days(start, end))
    used = min(whole, working_days(start, day))
    until = gettext("due {day}").format(day=day_in_words(due_at))
    if due_at < now():
        return Clock("late", _overdue(end, day, due_at), until, whole, whole)
    if end == day:
        return Clock("soon", _today(due_at), until, whole, max(0, whole - 1))
    if end == day + timedelta(days=1):
        return Clock("soon", gettext("Due tomorrow"), until, whole, max(0, whole - 1))
    left = working_days(day, end)
    words = ngettext("{n} working day left", "{n} working days left", left).format(n=left)
    return Clock("", words, until, whole, min(used, whole))


def _overdue(end: date, day: date, due_at: datetime) -> str:
    late = working_days(end, day)
    if late:
        return ngettext("{n} working day overdue", "{n} working days overdue", late).format(n=late)
    hours = max(1, int((now() - due_at).total_seconds()) // 3600)
    return ngettext("{n} hour overdue", "{n} hours overdue", hours).format(n=hours)


def _today(due_at: datetime) -> str:
    at = house_time(due_at)
    if (at.hour, at.minute) in {(0, 0), (23, 59)}:
        return gettext("Due today")
    return gettext("Today by {time}").format(time=f"{at:%H:%M}")


def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))
