"""Dispatching (调度): the day of the fleet as the plan reads it, and putting a trip into a lane of the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from chancery.kernel.access.rows import load
from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.flow.engine import Moved
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Driver, Trip, Vehicle
from chancery.modules.vehicles.rules.asking import number
from chancery.modules.vehicles.rules.trips import SPEED
from chancery.modules.vehicles.selectors.board import crew, fleet, let_out_on, sent_between
from chancery.modules.vehicles.terms import (
    LICENCE_COVERS,
    LOCKUP_KINDS,
    SERVES,
    Category,
    Duty,
    Energy,
    Kind,
    Licence,
    Status,
    TripState,
)

from .places import distances, place_in
from .planning import Car, Chauffeur, Day, Limits, Ride, pick_driver

RANKS = {Kind.CONFIDENTIAL.value: 0, Kind.EMERGENCY.value: 1}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Fleet:
    """Vehicles and drivers with what they have on one day, as rows and as the plan reads them."""

    day: date
    vehicles: Mapping[int, Vehicle]
    drivers: Mapping[int, Driver]
    held: Sequence[Trip]
    limits: Limits
    cars: Sequence[Car]
    chauffeurs: Sequence[Chauffeur]

    def start(self) -> Day:
        """A plan with nothing in it yet."""
        return Day(self.cars, self.chauffeurs, self.limits, distances())


def limits() -> Limits:
    """The values of the rules by which trips are planned."""
    return Limits(
        continuous=int(number("drive_minutes")),
        rest=int(number("rest_minutes")),
        reserve=float(number("range_factor")),
        detour=float(number("pool_detour")),
        gap=int(number("pool_gap")),
        daily=int(number("drive_day")),
        turn=int(number("turnaround")),
        speed=SPEED,
    )


def ride_of(trip: Trip, day: date) -> Ride:
    """A trip as the plan reads it."""
    return Ride(
        key=trip.pk,
        start=minute(trip.leaves_at, day),
        end=minute(trip.back_at, day),
        people=trip.people,
        kind=trip.kind,
        rank=RANKS.get(trip.kind, 2),
        km=trip.km,
        origin=place_in(trip.origin),
        destination=place_in(trip.destination),
    )


def minute(moment: datetime, day: date) -> int:
    """Minutes since the day began."""
    return int((moment - datetime.combine(day, time(), HOUSE)) / MINUTE)


def ends_at(trip: Trip) -> datetime:
    """When a trip really ends: one that is late is out until now, one that is back ended then."""
    leaves: datetime = trip.leaves_at
    back: datetime = trip.back_at
    came: datetime | None = trip.came_back_at
    if came:
        return max(came, leaves + MINUTE)
    return max(back, now()) if trip.state == TripState.OUT else back


def fleet_on(actor: Actor, day: date) -> Fleet:
    """What the actor can send on a day, and what is taken already."""
    vehicles, drivers = fleet(actor), crew(actor)
    begins = datetime.combine(day, time(), HOUSE)
    ends = begins + timedelta(days=1)
    held = sent_between("vehicle", [row.pk for row in vehicles], begins, ends)
    known = {trip.pk for trip in held}
    held += [trip for trip in sent_between("driver", [row.pk for row in drivers], begins, ends) if trip.pk not in known]
    told = limits()
    sealed = not calendar_for(actor.place).is_working(day)
    free = let_out_on(day, vehicles) if sealed else set()
    cars = [
        _car(row, held, day, told, sealed and row.pk not in free) for row in vehicles if row.status == Status.IN_USE
    ]
    return Fleet(
        day, {row.pk: row for row in vehicles}, {row.pk: row for row in drivers}, held, told,
        cars, [_chauffeur(row, held, day, told) for row in drivers if row.duty == Duty.ON],
    )  # fmt: skip


def _car(row: Vehicle, held: Iterable[Trip], day: date, told: Limits, sealed: bool) -> Car:
    own = [trip for trip in held if trip.vehicle_id == row.pk and trip.joins_id is None]
    served = frozenset(str(kind) for kind, categories in SERVES.items() if row.category in categories)
    left = None
    if row.energy == Energy.ELECTRIC and row.range_km:
        left = max(0, row.range_km - int(sum(trip.km or 0 for trip in own) * told.reserve))
    until = min((one for one in (row.insured_until, row.inspected_until) if one), default=None)
    return Car(
        key=row.pk, name=row.plate, seats=row.seats, licence=row.licence, driver=row.driver_id, range_km=left,
        serves=served, sealed_for=served - frozenset(str(kind) for kind in LOCKUP_KINDS) if sealed else frozenset(),
        kept_back=row.category == Category.EMERGENCY, until=_last_minute(until, day),
        busy=tuple((minute(trip.leaves_at, day), minute(ends_at(trip), day)) for trip in own),
    )  # fmt: skip


def _chauffeur(row: Driver, held: Iterable[Trip], day: date, told: Limits) -> Chauffeur:
    ways, stretches = distances(), []
    for trip in held:
        if trip.driver_id == row.pk and trip.joins_id is None:
            ride = ride_of(trip, day)
            km = ride.km if ride.km is not None else ways.both(ride.origin, ride.destination)
            wheel = min(ride.minutes, told.continuous if km is None else round(km * 60 / told.speed))
            stretches.append((ride.start, max(ride.end, minute(ends_at(trip), day)), wheel))
    return Chauffeur(
        row.pk, row.name, frozenset(LICENCE_COVERS[Licence(row.licence)]), row.confidential,
        _last_minute(row.licence_until, day), tuple(stretches),
    )  # fmt: skip


def _last_minute(until: date | None, day: date) -> int | None:
    return None if until is None else ((until - day).days + 1) * 24 * 60


# ---- putting a trip into a lane ----


def put(
    actor: Actor, key: int, lane: str, *, start: datetime | None, version: int | None, sent: Mapping[str, str]
) -> Sentence:
    """Press the move that puts a trip there: `v12` vehicle, `d12` driver, `j12` along with another trip, `hired`.

    Raises Conflict when somebody was first or the vehicle is taken, Refused for what a rule forbids.
    """
    trip = load(Trip, key, actor=actor)
    asked: dict[str, Any] = {}
    if start is not None and start != trip.leaves_at:
        asked["shift"] = str(int((start - trip.leaves_at) / MINUTE))
    if sent.get("reason"):
        asked["reason"] = sent["reason"]
    fresh = trip.state != TripState.DISPATCHED
    asked |= _to_lane(actor, trip, lane, sent.get("driver", ""), fresh)
    moved = press(trip, "dispatch" if fresh else "change", actor=actor, version=version, asked=asked)
    return told(moved)


def _to_lane(actor: Actor, trip: Trip, lane: str, driver: str, fresh: bool) -> dict[str, Any]:
    """The answers to the move that mean this lane."""
    kind, key = lane[:1], lane[1:]
    if lane == "hired":
        return {"vehicle": "hired"}
    if not key.isdigit():
        raise Refused(say("Choose where it goes."), fields={"lane": say("Choose one.")})
    if kind == "j" and fresh:
        host = load(Trip, int(key), actor=actor)
        return {"vehicle": str(host.vehicle_id or ""), "joins": key}
    if kind == "d":
        return _with_driver(actor, trip, int(key), fresh)
    if not fresh and trip.vehicle_id == int(key):
        return {"driver": driver} if driver else {}
    return {"vehicle": key, "driver": driver or _free_driver(actor, trip, int(key))}


def _with_driver(actor: Actor, trip: Trip, driver: int, fresh: bool) -> dict[str, Any]:
    """A driver's lane: the vehicle stays, or is the one that this driver usually has."""
    if not fresh:
        return {"driver": str(driver)} if trip.driver_id != driver else {}
    usual = next((row for row in fleet(actor) if row.driver_id == driver), None)
    if usual is None:
        raise Refused(
            say("This driver has no usual vehicle: choose a vehicle, and this driver with it."),
            fields={"lane": say("Choose a vehicle.")},
        )
    return {"vehicle": str(usual.pk), "driver": str(driver)}


def _free_driver(actor: Actor, trip: Trip, vehicle: int) -> str:
    """The driver whom the plan would take for this vehicle; none leaves it to the move to say why."""
    day = trip.leaves_at.astimezone(HOUSE).date()
    around = fleet_on(actor, day)
    car = next((car for car in around.cars if car.key == vehicle), None)
    found = pick_driver(around.start(), ride_of(trip, day), car) if car else None
    return str(found.key) if found else ""


def told(moved: Moved) -> Sentence:
    """What the board says after a move: what was done, with which vehicle and driver."""
    trip = moved.row
    if trip.vehicle is None:
        return say("{done}: {trip}", done=moved.sentence, trip=trip.purpose)
    return say(
        "{done}: {trip}, {plate}, {driver}",
        done=moved.sentence, trip=trip.purpose, plate=trip.vehicle.plate, driver=trip.driver.name if trip.driver else "—",
    )  # fmt: skip
