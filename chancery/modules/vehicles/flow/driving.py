"""Who holds a trip in each state, and what its moves change besides the state."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Moving, todos
from chancery.kernel.flow.engine import move, open_row
from chancery.modules.vehicles.models import Expense, Trip, Vehicle
from chancery.modules.vehicles.models.desks import asker_of, dispatch_desk
from chancery.modules.vehicles.models.trips import DRIVER_ONCE, VEHICLE_ONCE
from chancery.modules.vehicles.rules.odometers import kilometres
from chancery.modules.vehicles.rules.trips import Assignment, assignment_of, minutes_of
from chancery.modules.vehicles.selectors.trips import riders_of
from chancery.modules.vehicles.terms import ExpenseKind, Means


def with_asker(step: str) -> Any:
    return lambda row: todos([asker_of(row)], step)


def with_dispatchers(step: str) -> Any:
    return lambda row: todos([dispatch_desk(row.organ_id)], step)


def with_driver(step: str) -> Any:
    """The driver's post; the dispatchers stand in for a driver without one, the asker rides in a hired vehicle."""

    def holder(row: Trip) -> list[Todo]:
        if row.means == Means.HIRED or row.driver is None:
            return todos([asker_of(row)], step)
        return todos([row.driver.post_id or dispatch_desk(row.organ_id)], step)

    return holder


def dispatch(moving: Moving) -> None:
    """Give the trip a vehicle and a driver, or a place in another trip's vehicle; two dispatchers cannot take the same one."""
    one = assignment_of(moving.row, moving.asked)
    if one is None:
        fee = money(moving.asked.get("hire_fee"))
        moving.set(means=Means.HIRED, vehicle=None, driver=None, joins=None, hire_fee=fee, **_times(moving))
        return
    _assign(moving, one)


def change(moving: Moving) -> None:
    """Another vehicle, another driver, another time (改派)."""
    asked = moving.asked
    if asked.get("vehicle") == Means.HIRED:
        moving.set(means=Means.HIRED, vehicle=None, driver=None, joins=None, **_times(moving))
        moving.todos = todos([asker_of(moving.row)], "go_out")
        return
    one = assignment_of(moving.row, asked)
    if one is None:
        moving.set(**_times(moving))
        return
    _assign(moving, one, stays=not asked.get("vehicle"))
    moving.todos = list(with_driver("go_out")(moving.row))


def _assign(moving: Moving, one: Assignment, *, stays: bool = False) -> None:
    host = one.host or (moving.row.joins if stays else None)
    moving.set(
        means=Means.OWN,
        vehicle=one.vehicle,
        driver=one.driver,
        joins=host,
        leaves_at=one.leaves_at,
        back_at=one.back_at,
    )
    if host is None:
        VEHICLE_ONCE.claim(moving.row)
        DRIVER_ONCE.claim(moving.row)


def _times(moving: Moving) -> dict[str, Any]:
    row, asked = moving.row, moving.asked
    shift = minutes_of(asked, "shift")
    leaves_at, back_at = row.leaves_at + shift, row.back_at + shift + minutes_of(asked, "longer")
    if back_at <= leaves_at:
        raise Refused(say("The trip would end before it begins: {begins} to {ends}.", begins=leaves_at, ends=back_at))
    return {"leaves_at": leaves_at, "back_at": back_at}


def take_back(moving: Moving) -> None:
    moving.set(means="", vehicle=None, driver=None, joins=None)


def go_out(moving: Moving) -> None:
    """The vehicle leaves, with everybody who rides along."""
    asked = moving.asked
    moving.set(odometer_out=kilometres(asked["odometer_out"]), went_out_at=_ago(moving))
    for rider in riders_of(moving.row):
        if rider.state == moving.row.state:
            move(rider, "go_out", actor=moving.actor, asked={"odometer_out": asked["odometer_out"], "ago": asked.get("ago"), "reason": "-"})  # fmt: skip


def come_back(moving: Moving) -> None:
    """The vehicle is back: odometer, tolls and what was refuelled on the way."""
    row, asked = moving.row, moving.asked
    back = _ago(moving)
    if back < row.went_out_at:
        raise Refused(
            say("The trip cannot be back at {back}: it left at {left}.", back=back, left=row.went_out_at),
            fields={"ago": say("This is before it left.")},
        )
    moving.set(odometer_in=kilometres(asked["odometer_in"]), came_back_at=back, tolls=money(asked.get("tolls")))
    if row.vehicle_id and row.joins_id is None:
        Vehicle.unscoped.filter(pk=row.vehicle_id, odometer__lt=row.odometer_in).update(
            odometer=row.odometer_in, version=F("version") + 1
        )
        _refuelled(moving)
    for rider in riders_of(row):
        if rider.state == row.state:
            move(rider, "come_back", actor=moving.actor, asked={"odometer_in": asked["odometer_in"], "ago": asked.get("ago")})  # fmt: skip


def _refuelled(moving: Moving) -> None:
    """What was refuelled on the way becomes a cost of the vehicle (单车核算)."""
    row, asked = moving.row, moving.asked
    if not asked.get("fuel_yuan") or not asked.get("fuel_litres"):
        return
    kind = ExpenseKind.POWER if row.vehicle.energy == "electric" else ExpenseKind.FUEL
    values = {
        "vehicle": row.vehicle, "kind": kind, "spent_on": moving.at.date(), "amount": money(asked["fuel_yuan"]),
        "quantity": money(asked["fuel_litres"]), "odometer": row.odometer_in, "trip": row,
    }  # fmt: skip
    open_row(Expense, organ=row.vehicle.organ_id, values=values, actor=moving.actor)


def settle(moving: Moving) -> None:
    rating = moving.asked.get("rating")
    moving.set(rating=int(rating) if rating else None)


def _ago(moving: Moving) -> Any:
    minutes = minutes_of(moving.asked, "ago")
    if minutes < timedelta(0):
        raise Refused(say("That moment lies ahead."), fields={"ago": say("Write how many minutes ago it was.")})
    return moving.at - minutes


def money(told: Decimal | None) -> Decimal | None:
    """An amount of a small form with two decimals. Raises Refused for one that cannot be."""
    if told is None:
        return None
    if not told.is_finite() or not 0 <= told < 1_000_000:
        raise Refused(say("{told} is no amount for one trip.", told=str(told)))
    return told.quantize(Decimal("0.01"))
