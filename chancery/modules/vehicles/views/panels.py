"""Panels of the vehicle, the driver and the training: accounting, positions, learning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.modules.vehicles.models import Attendance, Driver, Track, Training, Trip, Vehicle
from chancery.modules.vehicles.rules.asking import number
from chancery.modules.vehicles.selectors.costs import accounts, months_of, stands_out, unit_of, uses
from chancery.ui.formats import figure, money

MOST_LIKE = 400
SHOWN = 6


def accounting(row: Vehicle, actor: Actor) -> Mapping[str, Any]:
    """The account of a vehicle over a year, against its like and against the year before (单车核算)."""
    day = today()
    like = list(Vehicle.unscoped.filter(body=row.body, energy=row.energy).exclude(pk=row.pk).order_by("pk")[:MOST_LIKE])
    year = timedelta(days=365)
    (mine,) = accounts([row], day - year, day)
    before = uses([row], day - 2 * year, day - year)[row.pk]
    others = sorted(use for use in uses(like, day - year, day).values() if use is not None)
    out = mine.use is not None and stands_out(
        mine.use, others, ratio=number("outlier_ratio"), score=number("outlier_score")
    )
    months = months_of(row, day)
    most = max((cost for _, cost, _ in months), default=0) or 1
    return {
        "mine": mine, "median": others[len(others) // 2] if others else None, "before": before, "like": len(others), "unit": unit_of(row.energy), "out": out,
        "total": money(mine.total), "km": figure(mine.km),
        "months": [(month, money(cost), "—" if km is None else figure(km), int(100 * cost / most)) for month, cost, km in months] if mine.total or mine.km else [],
    }  # fmt: skip


def positions(row: Vehicle, actor: Actor) -> Mapping[str, Any]:
    """The newest tracks of a vehicle; a keeper or dispatcher reads another file here."""
    tracks = Track.objects.filter(vehicle=row.pk).order_by("-begins_at").defer("points")[:SHOWN]
    return {
        "tracks": list(tracks),
        "may_read": "alert.explain" in actor.actions,
        "may_judge": "alert.judge" in actor.actions,
    }


def learning(row: Driver, actor: Actor) -> Mapping[str, Any]:
    """What a driver learned, newest first (安全学习)."""
    rows = (
        Attendance.objects.filter(driver=row.pk, there=True).select_related("training").order_by("-training__held_on")
    )
    held = list(rows[:12])
    return {"learned": held, "hours": sum(one.training.hours for one in held)}


def attendance(row: Training, actor: Actor) -> Mapping[str, Any]:
    """Who was at a training, and who was not."""
    there = list(
        Attendance.objects.filter(training=row.pk, there=True).select_related("driver").order_by("driver__name")[:600]
    )
    return {"there": there, "may_keep": "driver.keep" in actor.actions}


def riding_along(row: Trip, actor: Actor) -> Mapping[str, Any]:
    """The trips that ride along in this one (拼车)."""
    return {"riders": list(row.riders.select_related("entry")[:20]) if row.number else []}
