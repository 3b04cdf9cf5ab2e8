"""Vehicles and drivers as the small forms offer them, and how many an organ has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _t

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import actor_or_none
from chancery.modules.vehicles.models import Change, Driver, Quota, Trip, Vehicle
from chancery.modules.vehicles.terms import HOLDING, NEW_ENERGY, ChangeKind, ChangeState, Duty, Means, Status

MOST_OFFERED = 600


class VehiclesOffered:
    """The vehicles in service that the actor may send, as choices of a small form; hiring is always one of them."""

    def __init__(self, *, empty: bool = False) -> None:
        self.empty = empty

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        if self.empty:
            yield "", ""
        actor = actor_or_none()
        rows = visible(actor, Vehicle).filter(status=Status.IN_USE) if actor else Vehicle.unscoped.none()
        for row in rows.order_by("plate")[:MOST_OFFERED]:
            yield str(row.pk), f"{row.plate} {row.make_model} · {row.seats} · {_t(str(row.get_energy_display()))}"
        yield Means.HIRED.value, Means.HIRED.label


class DriversOffered:
    """The drivers on duty; the empty choice stands for the usual driver of the vehicle."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", ""
        actor = actor_or_none()
        rows = visible(actor, Driver).filter(duty=Duty.ON) if actor else Driver.unscoped.none()
        for row in rows.order_by("name")[:MOST_OFFERED]:
            yield str(row.pk), f"{row.name} {row.licence}"


class TripsOffered:
    """Trips that stand dispatched and into which another one may be put (拼车)."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", ""
        actor = actor_or_none()
        held = Q(state__in=HOLDING, joins__isnull=True, vehicle__isnull=False)
        rows = visible(actor, Trip).filter(held) if actor else Trip.unscoped.none()
        for row in rows.select_related("vehicle").order_by("leaves_at")[:MOST_OFFERED]:
            yield str(row.pk), f"{row.vehicle} {row.number} {row.destination}"


def charged_to(unit: int, category: str) -> int:
    """How many vehicles take the quota of a unit in a category."""
    kept = Vehicle.unscoped.exclude(status=Status.DISPOSED).filter(category=category, entry__voided_at__isnull=True)
    mine = Q(unit=unit) | Q(unit__isnull=True, organ=unit)
    return kept.filter(mine).count()


def quota_of(unit: int, category: str) -> int | None:
    """How many vehicles a unit may have in a category today, or None where no quota stands."""
    day = today()
    held = Quota.unscoped.filter(unit=unit, category=category, entry__voided_at__isnull=True)
    held = held.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))
    most: int | None = held.order_by(F("since").desc(nulls_last=True)).values_list("most", flat=True).first()
    return most


def coming_this_year(besides: int) -> tuple[int, int]:
    """How many vehicles were asked for and approved this year: new-energy ones, and all."""
    kinds = (ChangeKind.PURCHASE, ChangeKind.RENEWAL)
    rows = Change.unscoped.filter(kind__in=kinds, state__in=(ChangeState.APPROVED, ChangeState.DONE))
    rows = rows.filter(entry__opened_at__gte=datetime(today().year, 1, 1, tzinfo=HOUSE)).exclude(pk=besides)
    told = rows.aggregate(green=Count("pk", filter=Q(energy__in=NEW_ENERGY)), whole=Count("pk"))
    return told["green"], told["whole"]


def drivers_of_post(posts: Sequence[int]) -> list[Driver]:
    """The driver rows of these posts."""
    return list(Driver.unscoped.filter(post__in=posts).exclude(duty=Duty.LEFT))
