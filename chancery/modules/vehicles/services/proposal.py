"""The proposal for a day (派车建议): a plan over everything that waits, and taking all or single lines of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chancery.kernel.access.rows import load
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Trip
from chancery.modules.vehicles.selectors.board import waiting_between

from .dispatch import Fleet, fleet_on, ride_of, told
from .exact import better, installed
from .greedy import finished, greedy
from .planning import Given, Plan, Ride
from .sharing import Along, best


@dataclass(frozen=True)
class Line:
    """One trip of a proposal: what it gets, or the sentence that says why nothing."""

    trip: Trip
    given: Given | None
    sentence: Sentence


@dataclass(frozen=True)
class Proposal:
    """A plan for a day in the order of urgency and time, and whether a solver had a look at it."""

    day: date
    lines: Sequence[Line]
    solved: bool

    @property
    def served(self) -> int:
        return sum(line.given is not None for line in self.lines)


@dataclass(frozen=True)
class Taken:
    """What became of the lines that were taken: done with its sentence, or refused with its own."""

    done: Sequence[tuple[Trip, Sentence]]
    refused: Sequence[tuple[Trip, Refused]]


def planned(around: Fleet, trips: Sequence[Trip], *, solver: bool = False) -> Plan:
    """The plan for these trips on a day of the fleet."""
    rides = [ride_of(trip, around.day) for trip in trips]
    blank = around.start()
    day = greedy(rides, blank.cars, blank.drivers, blank.ways, blank.limits)
    if solver:
        day = better(day, rides, blank.cars, blank.drivers, blank.ways, blank.limits)
    return finished(day, rides)


def propose(actor: Actor, day: date) -> Proposal:
    """A proposal for everything that waits on a day; with the solver where it is installed."""
    begins = datetime.combine(day, time(), HOUSE)
    trips = waiting_between(actor, begins, begins + timedelta(days=1))
    plan = planned(fleet_on(actor, day), trips, solver=installed())
    lines = [
        Line(trip, plan.given.get(trip.pk), plan.given[trip.pk].why if trip.pk in plan.given else plan.refused[trip.pk])
        for trip in trips
    ]
    return Proposal(day, lines, installed())


def answers(given: Given) -> dict[str, str]:
    """What the move is asked for one line of a plan."""
    asked = {"vehicle": str(given.car.key), "driver": str(given.driver.key)}
    return {**asked, "joins": str(given.joins)} if given.joins else asked


def accept(actor: Actor, chosen: Mapping[int, tuple[int, Mapping[str, str]]]) -> Taken:
    """Press the ordinary move for each chosen line: trip to (version, answers). One that is refused stops no other.

    Trips that go along are pressed after those in whose vehicle they go.
    """
    done, refused = [], []
    for key, (version, asked) in sorted(chosen.items(), key=lambda one: (bool(one[1][1].get("joins")), one[0])):
        trip = load(Trip, key, actor=actor)
        try:
            done.append((trip, told(press(trip, "dispatch", actor=actor, version=version, asked=asked))))
        except Refused as refusal:
            refused.append((trip, refusal))
    return Taken(done, refused)


def goes_along(around: Fleet, trip: Trip) -> Along | None:
    """The trip that stands dispatched already and in which this one could go along (拼车建议)."""
    hosts: list[tuple[Ride, int]] = []
    riding: dict[int, int] = {}
    for other in around.held:
        if other.joins_id:
            riding[other.joins_id] = riding.get(other.joins_id, 0) + other.people
    for host in around.held:
        if host.state == "dispatched" and host.joins_id is None and host.vehicle:
            free = host.vehicle.seats - 1 - host.people - riding.get(host.pk, 0)
            hosts.append((ride_of(host, around.day), free))
    return best(ride_of(trip, around.day), hosts, around.start().ways, around.limits)
