"""What looks wrong in where a vehicle was (logistics R-CA-06 to 09, 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.modules.vehicles.models import Trip, Vehicle
from chancery.modules.vehicles.reading import Figures, Fix, figures_of, metres
from chancery.modules.vehicles.selectors.trips import exception_for
from chancery.modules.vehicles.terms import LOCKUP_KINDS, AlertKind

from .asking import number
from .costs import Finding

MOVED = 1.0
"""Kilometres from which a vehicle counts as driven."""


def positions_look_odd(vehicle: Vehicle, fixes: Sequence[Fix], trips: Sequence[Trip]) -> list[Finding]:
    """Every finding of one file; `trips` are those of the vehicle in its time."""
    figures = figures_of(fixes)
    found = [
        *_without_a_trip(vehicle, fixes, trips),
        *_at_night(vehicle, fixes, trips),
        *_outside(vehicle, fixes, trips),
    ]
    return [*found, *_of_figures(vehicle, fixes, trips, figures)]


def _days(fixes: Sequence[Fix]) -> dict[date, list[Fix]]:
    by_day: dict[date, list[Fix]] = {}
    for fix in fixes:
        by_day.setdefault(fix.at.astimezone(HOUSE).date(), []).append(fix)
    return by_day


def _covers(trip: Trip, fix: Fix) -> bool:
    begins, ends = trip.went_out_at or trip.leaves_at, trip.came_back_at or trip.back_at
    return bool(begins <= fix.at <= ends)


def _without_a_trip(vehicle: Vehicle, fixes: Sequence[Fix], trips: Sequence[Trip]) -> Iterator[Finding]:
    """Nobody drives without a trip (R-CA-06); on days off only under an exception (R-CA-07)."""
    calendar = calendar_for()
    for day, some in _days(fixes).items():
        free = [fix for fix in some if not any(_covers(trip, fix) for trip in trips)]
        km = figures_of(free).km if len(free) > 1 else 0.0
        if km >= MOVED:
            words = say(
                "{plate} drove {km} km on {day} without a trip.", plate=vehicle.plate, km=km, day=day.isoformat()
            )
            yield Finding(vehicle, AlertKind.NO_TRIP, day, words)
        allowed = exception_for(vehicle.pk, day) or any(trip.kind in LOCKUP_KINDS for trip in trips)
        whole = figures_of(some).km
        if not calendar.is_working(day) and whole >= MOVED and not allowed:
            words = say(
                "{plate} drove {km} km on {day} while sealed.", plate=vehicle.plate, km=whole, day=day.isoformat()
            )
            yield Finding(vehicle, AlertKind.LOCKUP, day, words)


def _at_night(vehicle: Vehicle, fixes: Sequence[Fix], trips: Sequence[Trip]) -> Iterator[Finding]:
    """At night a vehicle without a trip stands at its fixed place (R-CA-08)."""
    if vehicle.home_lat is None or vehicle.home_lon is None:
        return
    begin, end, most = int(number("night_from")), int(number("night_until")), number("night_metres")
    home = Fix(fixes[0].at, vehicle.home_lat, vehicle.home_lon)
    for day, some in _days(fixes).items():
        dark = [fix for fix in some if fix.at.astimezone(HOUSE).hour >= begin or fix.at.astimezone(HOUSE).hour < end]
        away = [metres(home, fix) for fix in dark if not any(_covers(trip, fix) for trip in trips)]
        if away and max(away) > most:
            words = say("{plate} stood {km} km from its parking place in the night of {day}.", plate=vehicle.plate, km=round(max(away) / 1000, 1), day=day.isoformat())  # fmt: skip
            yield Finding(vehicle, AlertKind.NIGHT, day, words)


def _outside(vehicle: Vehicle, fixes: Sequence[Fix], trips: Sequence[Trip]) -> Iterator[Finding]:
    """Nobody leaves the area without approval of a trip out of the city (R-CA-09)."""
    if vehicle.home_lat is None or vehicle.home_lon is None or any(trip.cross_region for trip in trips):
        return
    home, most = Fix(fixes[0].at, vehicle.home_lat, vehicle.home_lon), int(number("fence_km"))
    for day, some in _days(fixes).items():
        far = max(metres(home, fix) for fix in some) / 1000
        if far > most:
            words = say("{plate} was {km} km away on {day}; {most} km are allowed without approval.", plate=vehicle.plate, km=round(far), day=day.isoformat(), most=most)  # fmt: skip
            yield Finding(vehicle, AlertKind.FENCE, day, words)


def _of_figures(vehicle: Vehicle, fixes: Sequence[Fix], trips: Sequence[Trip], figures: Figures) -> Iterator[Finding]:
    day, plate = fixes[0].at.astimezone(HOUSE).date(), vehicle.plate
    if figures.fastest > number("speed_km_h"):
        yield Finding(
            vehicle, AlertKind.SPEED, day, say("{plate} drove {speed} km/h.", plate=plate, speed=round(figures.fastest))
        )
    if figures.silent > number("silent_minutes"):
        words = say(
            "{plate} sent no positions for {minutes} minutes and had moved on.",
            plate=plate,
            minutes=round(figures.silent),
        )
        yield Finding(vehicle, AlertKind.SILENT, day, words)
    told = sum(trip.driven or 0 for trip in trips)
    share = number("track_deviation")
    if told and abs(figures.km - told) * 100 > share * told:
        words = say("{plate}: {told} km by the odometer, {km} km by positions.", plate=plate, told=told, km=figures.km)
        yield Finding(vehicle, AlertKind.ODOMETER, day, words)
