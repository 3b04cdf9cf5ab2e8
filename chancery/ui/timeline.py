"""A board (时间板): lanes in groups, bars along the hours, cards that wait above. A module fills it, `ui/board` draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from django.utils import dateformat
from django.utils.translation import gettext

from chancery.kernel.base.clock import HOUSE

from .formats import house_time

Look = Literal["planned", "out", "back", "clash", "suggested", "service"]
MOST_COLUMNS = 168
"""So many places along the hours the style sheet knows."""
STEPS = (5, 10, 15, 30, 60, 120)
OPENS, CLOSES = 7, 20


@dataclass(frozen=True)
class Period:
    """What a board shows: a day or some days, each between two hours of the house."""

    first: date
    days: int = 1
    opens: int = OPENS
    closes: int = CLOSES

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time(), HOUSE)

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(days=self.days)

    def holding(self, spans: Iterable[tuple[datetime, datetime]]) -> Period:
        """The same days, with the hours opened as far as these spans need within one day."""
        opens, closes = self.opens, self.closes
        for start, end in spans:
            for moment, late in ((house_time(start), False), (house_time(end), True)):
                if self.begin <= moment <= self.end and moment != self.end:
                    opens = min(opens, moment.hour)
                    closes = max(closes, moment.hour + bool(moment.minute)) if late else closes
            if self.days == 1 and start < self.end <= end:
                closes = 24
            if self.days == 1 and start < self.begin < end:
                opens = 0
        return replace(self, opens=opens, closes=closes)


@dataclass(frozen=True)
class Mark:
    """A heading over some columns: an hour, or a day of the week."""

    label: str
    column: int
    span: int


@dataclass(frozen=True)
class Scale:
    """From moments to columns. The step is the finest one whose columns the style sheet can place."""

    period: Period

    @cached_property
    def step(self) -> int:
        minutes = (self.period.closes - self.period.opens) * 60
        return next(step for step in STEPS if minutes // step * self.period.days <= MOST_COLUMNS)

    @property
    def daily(self) -> int:
        return (self.period.closes - self.period.opens) * 60 // self.step

    @property
    def columns(self) -> int:
        return self.daily * self.period.days

    @property
    def parts(self) -> int:
        """How many lines stand behind the bars: hours of a day, or days."""
        return self.period.days if self.period.days > 1 else self.period.closes - self.period.opens

    def column(self, moment: datetime, *, up: bool = False) -> int:
        """The column that a moment falls into, from 1; hours that are not shown count as the nearest that are."""
        local = house_time(moment)
        day = (local.date() - self.period.first).days
        if not 0 <= day < self.period.days:
            return 1 if day < 0 else self.columns + 1
        minutes = (local.hour - self.period.opens) * 60 + local.minute + bool(up and local.second)
        whole, rest = divmod(minutes, self.step)
        return day * self.daily + min(max(whole + bool(up and rest), 0), self.daily) + 1

    def moment(self, column: int) -> datetime:
        """The moment at which a column begins."""
        day, at = divmod(column - 1, self.daily)
        return self.period.begin + timedelta(days=day, hours=self.period.opens, minutes=at * self.step)

    def now_at(self, moment: datetime) -> int:
        """The column of the now-line, 0 when it is not on the board."""
        local = house_time(moment)
        shown = self.period.opens <= local.hour < self.period.closes and self.period.begin <= local < self.period.end
        return self.column(moment) if shown else 0

    def marks(self) -> list[Mark]:
        if self.period.days == 1:
            hour = 60 // self.step
            return [
                Mark(f"{self.period.opens + n:02}", n * hour + 1, hour)
                for n in range(self.period.closes - self.period.opens)
            ]
        days = (self.period.first + timedelta(days=n) for n in range(self.period.days))
        return [
            Mark(dateformat.format(day, gettext("D j")), n * self.daily + 1, self.daily) for n, day in enumerate(days)
        ]


@dataclass(frozen=True)
class Bar:
    """A stretch of time in a lane. With a `version` it can be put elsewhere: dragged, by keys or by its form."""

    key: str
    title: str
    start: datetime
    end: datetime
    look: Look = "planned"
    facts: Sequence[str] = ()
    href: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Lane:
    """One row: what can be taken, and when it is. `look` and `words` say how it stands now (a state of the house)."""

    key: str
    title: str
    facts: Sequence[str] = ()
    bars: Sequence[Bar] = ()
    look: str = "done"
    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    lanes: Sequence[Lane]


@dataclass(frozen=True)
class Card:
    """What waits for a lane. `act` names the button that takes the suggestion; `extra` is sent along with it."""

    key: str
    title: str
    start: datetime
    end: datetime
    version: int
    facts: Sequence[str] = ()
    advice: str = ""
    look: str = ""
    lane: str = ""
    act: str = ""
    choose: str = ""
    href: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """Another way to look at the same days: its key in the address and its words."""

    key: str
    words: str


@dataclass(frozen=True)
class Board:
    """Everything a board shows."""

    title: str
    lanes_title: str
    period: Period
    groups: Sequence[Group]
    queue: Sequence[Card] = ()
    queue_title: str = ""
    queue_empty: str = ""
    notes: Sequence[str] = ()
    legend: Sequence[tuple[Look, str]] = ()
    turns: Sequence[Turn] = ()
    links: Sequence[tuple[str, str, str]] = ()
    """Pages beside the board: icon, words, address."""
    create: tuple[str, str] | None = None
    """The filled button of the page: words and address."""


@dataclass(frozen=True)
class Drawn:
    """A bar at its place: column and span along the hours, row within the lane where bars overlap."""

    bar: Bar
    column: int
    span: int
    row: int


def drawn(scale: Scale, bars: Iterable[Bar]) -> list[Drawn]:
    """Each bar that the period shows, in the first row of the lane where nothing stands in its way."""
    ends: list[int] = []
    placed: list[Drawn] = []
    for bar in sorted(bars, key=lambda one: (one.start, one.end, one.key)):
        if bar.end <= scale.period.begin or bar.start >= scale.period.end:
            continue
        column = min(scale.column(bar.start), scale.columns)
        until = max(scale.column(bar.end, up=True), column + 1)
        row = next((at for at, end in enumerate(ends) if end <= column), len(ends))
        ends[row:] = [until] if row == len(ends) else [until, *ends[row + 1 :]]
        placed.append(Drawn(bar, column, until - column, row + 1))
    return placed


def hours(start: datetime, end: datetime) -> str:
    """`13:00–15:30`; with the day where it ends on another one."""
    begin, until = house_time(start), house_time(end)
    far = until.date() != begin.date()
    return f"{begin:%H:%M}–{until:%m-%d %H:%M}" if far else f"{begin:%H:%M}–{until:%H:%M}"
