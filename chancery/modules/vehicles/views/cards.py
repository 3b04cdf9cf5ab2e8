"""What waits for a vehicle, as cards above the board, each with its suggestion; and a trip as a bar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence
from chancery.modules.vehicles.models import Trip
from chancery.modules.vehicles.selectors.board import waiting_between
from chancery.modules.vehicles.services.dispatch import Fleet, ends_at, fleet_on
from chancery.modules.vehicles.services.proposal import goes_along, planned
from chancery.modules.vehicles.terms import TripState
from chancery.ui.formats import house_time
from chancery.ui.timeline import Bar, Card, Look, Period, hours

MOST_CARDS = 12
HREF = "/vehicles/board/"
TRIPS = "/vehicles/trip/"


def queue(actor: Actor, period: Period, *, by_driver: bool) -> tuple[list[Card], list[tuple[str, Bar]]]:
    """Cards for what waits from the period on, with a suggestion each; and the suggestions of the period as bars."""
    trips = waiting_between(actor, period.begin)
    days: dict[date, list[Trip]] = {}
    for trip in trips[:MOST_CARDS]:
        days.setdefault(house_time(trip.leaves_at).date(), []).append(trip)
    cards: list[Card] = []
    tries: list[tuple[str, Bar]] = []
    for day, some in days.items():
        around = fleet_on(actor, day)
        plan = planned(around, some)
        for trip in some:
            given = plan.given.get(trip.pk)
            shared = None if given else goes_along(around, trip)
            cards.append(_card(trip, around, given, shared, plan.refused.get(trip.pk)))
            if given and given.joins is None and trip.leaves_at < period.end:
                lane = f"d{given.driver.key}" if by_driver else f"v{given.car.key}"
                tries.append((lane, bar_of(trip, "suggested", gettext("Suggestion: ") + trip.purpose)))
    rest = [_plain_card(trip) for trip in trips[MOST_CARDS:]]
    return [*cards, *rest], tries


def _plain_card(trip: Trip) -> Card:
    return Card(str(trip.pk), trip.purpose, trip.leaves_at, trip.back_at, trip.version, href=f"{TRIPS}{trip.pk}/")


def _card(trip: Trip, around: Fleet, given: Any, shared: Any, refused: Sentence | None) -> Card:
    """A trip that waits: when, how many, where to; the fitting vehicle, or the trip to go along in, or why there is none."""
    lane, act, look, extra = "", gettext("Assign as suggested"), "", {}
    if given and given.joins:
        lane, advice = f"j{given.joins}", gettext("Can go along in {plate}").format(plate=given.car.name)
    elif given:
        lane, extra = f"v{given.car.key}", {"driver": str(given.driver.key)}
        row = around.vehicles[given.car.key]
        advice = gettext("{plate} {model} is free, {driver} drives").format(
            plate=row.plate, model=row.make_model, driver=given.driver.name
        )
    elif shared:
        host = next(one for one in around.held if one.pk == shared.host.key)
        lane, act = f"j{host.pk}", gettext("Let it go along")
        plate = host.vehicle.plate if host.vehicle else ""
        advice = gettext("Can go along with “{trip}” in {plate}, {km} km more").format(
            trip=host.purpose, plate=plate, km=shared.more_km
        )
    else:
        act, look, advice = "", "stop", str(refused or "")
    return Card(
        key=str(trip.pk), title=f"{trip.organ.short_name} {trip.purpose}", start=trip.leaves_at, end=trip.back_at, version=trip.version,
        facts=(f"{_day(trip)} {hours(trip.leaves_at, trip.back_at)}", people(trip), trip.destination),
        advice=advice, look=look, lane=lane, act=act, choose=gettext("Another one") if act else gettext("See ways out"),
        href=f"{TRIPS}{trip.pk}/", extra=extra,
    )  # fmt: skip


def _day(trip: Trip) -> str:
    day = trip.leaves_at.astimezone(HOUSE).date()
    near = {0: gettext("Today"), 1: gettext("Tomorrow")}
    return near.get((day - today()).days, f"{day:%m-%d}")


def bar_of(trip: Trip, look: Look, title: str = "") -> Bar:
    """A trip as a bar; only what stands dispatched or waits can be put elsewhere."""
    movable = trip.state in (TripState.TO_DISPATCH, TripState.DISPATCHED) and trip.joins_id is None
    end = ends_at(trip)
    return Bar(
        key=str(trip.pk), title=title or f"{trip.organ.short_name} {trip.purpose}", start=trip.leaves_at, end=end, look=look,
        facts=(hours(trip.leaves_at, end), people(trip)), href=f"{TRIPS}{trip.pk}/",
        version=trip.version if movable else None,
    )  # fmt: skip


def people(trip: Trip) -> str:
    return ngettext("{n} person", "{n} people", trip.people).format(n=trip.people)
