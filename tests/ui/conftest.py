"""A signed-in browser without scripts, and rows to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chancery.city.lookup import City
from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import now
from chancery.kernel.flow.engine import open_row
from tests.rooms.models import Booking, Room

Enter = Callable[[str], Client]


@pytest.fixture
def enter(city: City) -> Enter:
    """Signs in as somebody of the city, reading English."""

    def signed_in(name: str, language: str = "en") -> Client:
        user = city.user(name)
        user.language = language
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user, backend="chancery.ui.accounts.Accounts")
        return client

    return signed_in


@pytest.fixture
def room(city: City) -> Room:
    keeper = city.actor("周敏")
    with acting(keeper):
        return open_row(Room, organ=keeper.organ, values={"name": "第一会议室", "seats": 30, "rate": None})


@pytest.fixture
def make_booking(city: City, room: Room) -> Callable[..., Booking]:
    """Asks for the room in 周敏's name, two hours long, `hours` from now."""

    def booked(title: str = "常务会议议题初审", hours: int = 24) -> Any:
        keeper = city.actor("周敏")
        begins = now() + timedelta(hours=hours)
        values = {
            "title": title,
            "room": room,
            "begins_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "people": 12,
        }
        with acting(keeper):
            return open_row(Booking, organ=keeper.organ, values=values)

    return booked


@pytest.fixture
def booking(make_booking: Callable[..., Booking]) -> Booking:
    return make_booking()
