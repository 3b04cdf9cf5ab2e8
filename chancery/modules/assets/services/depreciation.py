"""The yearly run of depreciation (年度计提): one pass over the cards in whole fen, flat for a million of them on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django_tasks import task

from chancery.kernel.base.clock import now
from chancery.modules.assets.models import Asset, Charge, Valuation
from chancery.modules.assets.terms.depreciation import NEVER_ENDS, Stretch

HUNDRED = Decimal(100)
AT_ONCE = 500
COLUMNS = ("pk", "organ_id", "category", "cost", "accrued", "months", "depreciates_from", "disposed_on", "acquired_on")


@dataclass
class Sum:
    """What one organ holds of one category, through a year, in fen."""

    cards: int = 0
    cost: int = 0
    struck: int = 0
    opening: int = 0
    removed: int = 0
    months: list[int] = field(default_factory=lambda: [0] * 12)

    @property
    def charged(self) -> int:
        return sum(self.months)

    @property
    def closing(self) -> int:
        return self.opening + self.charged - self.removed


Sums = dict[tuple[int, str], Sum]


def sums_of(year: int, cards: Iterable[tuple[Any, ...]], earlier: Mapping[int, list[Stretch]] | None = None) -> Sums:
    """The depreciation of a year by organ and category, each card looked at once.

    Ordinary months take the same amount, so a card adds it where it begins and takes it away where it ends; the amounts of the
    months are summed from these steps at the end. Cards struck off before the year, or acquired after it, are left out.
    """
    first, after = year * 12, year * 12 + 12
    found: Sums = {}
    steps: dict[tuple[int, str], list[int]] = {}
    for pk, organ, category, cost, accrued, months, since, disposed, begun in cards:
        if begun >= after or disposed < first:
            continue
        key = (organ, category)
        if key not in found:
            found[key], steps[key] = Sum(), [0] * 13
        held, marks = found[key], steps[key]
        last = Stretch(cost, since, months, accrued, disposed)
        stretches = [*earlier[pk], last] if earlier and pk in earlier else [last]
        if disposed >= after:
            held.cards += 1
            held.cost += _cost_at(stretches, after - 1)
        else:
            held.struck += _cost_at(stretches, disposed)
            held.removed += last.accumulated(disposed)
        for stretch in stretches:
            for start, end, amount in stretch.charges():
                _lay(held, marks, (max(start, 0), end, amount), first, after)
        held.opening += stretches[0].accrued
        if len(stretches) > 1:
            _written_down(held, stretches, first, after)
    for key, marks in steps.items():
        level = 0
        for month in range(12):
            level += marks[month]
            found[key].months[month] += level
    return found


def _lay(held: Sum, marks: list[int], step: tuple[int, int, int], first: int, after: int) -> None:
    """One step of a card onto the year: what lies before it is in the opening sum."""
    start, end, amount = step
    if start < first:
        held.opening += amount * (min(end, first) - start)
    low, high = max(start, first), min(end, after)
    if low < high:
        marks[low - first] += amount
        marks[high - first] -= amount


def _written_down(held: Sum, stretches: Sequence[Stretch], first: int, after: int) -> None:
    """What left the accumulated depreciation when a value was lowered below it."""
    for before, then in pairwise(stretches):
        less = before.accumulated(then.since - 1) - then.accrued
        if then.since < first:
            held.opening -= less
        elif then.since < after:
            held.removed += less


def _cost_at(stretches: Sequence[Stretch], month: int) -> int:
    found = stretches[0].cost
    for stretch in stretches:
        if stretch.since <= month:
            found = stretch.cost
    return found


def cards_in_fen(organs: Iterable[int] | None = None) -> Iterator[tuple[Any, ...]]:
    """All cards as plain numbers: money in fen, months counted from the year 0; read in one stream."""
    rows = Asset.unscoped.filter(entry__landed=True, entry__voided_at__isnull=True)
    rows = rows.filter(organ__in=list(organs)) if organs is not None else rows
    for pk, organ, category, cost, accrued, months, since, disposed, begun in rows.values_list(*COLUMNS).iterator(
        chunk_size=5000
    ):
        start = since or begun
        yield (
            pk, organ, category, int(cost * 100), int(accrued * 100), months or 0, start.year * 12 + start.month - 1,
            disposed.year * 12 + disposed.month - 1 if disposed else NEVER_ENDS, begun.year * 12 + begun.month - 1,
        )  # fmt: skip


def earlier_stretches() -> dict[int, list[Stretch]]:
    """How cards stood before their value changed; few have any."""
    found: dict[int, list[Stretch]] = {}
    for old in Valuation.objects.order_by("asset", "since", "pk").iterator():
        since, until = old.since.year * 12 + old.since.month - 1, old.until.year * 12 + old.until.month - 1
        stretch = Stretch(int(old.cost * 100), since, old.months, int(old.accrued * 100), until)
        found.setdefault(old.asset_id, []).append(stretch)
    return found


def charges_of(year: int, found: Sums) -> list[Charge]:
    """The sums of a year as lines, not yet kept."""
    moment = now()
    return [
        Charge(
            year=year,
            organ_id=organ,
            category=category,
            cards=held.cards,
            cost=held.cost / HUNDRED,
            struck=held.struck / HUNDRED,
            opening=held.opening / HUNDRED,
            removed=held.removed / HUNDRED,
            months=held.months,
            charged=held.charged / HUNDRED,
            closing=held.closing / HUNDRED,
            at=moment,
        )  # fmt: skip
        for (organ, category), held in sorted(found.items())
    ]


def run_year(year: int) -> int:
    """Compute the depreciation of a year for all organs (年度折旧计提) and keep it; a second run replaces the first. Returns its lines."""
    found = sums_of(year, cards_in_fen(), earlier_stretches())
    lines = charges_of(year, found)
    with transaction.atomic():
        Charge.objects.filter(year=year).delete()
        Charge.objects.bulk_create(lines, batch_size=AT_ONCE)
    return len(lines)


@task()
def run_year_later(year: int) -> None:
    """The same by the worker."""
    run_year(year)
