"""What looks wrong in the costs and odometers of a vehicle (logistics R-CA-10 to 13, 16). Pure, except for the thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.vehicles.models import Expense, Trip, Vehicle
from chancery.modules.vehicles.terms import CONTRACTED, AlertKind, ExpenseKind

from .asking import number

YEARS_OF_USE = 8


@dataclass(frozen=True)
class Finding:
    """Something that wants an explanation: which vehicle, what kind, when, and in which words."""

    vehicle: Vehicle
    kind: AlertKind
    on: date
    sentence: Sentence
    trip: Trip | None = None


def refuelling_looks_odd(one: Expense, same_day: int) -> Iterator[Finding]:
    """A tank takes no more than it holds, and no vehicle is filled twice a day without need (R-CA-11)."""
    if one.kind != ExpenseKind.FUEL or one.quantity is None:
        return
    tank = one.vehicle.tank
    if tank is not None and one.quantity > tank * number("tank_factor"):
        words = say(
            "{plate} took {litres} litres into a tank of {tank}.",
            plate=one.vehicle.plate,
            litres=one.quantity,
            tank=tank,
        )
        yield Finding(one.vehicle, AlertKind.FUEL, one.spent_on, words)
    if same_day > 1:
        words = say("{plate} was refuelled {n} times on one day.", plate=one.vehicle.plate, n=same_day)
        yield Finding(one.vehicle, AlertKind.FUEL, one.spent_on, words)


def net_value(vehicle: Vehicle, on: date) -> Decimal | None:
    """What a vehicle is still worth, straight over its years of use, at least a twentieth of its price."""
    if vehicle.price is None or vehicle.registered_on is None:
        return None
    used = Decimal(max(0, (on - vehicle.registered_on).days)) / Decimal("365.25")
    worth: Decimal = max(vehicle.price * (1 - used / YEARS_OF_USE), vehicle.price / 20)
    return worth


def spending_looks_odd(one: Expense) -> Iterator[Finding]:
    """A repair that is dear against the vehicle's value, or a bill from nobody who was appointed (R-CA-13)."""
    plate = one.vehicle.plate
    if one.kind == ExpenseKind.REPAIR:
        worth, share = net_value(one.vehicle, one.spent_on), number("repair_share")
        if worth is not None and one.amount > worth * share / 100:
            words = say("A repair of {plate} cost {amount} yuan, more than {share}% of its {worth} yuan of value: is renewal the better way?",
                        plate=plate, amount=one.amount, share=share, worth=worth.quantize(Decimal(1)))  # fmt: skip
            yield Finding(one.vehicle, AlertKind.REPAIR, one.spent_on, words)
    if one.kind in CONTRACTED and not one.contracted:
        kind = AlertKind.REPAIR if one.kind == ExpenseKind.REPAIR else AlertKind.FUEL
        words = say("{plate}: {supplier} is not appointed by procurement.", plate=plate, supplier=one.supplier or "—")
        yield Finding(one.vehicle, kind, one.spent_on, words)


def under_warranty(one: Expense, before: Expense | None) -> Iterator[Finding]:
    """A part that is repaired again while its warranty runs is not paid twice (R-CA-13)."""
    if before is not None:
        words = say("{plate}: “{part}” was repaired on {day} already and is under warranty until {until}.",
                    plate=one.vehicle.plate, part=one.part, day=str(before.spent_on), until=str(before.warranty_until))  # fmt: skip
        yield Finding(one.vehicle, AlertKind.REPAIR, one.spent_on, words)


def odometer_gaps(trips: Sequence[Trip]) -> Iterator[Finding]:
    """Between two trips of a vehicle, in order, nobody drove (里程不衔接; R-CA-12)."""
    gap = int(number("odometer_gap"))
    for before, after in pairwise(trips):
        if (
            before.odometer_in is None
            or after.odometer_out is None
            or after.vehicle is None
            or after.went_out_at is None
        ):
            continue
        missing = after.odometer_out - before.odometer_in
        if abs(missing) > gap:
            words = say("{plate} came back with {before} km and left with {after} km: {missing} km are not told.",
                        plate=after.vehicle.plate, before=before.odometer_in, after=after.odometer_out, missing=missing)  # fmt: skip
            yield Finding(after.vehicle, AlertKind.ODOMETER, after.went_out_at.date(), words, after)
