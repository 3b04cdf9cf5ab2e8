"""What the dispatcher's board reads: vehicles, drivers, what holds them in a span, and what waits. Each is one range of an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from chancery.kernel.access.rows import visible
from chancery.kernel.base.scope import Actor
from chancery.modules.vehicles.models import Driver, Lockup, Trip, Vehicle
from chancery.modules.vehicles.terms import SENT, Duty, LockupState, Status, TripState

MOST_LANES = 200
MOST_WAITING = 400
LONGEST = timedelta(days=31)
"""No trip is longer; so far back a span is looked for."""


def fleet(actor: Actor) -> list[Vehicle]:
    """The vehicles that this actor sees and that are not disposed of, as the board orders them."""
    rows = visible(actor, Vehicle).exclude(status=Status.DISPOSED).filter(entry__voided_at__isnull=True)
    return list(rows.select_related("driver").order_by("category", "seats", "plate")[:MOST_LANES])


def crew(actor: Actor) -> list[Driver]:
    """The drivers that this actor sees and that have not left."""
    rows = visible(actor, Driver).exclude(duty=Duty.LEFT).filter(entry__voided_at__isnull=True)
    return list(rows.order_by("name", "pk")[:MOST_LANES])


def sent_between(column: str, keys: Sequence[int], begins: datetime, ends: datetime) -> list[Trip]:
    """The trips that were given to these vehicles (or drivers) and fall into a span."""
    far = begins - LONGEST
    rows = Trip.unscoped.filter(**{f"{column}__in": keys}, leaves_at__gte=far, leaves_at__lt=ends, state__in=SENT)
    rows = rows.filter(Q(back_at__gt=begins) | Q(state=TripState.OUT), entry__voided_at__isnull=True)
    return list(rows.select_related("entry", "organ", "driver", "vehicle").order_by("leaves_at", "pk"))


def waiting_between(actor: Actor, begins: datetime, ends: datetime | None = None) -> list[Trip]:
    """The trips that wait for a vehicle from a moment on, earliest first."""
    rows = visible(actor, Trip).filter(state=TripState.TO_DISPATCH, leaves_at__gte=begins - LONGEST, back_at__gt=begins)
    if ends:
        rows = rows.filter(leaves_at__lt=ends)
    return list(rows.select_related("entry", "organ").order_by("leaves_at", "pk")[:MOST_WAITING])


def seen_among(actor: Actor, trips: Sequence[Trip]) -> set[int]:
    """Which of these trips the actor may read; of others the board says only that the vehicle is taken."""
    return set(visible(actor, Trip).filter(pk__in=[trip.pk for trip in trips]).values_list("pk", flat=True))


def let_out_on(day: date, vehicles: Sequence[Any]) -> set[int]:
    """The vehicles that an exception lets out on a day on which the others are sealed."""
    rows = Lockup.unscoped.filter(vehicle__in=[row.pk for row in vehicles], since__lte=day, until__gte=day)
    return set(rows.filter(state=LockupState.GRANTED).values_list("vehicle_id", flat=True))
