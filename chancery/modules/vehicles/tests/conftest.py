"""A small fleet and trips that wait for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Driver, Trip, Vehicle

MakeTrip = Callable[..., Trip]


@pytest.fixture
def dispatcher(city: City) -> Actor:
    """郑凯 dispatches the vehicles."""
    return city.actor("郑凯")


@pytest.fixture
def make_driver(dispatcher: Actor) -> Callable[..., Driver]:
    def made(name: str, **values: Any) -> Driver:
        return open_row(
            Driver, organ=dispatcher.house or 0, values={"name": name, "licence": "C1", **values}, actor=program("Test")
        )

    return made


@pytest.fixture
def make_vehicle(dispatcher: Actor) -> Callable[..., Vehicle]:
    def made(plate: str, **values: Any) -> Vehicle:
        told = {"plate": plate, "make_model": "帕萨特", "seats": 5, "licence": "C1", **values}
        return open_row(Vehicle, organ=dispatcher.house or 0, values=told, actor=program("Test"))

    return made


@pytest.fixture
def make_trip(city: City) -> MakeTrip:
    """A trip of 市财政局 that waits for a vehicle, on the Monday of the tests, from `start` for so many hours."""

    def made(purpose: str = "项目踏勘", start: float = 14, hours: float = 2, **values: Any) -> Trip:
        leaves = datetime(2026, 11, 23, tzinfo=HOUSE) + timedelta(hours=start)
        told = {
            "purpose": purpose, "leaves_at": leaves, "back_at": leaves + timedelta(hours=hours), "people": 3,
            "origin": "市政府", "destination": "清河县", **values,
        }  # fmt: skip
        organ = city.organ("市财政局").pk
        return open_row(Trip, organ=organ, values=told, actor=program("Test"), at="to_dispatch", cause="a test")

    return made


@pytest.fixture
def pool(make_driver: Any, make_vehicle: Any) -> list[Vehicle]:
    """Two cars and a small bus, each with its usual driver."""
    crew = [make_driver("赵师傅"), make_driver("钱师傅"), make_driver("周师傅", licence="A1")]
    return [
        make_vehicle("云A·0H316", driver=crew[0]),
        make_vehicle("云A·0H328", driver=crew[1]),
        make_vehicle("云A·0H508", driver=crew[2], seats=19, licence="B1", body="medium_bus"),
    ]
