"""The form of one trip on the board: every vehicle with what speaks against it, the trips to go along in, and the time."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from chancery.kernel.access.rows import load
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.scope import Actor
from chancery.modules.vehicles.models import Trip
from chancery.modules.vehicles.services.dispatch import Fleet, fleet_on, ride_of
from chancery.modules.vehicles.services.planning import Car, Day, Ride, car_is_taken, pick_driver, unfit
from chancery.modules.vehicles.services.proposal import goes_along
from chancery.modules.vehicles.terms import Duty, TripState
from chancery.ui.controls import Control
from chancery.ui.pages.board import PlaceForm
from chancery.ui.timeline import hours

from .cards import people


def form(actor: Actor, key: int, sent: Mapping[str, str]) -> PlaceForm:
    """Lane, driver and start of one trip."""
    trip = load(Trip, key, actor=actor)
    around = fleet_on(actor, trip.leaves_at.astimezone(HOUSE).date())
    lane = sent.get("lane") or (f"v{trip.vehicle_id}" if trip.vehicle_id else "")
    start = sent.get("start") or f"{trip.leaves_at.astimezone(HOUSE):%Y-%m-%dT%H:%M}"
    where = Control("lane", gettext("Vehicle"), "select", lane, required=True)
    where.choices = [(value, words, value == lane) for value, words in _lanes(around, trip)]
    driver = sent.get("driver", "")
    by = Control(
        "driver",
        gettext("Driver"),
        "select",
        driver,
        gettext("Empty: the usual driver, or who is free and has driven least."),
        required=False,
    )
    by.choices = [
        ("", "", not driver),
        *(
            (str(row.pk), f"{row.name} {row.licence}", str(row.pk) == driver)
            for row in around.drivers.values()
            if row.duty == Duty.ON
        ),
    ]
    when = Control("start", gettext("Sets out at"), "moment", start, required=True)
    facts = (
        hours(trip.leaves_at, trip.back_at),
        people(trip),
        trip.destination,
        str(trip.get_kind_display()),
    )
    return PlaceForm(trip.purpose, facts, f"/vehicles/trip/{trip.pk}/", trip.version, (where, by, when))


def _lanes(around: Fleet, trip: Trip) -> list[tuple[str, str]]:
    """The vehicles that fit first, then those that do not with the reason; going along and hiring last."""
    blank, ride = around.start(), ride_of(trip, around.day)
    told: list[tuple[bool, str, str]] = []
    for car in around.cars:
        row = around.vehicles[car.key]
        why = "" if trip.vehicle_id == car.key and trip.state == TripState.DISPATCHED else _why_not(blank, ride, car)
        words = gettext("{plate} {model}, {n} seats").format(plate=row.plate, model=row.make_model, n=row.seats)
        told.append((bool(why), f"v{car.key}", f"{words}{gettext(': ')}{why}" if why else words))
    lanes = [(key, words) for _, key, words in sorted(told, key=lambda one: one[0])]
    if trip.state == TripState.TO_DISPATCH:
        shared = goes_along(around, trip)
        if shared:
            host = next(one for one in around.held if one.pk == shared.host.key)
            plate = host.vehicle.plate if host.vehicle else ""
            lanes.insert(
                0,
                (
                    f"j{host.pk}",
                    gettext("Can go along with “{trip}” in {plate}, {km} km more").format(
                        trip=host.purpose, plate=plate, km=shared.more_km
                    ),
                ),
            )
        lanes.append(("hired", gettext("Hire a vehicle from the contracted company")))
    return lanes


def _why_not(day: Day, ride: Ride, car: Car) -> str:
    """What speaks against a vehicle, in a word; the move itself has the last one."""
    why = unfit(ride, car) or car_is_taken(day, ride, car)
    if why is None and pick_driver(day, ride, car) is None:
        return gettext("no driver is free, licensed and rested")
    return str(why) if why else ""
