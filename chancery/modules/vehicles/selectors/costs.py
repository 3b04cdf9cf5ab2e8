"""Single-vehicle accounting (单车核算): what each vehicle cost, drove and used, and what stands out."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Min, Sum

from chancery.kernel.base.clock import HOUSE
from chancery.modules.vehicles.models import Expense, Trip, Vehicle
from chancery.modules.vehicles.terms import GONE_STATES as GONE
from chancery.modules.vehicles.terms import Energy, ExpenseKind

MOST_READINGS = 60_000

TENTH, CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Refuelling:
    """One refuelling or charging: when, at which odometer, how much."""

    on: date
    odometer: int
    quantity: Decimal


@dataclass
class Account:
    """The account of one vehicle over a period."""

    vehicle: Vehicle
    amounts: dict[str, Decimal] = field(default_factory=dict)
    km: int = 0
    trips: int = 0
    days: int = 0
    use: Decimal | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def per_km(self) -> Decimal | None:
        """Yuan for each kilometre (单公里费用)."""
        return (self.total / self.km).quantize(CENT) if self.km > 0 else None

    @property
    def like(self) -> tuple[str, str]:
        """The class in which it is compared: body and energy."""
        return self.vehicle.body, self.vehicle.energy


def consumption(readings: Sequence[Refuelling]) -> Decimal | None:
    """Litres or kWh for 100 km (百公里油耗): what was filled after the first reading over the kilometres since then.

    None where fewer than two readings stand, or the odometer did not move on.
    """
    ordered = sorted(readings, key=lambda one: (one.odometer, one.on))
    if len(ordered) < 2 or ordered[-1].odometer <= ordered[0].odometer:
        return None
    filled = sum((one.quantity for one in ordered[1:]), Decimal(0))
    return (filled * 100 / (ordered[-1].odometer - ordered[0].odometer)).quantize(TENTH)


def stands_out(value: Decimal, others: Iterable[Decimal], *, ratio: Decimal, score: Decimal) -> bool:
    """Whether a value lies far above the others: over `ratio` times the median, or over `score` by the robust z (R-CA-10)."""
    known = list(others)
    if len(known) < 3:
        return False
    median = statistics.median(known)
    spread = statistics.median(abs(one - median) for one in known)
    if median > 0 and value > median * ratio:
        return True
    # Where all but a few are alike the spread is nothing, and a grain would stand out: a twentieth of the median is its floor.
    spread = max(spread, median / 20)
    return spread > 0 and Decimal("0.6745") * (value - median) / spread > score


def accounts(vehicles: Sequence[Vehicle], since: date, until: date) -> list[Account]:
    """The accounts of these vehicles over a period, in three queries."""
    held = {one.pk: Account(one) for one in vehicles}
    spent = Expense.unscoped.filter(
        vehicle__in=held, spent_on__gte=since, spent_on__lte=until, entry__voided_at__isnull=True
    )
    for pk, kind, amount in (
        spent.values_list("vehicle").annotate(total=Sum("amount")).values_list("vehicle", "kind", "total")
    ):
        held[pk].amounts[kind] = held[pk].amounts.get(kind, Decimal(0)) + amount
    for pk, readings in _readings(list(held), since, until).items():
        held[pk].use = consumption(readings)
        held[pk].km = readings[-1].odometer - readings[0].odometer if len(readings) > 1 else 0
    begin, end = (datetime.combine(day, time(), HOUSE) for day in (since, until + timedelta(days=1)))
    gone = Trip.unscoped.filter(
        vehicle__in=held, state__in=GONE, leaves_at__gte=begin, leaves_at__lt=end, joins__isnull=True
    )
    told = gone.values("vehicle").annotate(n=Count("pk"), low=Min("odometer_out"), high=Max("odometer_in"))
    for row in told.order_by():
        one = held[row["vehicle"]]
        one.trips, one.km = row["n"], max(one.km, (row["high"] or 0) - (row["low"] or 0))
    return list(held.values())


def uses(vehicles: Sequence[Vehicle], since: date, until: date) -> dict[int, Decimal | None]:
    """What each vehicle used for 100 km in a period, in one query."""
    read = _readings([one.pk for one in vehicles], since, until)
    return {one.pk: consumption(read.get(one.pk, [])) for one in vehicles}


def _readings(vehicles: Sequence[int], since: date, until: date) -> Mapping[int, list[Refuelling]]:
    rows = Expense.unscoped.filter(
        vehicle__in=vehicles, kind__in=(ExpenseKind.FUEL, ExpenseKind.POWER), spent_on__gte=since, spent_on__lte=until,
        quantity__isnull=False, odometer__isnull=False, entry__voided_at__isnull=True,
    )  # fmt: skip
    found: dict[int, list[Refuelling]] = {}
    told = rows.order_by("vehicle", "odometer").values_list("vehicle", "spent_on", "odometer", "quantity")
    for pk, on, odometer, quantity in told[:MOST_READINGS]:
        found.setdefault(pk, []).append(Refuelling(on, odometer or 0, quantity or Decimal(0)))
    return found


def outstanding(found: Sequence[Account], *, ratio: Decimal, score: Decimal) -> list[tuple[Account, Decimal]]:
    """The accounts whose consumption stands out among their like, each with the median of the others."""
    told = []
    for one in found:
        others = [other.use for other in found if other is not one and other.like == one.like and other.use is not None]
        if one.use is not None and stands_out(one.use, others, ratio=ratio, score=score):
            told.append((one, Decimal(statistics.median(others)).quantize(TENTH)))
    return told


def months_of(vehicle: Vehicle, until: date, many: int = 12) -> list[tuple[str, Decimal, int | None]]:
    """The last months of a vehicle: month, what it cost, and its kilometres by the odometers of its trips."""
    first = _month_back(until, many - 1)
    costs: dict[str, Decimal] = {}
    rows = Expense.unscoped.filter(
        vehicle=vehicle.pk, spent_on__gte=first, spent_on__lte=until, entry__voided_at__isnull=True
    )
    for on, amount in rows.values_list("spent_on", "amount"):
        costs[f"{on:%Y-%m}"] = costs.get(f"{on:%Y-%m}", Decimal(0)) + amount
    driven: dict[str, int] = {}
    begin = datetime.combine(first, time(), HOUSE)
    gone = Trip.unscoped.filter(vehicle=vehicle.pk, state__in=GONE, leaves_at__gte=begin, joins__isnull=True)
    for at, low, high in gone.values_list("leaves_at", "odometer_out", "odometer_in"):
        month = f"{at.astimezone(HOUSE):%Y-%m}"
        driven[month] = driven.get(month, 0) + (high or 0) - (low or 0)
    months = [f"{_month_back(until, back):%Y-%m}" for back in range(many - 1, -1, -1)]
    return [(month, costs.get(month, Decimal(0)), driven.get(month)) for month in months]


def _month_back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def unit_of(energy: str) -> str:
    """What a vehicle is filled with: kWh or litres."""
    return "kWh" if energy == Energy.ELECTRIC else "L"
