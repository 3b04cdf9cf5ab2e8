"""Which days and hours are worked. Pure: what is off and what is made up comes in, nothing is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chancery.kernel.base.clock import HOUSE

DAY = timedelta(days=1)
OFFICE_HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
# 全国年节及纪念日放假办法 art. 2, as in force: fixed dates only; lunar holidays need the yearly notice.
STATUTORY_2025 = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
STATUTORY_2008 = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True)
class WorkCalendar:
    """Working days and hours of one place (工作日历). `exceptions` maps a day to whether it is worked.

    `known` are the years whose notice is out; anything computed over another year is provisional (暂算).
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS

    def is_working(self, day: date) -> bool:
        listed = self.exceptions.get(day)
        if listed is not None:
            return listed
        if day.year not in self.known and (day.month, day.day) in statutory(day.year):
            return False
        return day.weekday() < 5

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def is_certain(self, first: date, last: date) -> bool:
        """Whether the notices of all days are out. The notice for a year also arranges the last week before it."""
        years = range(first.year, (last + timedelta(days=7)).year + 1)
        return all(year in self.known for year in years)

    def closing(self, day: date) -> datetime:
        """When a term ending on this day ends: business hours end it (民法典 art. 203)."""
        return datetime.combine(day, self.hours[-1][1], HOUSE)

    def sessions(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of working hours from a moment on, without end."""
        day = start.astimezone(HOUSE).date()
        while True:
            if self.is_working(day):
                for begins, ends in self.hours:
                    first = max(start, datetime.combine(day, begins, HOUSE))
                    last = datetime.combine(day, ends, HOUSE)
                    if first < last:
                        yield first, last
            day += DAY


def statutory(year: int) -> tuple[tuple[int, int], ...]:
    """Holidays of all citizens whose date needs no table, as (month, day)."""
    return STATUTORY_2025 if year >= 2025 else STATUTORY_2008


class Counting:
    """Counts working days between days; each day of the calendar is asked for once."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.worked: dict[date, int] = {}
        self.first = self.last = date.min

    def between(self, start: date, end: date) -> int:
        """Worked days after `start`, up to and with `end`."""
        return self._until(end) - self._until(start) if end > start else 0

    def _until(self, day: date) -> int:
        known = self.worked.get(day)
        if known is not None:
            return known
        if not self.worked:
            self.first = self.last = day
            self.worked[day] = 0
        while self.last < day:
            count = self.worked[self.last]
            self.last += DAY
            self.worked[self.last] = count + self.calendar.is_working(self.last)
        while self.first > day:
            count = self.worked[self.first] - self.calendar.is_working(self.first)
            self.first -= DAY
            self.worked[self.first] = count
        return self.worked[day]
