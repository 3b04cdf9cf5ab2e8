"""A quarter of trips, brought in from the old dispatch book as history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Trip, Vehicle
from chancery.modules.vehicles.terms import PASSENGER

from .scene import Scene

TRIPS = 300
DECLINED = ("no_vehicle", "public", "out_of_scope", "late", "no_vehicle")


def tell_quarter(scene: Scene) -> None:
    """The trips of the past three months in order, so that each odometer continues; a few were refused."""
    stand = {one.pk: one.odometer - 4_000 for one in scene.vehicles}
    serials: dict[int, Iterator[int]] = {}
    for place, leaves_at in enumerate(_moments(scene)):
        serial = serials.setdefault(scene.organ(_asker(scene, place)).pk, count(1))
        _bring_in(scene, place, leaves_at, stand, serial)
    for one in scene.vehicles:
        Vehicle.unscoped.filter(pk=one.pk).update(odometer=stand[one.pk])
        one.odometer = stand[one.pk]


def _asker(scene: Scene, place: int) -> str:
    askers: list[str] = scene.material["askers"]
    return askers[place * 5 % len(askers)]


def _moments(scene: Scene) -> list[datetime]:
    calendar, today = calendar_for(), scene.until.astimezone(HOUSE).date()
    days = [today - timedelta(days=back) for back in range(92, 1, -1)]
    days = [day for day in days if calendar.is_working(day)]
    moments = []
    for place in range(TRIPS):
        day = days[place * len(days) // TRIPS]
        moments.append(
            datetime.combine(
                day,
                time(scene.chance.choice((8, 8, 9, 9, 10, 13, 14, 14, 15)), scene.chance.choice((0, 15, 30, 45))),
                HOUSE,
            )
        )
    return sorted(moments)


def _bring_in(scene: Scene, place: int, leaves_at: datetime, stand: dict[int, int], serial: Iterator[int]) -> None:
    chance, organ = scene.chance, scene.organ(_asker(scene, place))
    purpose, destination, km, hours, people = chance.choice(scene.material["errands"])
    values: dict[str, Any] = {
        "purpose": purpose, "people": people, "leaves_at": leaves_at, "back_at": leaves_at + timedelta(hours=hours), "origin": "机关大院", "destination": destination,
        "km": km, "cross_region": destination.startswith("省"), "contact": organ.short_name + "办公室", "phone": f"8600{chance.randrange(1000, 9999)}",
    }  # fmt: skip
    state = "settled"
    if place % 23 == 11:
        state = "refused"
        values["declined"] = DECLINED[place // 23 % len(DECLINED)]
    else:
        values |= _driven(scene, values, stand)
        values["number"] = f"{organ.mark}派〔{leaves_at.year}〕{next(serial):04}号"
    asked = leaves_at - timedelta(hours=chance.choice((20, 26, 44, 3)))
    with clock_at(asked):
        open_row(Trip, organ=organ.pk, values=values, actor=scene.who(PASSENGER, organ.pk), at=state, cause="旧派车登记簿导入", opened_at=asked)  # fmt: skip


def _driven(scene: Scene, values: dict[str, Any], stand: dict[int, int]) -> dict[str, Any]:
    chance = scene.chance
    fitting = [one for one in scene.pool if one.seats > values["people"] and one.category in ("general", "emergency") and one.status == "in_use"]  # fmt: skip
    fitting = [one for one in fitting if one.seats <= values["people"] + 8] or fitting
    vehicle = chance.choice(fitting)
    licensed = [one for one in scene.drivers if one.may_drive(vehicle.licence) and one.duty == "on"]
    begins = stand[vehicle.pk] + (180 if chance.random() < 0.025 else 0)  # a gap that nobody wrote down
    stand[vehicle.pk] = begins + int(values["km"] * chance.uniform(0.97, 1.12))
    late = timedelta(minutes=chance.randrange(-20, 35))
    return {
        "means": "own", "vehicle": vehicle, "driver": vehicle.driver if chance.random() < 0.7 else chance.choice(licensed), "went_out_at": values["leaves_at"],
        "came_back_at": values["back_at"] + late, "odometer_out": begins, "odometer_in": stand[vehicle.pk],
        "tolls": Decimal(chance.choice((0, 0, 0, 15, 35, 65))), "rating": chance.choice((5, 5, 5, 4, 4, 3)),
    }  # fmt: skip
