"""Reads of trips: who is out, who waits, what a driver or a vehicle has before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from chancery.kernel.access.rows import visible
from chancery.kernel.base.scope import Actor
from chancery.modules.vehicles.models import Driver, Lockup, Trip, Vehicle
from chancery.modules.vehicles.terms import HOLDING, LockupState, TripState

HELD = Q(state__in=HOLDING, joins__isnull=True)


def held_between(vehicles: Sequence[int], begins: datetime, ends: datetime) -> QuerySet[Trip]:
    """The trips that hold any of these vehicles in a span."""
    return Trip.unscoped.filter(HELD, vehicle__in=vehicles, leaves_at__lt=ends, back_at__gt=begins).order_by(
        "leaves_at"
    )


def waiting(actor: Actor) -> QuerySet[Trip]:
    """The trips that this actor may see and that wait for a vehicle, earliest first."""
    return (
        visible(actor, Trip).filter(state=TripState.TO_DISPATCH).select_related("entry", "organ").order_by("leaves_at")
    )


def around(driver: int, trip: int, begins: datetime, ends: datetime) -> list[Trip]:
    """The other trips that a driver holds on the days of a span, in order."""
    day = timedelta(hours=12)
    rows = Trip.unscoped.filter(HELD, driver=driver, leaves_at__lt=ends + day, back_at__gt=begins - day)
    return list(rows.exclude(pk=trip).order_by("leaves_at"))


def riders_of(trip: Trip) -> QuerySet[Any]:
    """The trips that ride along in this one."""
    return Trip.unscoped.filter(joins=trip.pk, state__in=HOLDING).select_related("entry")


def exception_for(vehicle: int, day: Any) -> bool:
    """Whether an exception lets this vehicle out on a day on which the others are sealed."""
    return Lockup.unscoped.filter(vehicle=vehicle, state=LockupState.GRANTED, since__lte=day, until__gte=day).exists()


def vehicle_with(pk: Any) -> Vehicle | None:
    """The vehicle of a choice."""
    found: Vehicle | None = Vehicle.unscoped.select_related("driver").filter(pk=int(pk)).first()
    return found


def driver_with(pk: Any) -> Driver | None:
    """The driver of a choice."""
    found: Driver | None = Driver.unscoped.filter(pk=int(pk)).first()
    return found
