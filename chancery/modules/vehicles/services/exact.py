"""The plan by a solver (HiGHS), where the extra `plan` is installed: which class of vehicle serves which ride.

Vehicles that are alike form a class. Within a class no more rides may run at a moment than vehicles are free; who of them
drives which ride is then a matter of order (interval graphs). What the model leaves out, drivers and range, the same
checks as of the greedy plan decide; the better of both plans is kept, so the solver never makes it worse.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from .greedy import in_order, insert, mend
from .planning import (
    FRESH_CAR,
    KEPT_BACK,
    UNSERVED,
    Car,
    Chauffeur,
    Day,
    Distances,
    Limits,
    Ride,
    car_is_taken,
    cost_of,
    pick_driver,
    unfit,
)

SECONDS = 1.0
Alike = tuple[int, str, frozenset[str], bool, int | None]
EXTRA = "plan"
"""Installed with `pip install "chancery[plan]"`."""


def installed() -> bool:
    """Whether the solver is there."""
    return importlib.util.find_spec("highspy") is not None


def better(
    first: Day,
    rides: Sequence[Ride],
    cars: Sequence[Car],
    drivers: Sequence[Chauffeur],
    ways: Distances,
    limits: Limits,
) -> Day:
    """The plan of the solver, or the first one where that costs no more."""
    if not rides or not cars:
        return first
    wished = solve(rides, classes(cars), limits)
    day = Day(first.cars, first.drivers, limits, ways)
    for ride in in_order(rides):
        if not _into(day, ride, wished.get(ride.key, ())):
            insert(day, ride)
    mend(day, rides)
    return day if cost_of(day, rides) < cost_of(first, rides) else first


def classes(cars: Sequence[Car]) -> dict[Alike, list[Car]]:
    """Vehicles that the model does not tell apart."""
    found: dict[Alike, list[Car]] = {}
    for car in sorted(cars, key=lambda one: one.key):
        found.setdefault((car.seats, car.licence, car.serves - car.sealed_for, car.kept_back, car.range_km), []).append(
            car
        )
    return found


def _into(day: Day, ride: Ride, cars: Sequence[Car]) -> bool:
    """Put a ride into the first vehicle of its class that is free, the one that has been out already before a fresh one."""
    for car in sorted(cars, key=lambda one: (not day.own(one), one.key)):
        if car_is_taken(day, ride, car):
            continue
        driver = pick_driver(day, ride, car)
        if driver:
            day.put(ride, car, driver)
            return True
    return False


def solve(rides: Sequence[Ride], alike: Mapping[Alike, list[Car]], limits: Limits) -> dict[int, list[Car]]:
    """The class of vehicles for each ride that the solver serves."""
    highspy: Any = importlib.import_module("highspy")
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", SECONDS)
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 1)
    groups = list(alike.values())
    chosen: dict[tuple[int, int], Any] = {}
    used = [model.addIntegral(lb=0, ub=len(cars), obj=FRESH_CAR) for cars in groups]
    for at, ride in enumerate(rides):
        for which, cars in enumerate(groups):
            if unfit(ride, cars[0]) is None and any(not _busy(car, ride, limits) for car in cars):
                gain = UNSERVED[ride.rank] - 2 * (cars[0].seats - 1 - ride.people)
                chosen[at, which] = model.addBinary(obj=-(gain - KEPT_BACK * (cars[0].kept_back and ride.rank == 2)))
    for at in range(len(rides)):
        options = [chosen[at, which] for which in range(len(groups)) if (at, which) in chosen]
        if options:
            model.addConstr(sum(options) <= 1)
    for moment in sorted({ride.start for ride in rides}):
        for which, cars in enumerate(groups):
            running = [
                chosen[at, which]
                for at, ride in enumerate(rides)
                if (at, which) in chosen and ride.start <= moment < ride.end + limits.turn
            ]
            if running:
                free = sum(not any(start <= moment < end + limits.turn for start, end in car.busy) for car in cars)
                model.addConstr(sum(running) <= free)
                model.addConstr(sum(running) <= used[which])
    model.minimize()
    values = model.getSolution().col_value
    return {rides[at].key: groups[which] for (at, which), variable in chosen.items() if values[variable.index] > 0.5}


def _busy(car: Car, ride: Ride, limits: Limits) -> bool:
    return any(ride.start < end + limits.turn and start < ride.end + limits.turn for start, end in car.busy)
