"""Looking a stretch of time over for what looks wrong, and opening a finding for each (用车疑点)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Alert, Expense, Trip, Vehicle
from chancery.modules.vehicles.rules.asking import number
from chancery.modules.vehicles.rules.costs import (
    Finding,
    odometer_gaps,
    refuelling_looks_odd,
    spending_looks_odd,
    under_warranty,
)
from chancery.modules.vehicles.selectors.costs import Account, accounts, outstanding, unit_of
from chancery.modules.vehicles.terms import GONE_STATES, AlertKind, ExpenseKind, Status

MOST_VEHICLES = 2_000
MOST_ROWS = 20_000
USE_OVER = timedelta(days=180)


def look_over(actor: Actor, *, since: date, until: date | None = None) -> list[Alert]:
    """Open a finding for all that looks wrong with the actor's vehicles in a period; a second look opens none twice."""
    until = until or today()
    vehicles = list(visible(actor, Vehicle).exclude(status=Status.DISPOSED).order_by("pk")[:MOST_VEHICLES])
    found = [*_of_costs(vehicles, since, until), *_of_odometers(vehicles, since, until), *_of_use(vehicles, until)]
    return open_findings(found, actor)


def open_findings(found: Iterable[Finding], actor: Actor) -> list[Alert]:
    """A matter for each finding that stands nowhere yet."""
    made = []
    for one in found:
        same = Alert.unscoped.filter(vehicle=one.vehicle.pk, kind=one.kind, happened_on=one.on)
        title = str(one.sentence)[:200]
        if same.filter(title=title).exists():
            continue
        values = {"title": title, "kind": one.kind, "vehicle": one.vehicle, "trip": one.trip, "happened_on": one.on}
        with transaction.atomic():
            made.append(open_row(Alert, organ=one.vehicle.organ_id, values=values, actor=actor))
    return made


def _of_costs(vehicles: list[Vehicle], since: date, until: date) -> Iterator[Finding]:
    rows = Expense.unscoped.filter(
        vehicle__in=vehicles, spent_on__gte=since, spent_on__lte=until, entry__voided_at__isnull=True
    )
    held = list(rows.select_related("vehicle").order_by("spent_on", "pk")[:MOST_ROWS])
    fuelled = Counter((one.vehicle_id, one.spent_on) for one in held if one.kind == "fuel")
    for one in held:
        yield from refuelling_looks_odd(one, fuelled[one.vehicle_id, one.spent_on])
        yield from spending_looks_odd(one)
        if one.kind == ExpenseKind.REPAIR and one.part:
            yield from under_warranty(one, _repaired_before(one))


def _repaired_before(one: Expense) -> Expense | None:
    """The earlier repair of the same part whose warranty still ran."""
    same = Expense.unscoped.filter(
        vehicle=one.vehicle_id, kind=ExpenseKind.REPAIR, part=one.part, spent_on__lt=one.spent_on
    )
    found: Expense | None = same.filter(warranty_until__gte=one.spent_on, entry__voided_at__isnull=True).first()
    return found


def _of_odometers(vehicles: list[Vehicle], since: date, until: date) -> Iterator[Finding]:
    rows = Trip.unscoped.filter(
        vehicle__in=vehicles, state__in=GONE_STATES, joins__isnull=True, went_out_at__isnull=False
    )
    rows = rows.filter(entry__opened_at__gte=_moment(since), entry__opened_at__lt=_moment(until + timedelta(days=1)))
    by_vehicle: dict[int, list[Trip]] = {}
    for trip in rows.select_related("vehicle").order_by("went_out_at")[:MOST_ROWS]:
        by_vehicle.setdefault(trip.vehicle_id or 0, []).append(trip)
    for trips in by_vehicle.values():
        yield from odometer_gaps(trips)


def _of_use(vehicles: list[Vehicle], until: date) -> Iterator[Finding]:
    """A consumption far above the vehicles of the same body and energy (R-CA-10)."""
    found = accounts(vehicles, until - USE_OVER, until)
    yield from _against_itself(found, until)
    for one, median in outstanding(found, ratio=number("outlier_ratio"), score=number("outlier_score")):
        words = say(
            "{plate} used {use} {unit} for 100 km in half a year; the median of its like is {median}.",
            plate=one.vehicle.plate,
            use=one.use,
            unit=unit_of(one.vehicle.energy),
            median=median,
        )
        yield Finding(one.vehicle, AlertKind.CONSUMPTION, until.replace(day=1), words)


def _against_itself(found: list[Account], until: date) -> Iterator[Finding]:
    """A consumption far above what the same vehicle used in the half-year before (R-CA-10)."""
    earlier = accounts([one.vehicle for one in found], until - 2 * USE_OVER, until - USE_OVER - timedelta(days=1))
    before = {one.vehicle.pk: one.use for one in earlier}
    for one in found:
        used = before[one.vehicle.pk]
        if one.use is not None and used is not None and one.use > used * number("outlier_ratio"):
            words = say(
                "{plate} used {use} {unit} for 100 km in half a year, and {before} in the half-year before.",
                plate=one.vehicle.plate,
                use=one.use,
                unit=unit_of(one.vehicle.energy),
                before=used,
            )
            yield Finding(one.vehicle, AlertKind.CONSUMPTION, until.replace(day=1), words)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), HOUSE)
