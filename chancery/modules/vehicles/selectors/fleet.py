"""How many vehicles an organ has and may have, and who drives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, Q

from chancery.kernel.base.clock import HOUSE, today
from chancery.modules.vehicles.models import Change, Driver, Quota, Vehicle
from chancery.modules.vehicles.terms import NEW_ENERGY, ChangeKind, ChangeState, Duty, Status


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
