"""Straight-line depreciation to the month, in whole fen (年限平均法; 政府会计准则第3号): no residual value, nothing lost, nothing below zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

NEVER_ENDS = 10**9


def month_of(day: date) -> int:
    """The number of a month: months since the year 0."""
    return day.year * 12 + day.month - 1


def day_of(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class Stretch:
    """A time in which value and life of a card stay the same (折旧区间); a betterment ends it and begins another.

    `cost` is the original value, `accrued` what was depreciated before; the rest is spread over `months` months,
    the first of which is `since`. With 0 months nothing is depreciated. `until` is the first month that no longer belongs to it.
    """

    cost: int
    since: int
    months: int
    accrued: int = 0
    until: int = NEVER_ENDS

    @property
    def monthly(self) -> int:
        """What an ordinary month takes, to the nearest fen; the last month takes what is left."""
        return (2 * (self.cost - self.accrued) + self.months) // (2 * self.months) if self.months else 0

    @property
    def ordinary(self) -> int:
        """How many months take the ordinary amount before the one that takes the rest."""
        rest = self.cost - self.accrued
        return min(self.months - 1, rest // self.monthly) if self.monthly else 0

    def accumulated(self, month: int) -> int:
        """What is depreciated by the end of a month, before this stretch included."""
        counted = min(month, self.until - 1) - self.since + 1
        if counted <= 0 or not self.months:
            return self.accrued
        if counted >= self.months:
            return self.cost
        return self.accrued + min(self.cost - self.accrued, self.monthly * counted)

    def charges(self) -> Iterator[tuple[int, int, int]]:
        """The same as steps: from this month on to before that one, so much each month."""
        rest, steps = self.cost - self.accrued, self.ordinary
        if not self.months or rest <= 0:
            return
        last = self.since + (steps if self.monthly else self.months - 1)
        left = rest - self.monthly * steps
        if steps:
            yield self.since, min(last, self.until), self.monthly
        if left and last < self.until:
            yield last, last + 1, left

    def ended(self, month: int) -> Stretch:
        """The same stretch, ended before a month: a disposed card takes nothing from its month on."""
        return replace(self, until=min(self.until, month))


def accumulated(stretches: Sequence[Stretch], on: date) -> int:
    """Accumulated depreciation (累计折旧) of a card by the end of the month of a day, in fen."""
    month, found = month_of(on), 0
    for stretch in stretches:
        if stretch.since <= month:
            found = stretch.accumulated(month)
    return found


def cost_on(stretches: Sequence[Stretch], on: date) -> int:
    """The original value (原值) that a card had on a day, in fen."""
    month, found = month_of(on), stretches[0].cost
    for stretch in stretches:
        if stretch.since <= month:
            found = stretch.cost
    return found


def net_value(stretches: Sequence[Stretch], on: date) -> int:
    """Net value (净值) of a card by the end of the month of a day, in fen. Stretches stand in order of time."""
    return cost_on(stretches, on) - accumulated(stretches, on)


def bettered(stretch: Stretch, *, month: int, cost: int, months: int) -> tuple[Stretch, Stretch]:
    """A card after its value or life was changed (改建、扩建、价值调整): the stretch that ends, and the one that begins."""
    accrued = min(stretch.accumulated(month - 1), cost)
    return stretch.ended(month), Stretch(cost, month, months, accrued)
