"""The names that neighbours of vehicles may import: who dispatches, the drivers and vehicles of an organ, a trip for a neighbour's matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row

from .models import Trip
from .models.desks import dispatch_desk, keeping_desk
from .selectors.costs import Account, accounts
from .selectors.fleet import charged_to, quota_of
from .services.findings import look_over
from .services.tracks import keep_track

__all__ = [
    "Account",
    "accounts",
    "ask_for_trip",
    "charged_to",
    "dispatch_desk",
    "keep_track",
    "keeping_desk",
    "look_over",
    "quota_of",
]


def ask_for_trip(
    purpose: str,
    destination: str,
    leaves_at: datetime,
    back_at: datetime,
    *,
    actor: Actor,
    origin: str = "",
    people: int = 1,
    **more: Any,
) -> int:
    """Ask for a vehicle on behalf of a meeting, a reception or an inspection; gives the key of the trip, to be linked."""
    values = {"purpose": purpose, "destination": destination, "leaves_at": leaves_at, "back_at": back_at, "origin": origin or "机关大院", "people": people, **more}  # fmt: skip
    row = open_row(Trip, organ=actor.house or actor.organ or 0, values=values, actor=actor)
    key: int = row.pk
    return key
