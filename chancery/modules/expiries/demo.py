"""The expiries of the believable city: the round of each of the last thirty days, so that notices came when they came."""

from __future__ import annotations

from datetime import timedelta

from chancery.city.lookup import City
from chancery.kernel.base.clock import clock_at, now

from .services import MOST, look_ahead

DAYS = 30


def demo(city: City, *, count: int = 240) -> None:
    """Whatever runs out in the registers of the other modules is on somebody's desk."""
    until = now()
    for back in range(DAYS, -1, -1):
        with clock_at(until - timedelta(days=back, minutes=5)):
            while look_ahead() >= MOST:
                pass
