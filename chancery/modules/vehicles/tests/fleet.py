"""A small fleet for the tests: vehicles, drivers, and trips that wait for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Driver, Trip, Vehicle
from tests.maker import make, maker

MORNING = datetime(2026, 11, 23, 10, tzinfo=HOUSE)


def vehicle(city: City, **values: Any) -> Any:
    return make(Vehicle, city=city, **{"odometer": 1_000, **values})


def driver(city: City, **values: Any) -> Any:
    return make(Driver, city=city, **values)


def waiting(city: City, *, begins: datetime = MORNING, hours: float = 2, **values: Any) -> Any:
    """A trip that waits for a vehicle."""
    told = {"leaves_at": begins, "back_at": begins + timedelta(hours=hours), "people": 2, **values}
    return make(Trip, city=city, at="to_dispatch", **told)


def dispatched(city: City, one: Any, by: Any, **values: Any) -> Any:
    """A trip that has this vehicle and this driver."""
    return send(waiting(city, **values), one, by)


def send(trip: Any, one: Any, by: Any, **asked: Any) -> Any:
    told = {"vehicle": one.pk, "driver": by.pk, **asked}
    return press(trip, "dispatch", actor=maker(), asked=told).row
