"""The plan that needs no solver: insertion by urgency, going along, and a local search that mends the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from chancery.kernel.base.sentences import Sentence, say

from .planning import (
    MOST_ROUNDS,
    Car,
    Chauffeur,
    Day,
    Distances,
    Given,
    Limits,
    Plan,
    Ride,
    car_is_taken,
    choices,
    cost_of,
    cost_of_use,
    pick_driver,
    price,
    unfit,
)
from .sharing import along, best


def plan(
    rides: Sequence[Ride], cars: Sequence[Car], drivers: Sequence[Chauffeur], ways: Distances, limits: Limits
) -> Plan:
    """A vehicle and a driver for each ride; the same rides always give the same plan."""
    return finished(greedy(rides, cars, drivers, ways, limits), rides)


def greedy(
    rides: Sequence[Ride], cars: Sequence[Car], drivers: Sequence[Chauffeur], ways: Distances, limits: Limits
) -> Day:
    day = Day(sorted(cars, key=lambda car: car.key), sorted(drivers, key=lambda one: one.key), limits, ways)
    for ride in in_order(rides):
        insert(day, ride)
    mend(day, rides)
    return day


def in_order(rides: Sequence[Ride]) -> list[Ride]:
    """The urgent first, then as they leave, larger parties first (机要 > 应急 > 一般)."""
    return sorted(rides, key=lambda ride: (ride.rank, ride.start, -ride.people, ride.key))


def insert(day: Day, ride: Ride) -> bool:
    """Give a ride the cheapest vehicle and driver; only where there is none, a seat in a vehicle that goes there anyway."""
    found = choices(day, ride)
    if found:
        _, _, car, driver = found[0]
        day.put(ride, car, driver)
        return True
    return go_along(day, ride)


def go_along(day: Day, ride: Ride) -> bool:
    """Put a ride into the vehicle of another one of this plan, the one whose way grows least."""
    hosts = [(host, free_seats(day, host)) for car in day.cars for host in day.own(car)]
    found = best(ride, hosts, day.ways, day.limits)
    if found is None:
        return False
    car, driver, _ = day.placed[found.host.key]
    day.put(ride, car, driver, joins=found.host.key)
    return True


def free_seats(day: Day, host: Ride) -> int:
    """The seats that are left beside driver, host and those who go along."""
    return day.placed[host.key][0].seats - 1 - host.people - sum(ride.people for ride in day.riders(host.key))


# ---- mending ----


def mend(day: Day, rides: Sequence[Ride]) -> None:
    """Serve who was left over by moving somebody else, and move rides to where they cost less, until nothing improves."""
    for _ in range(MOST_ROUNDS):
        served = [make_room(day, ride) for ride in in_order(rides) if ride.key not in day.placed]
        moved = [relocate(day, ride) for ride in in_order(rides) if ride.key in day.placed]
        if not any(served) and not any(moved):
            return


def make_room(day: Day, ride: Ride) -> bool:
    """Move one ride of this plan out of the way of one that has no vehicle."""
    if insert(day, ride):
        return True
    for car in day.fitting(ride):
        near = [
            one
            for one in day.own(car)
            if one.start < ride.end + day.limits.turn and ride.start < one.end + day.limits.turn
        ]
        if len(near) == 1 and not day.riders(near[0].key) and _swapped(day, ride, car, near[0]):
            return True
    return False


def _swapped(day: Day, ride: Ride, car: Car, other: Ride) -> bool:
    """Whether `ride` could take the vehicle of `other`, which found another one; else everything is as before."""
    kept = day.take(other)
    driver = None if car_is_taken(day, ride, car) else pick_driver(day, ride, car)
    if driver is not None:
        day.put(ride, car, driver)
        found = choices(day, other)
        if found:
            day.put(other, found[0][2], found[0][3])
            return True
        day.take(ride)
    day.put(other, *kept)
    return False


def relocate(day: Day, ride: Ride) -> bool:
    """Move a ride to the vehicle where the plan costs less, if there is one."""
    if day.placed[ride.key][2] is not None or day.riders(ride.key):
        return False
    car, driver, _ = day.take(ride)
    for _, _, other, by in choices(day, ride)[:3]:
        cars, crew = {car, other}, {driver, by}
        day.put(ride, car, driver)
        before = cost_of_use(day, cars, crew) + price(ride, car, driver)
        day.take(ride)
        day.put(ride, other, by)
        if cost_of_use(day, cars, crew) + price(ride, other, by) < before:
            return True
        day.take(ride)
    day.put(ride, car, driver)
    return False


# ---- the plan as it is told ----


def finished(day: Day, rides: Sequence[Ride]) -> Plan:
    """The plan with its sentences."""
    known = {ride.key: ride for ride in rides}
    given = {
        key: Given(known[key], car, driver, why(day, known, known[key]), joins)
        for key, (car, driver, joins) in sorted(day.placed.items())
    }
    left = {ride.key: refusal(day, ride) for ride in rides if ride.key not in day.placed}
    return Plan(given, left, cost_of(day, rides))


def why(day: Day, known: Mapping[int, Ride], ride: Ride) -> Sentence:
    """Why a ride goes where it goes."""
    car, driver, joins = day.placed[ride.key]
    if joins is not None:
        shared = along(ride, known[joins], car.seats, day.ways, day.limits)
        return say(
            "No vehicle is free by itself; goes along in {car}: same direction, {km} km more.",
            car=car.name, km=shared.more_km if shared else 0,
        )  # fmt: skip
    others = len(
        [one for one in day.cars if one.key != car.key and not unfit(ride, one) and not car_is_taken(day, ride, one)]
    )
    first = say(
        "{car} has {seats} seats for {people} people and is free then",
        car=car.name,
        seats=car.seats - 1,
        people=ride.people,
    )
    second = (
        say("{driver} is its usual driver and rested", driver=driver.name)
        if driver.key == car.driver
        else say("{driver} is free, licensed and rested", driver=driver.name)
    )
    third = say("{n} other vehicles would do as well", n=others) if others else say("no other vehicle would do")
    return say("{first}; {second}; {third}.", first=first, second=second, third=third)


def refusal(day: Day, ride: Ride) -> Sentence:
    """Why no vehicle serves a ride: the reasons, the most frequent first, with how many vehicles each stands for."""
    counted: Counter[str] = Counter()
    for car in day.cars:
        why = unfit(ride, car) or car_is_taken(day, ride, car)
        if why is None and pick_driver(day, ride, car) is None:
            why = say("has no driver who is free, licensed and rested")
        if why:
            counted[why.text] += 1
    if not counted:
        return say("No vehicle could be found.")
    lines = [say("{n} × {why}", n=n, why=say(text)) for text, n in counted.most_common(3)]
    return say("No vehicle: {list}", list=joined(lines))


def joined(lines: Sequence[Sentence]) -> Sentence:
    """Some sentences as one list."""
    if len(lines) == 1:
        return lines[0]
    return say("{first}; {rest}", first=lines[0], rest=joined(lines[1:]))
