"""Which vehicle and driver for which ride (派车方案): pure data in, a plan with a sentence for each ride out.

Rides are inserted by urgency, then a small local search mends what the order spoilt. Nothing here reads or writes a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chancery.kernel.base.sentences import Sentence, say

Span = tuple[int, int]
"""From and to, in minutes of the planned day; to is not part of it."""
UNSERVED = (1_000_000, 100_000, 10_000)
"""What it costs to leave a ride without a vehicle, by urgency: one more served ride outweighs every convenience."""
FRESH_CAR, FOREIGN_DRIVER, KEPT_BACK, SHARED = 30, 8, 40, 24
MOST_ROUNDS = 3


@dataclass(frozen=True)
class Limits:
    """The values of the rules by which a plan is made."""

    continuous: int = 240
    rest: int = 20
    daily: int = 480
    reserve: float = 1.2
    detour: float = 1.3
    gap: int = 30
    turn: int = 15
    speed: int = 60


@dataclass(frozen=True)
class Ride:
    """A trip that needs a vehicle; `rank` is its urgency (机要 0, 应急 1, others 2), `km` there and back, None if unknown."""

    key: int
    start: int
    end: int
    people: int
    kind: str
    rank: int = 2
    km: int | None = None
    origin: str = ""
    destination: str = ""

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Car:
    """A vehicle on that day: what it serves, its seats with the driver, the electric range left, when it is taken."""

    key: int
    name: str
    seats: int
    licence: str
    serves: frozenset[str]
    driver: int | None = None
    range_km: int | None = None
    kept_back: bool = False
    until: int | None = None
    sealed_for: frozenset[str] = frozenset()
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Chauffeur:
    """A driver on that day: the classes they may drive, until when, and the stretches with the minutes at the wheel."""

    key: int
    name: str
    licences: frozenset[str]
    cleared: bool = True
    until: int | None = None
    busy: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Given:
    """What a ride gets, and why. `joins` is the ride in whose vehicle it goes along (拼车)."""

    ride: Ride
    car: Car
    driver: Chauffeur
    why: Sentence
    joins: int | None = None


@dataclass(frozen=True)
class Plan:
    """A vehicle and a driver for each ride, or the sentence that says why there is none. `cost` compares plans."""

    given: dict[int, Given]
    refused: dict[int, Sentence]
    cost: int


@dataclass(frozen=True)
class Distances:
    """Kilometres between places that the office has noted; nothing is asked of a map service."""

    km: dict[tuple[str, str], int]

    def between(self, one: str, other: str) -> int | None:
        if not one or not other:
            return None
        return 0 if one == other else self.km.get((one, other), self.km.get((other, one)))

    def both(self, one: str, other: str) -> int | None:
        """There and back."""
        way = self.between(one, other)
        return None if way is None else 2 * way


@dataclass
class Day:
    """A plan under way: who has what so far."""

    cars: Sequence[Car]
    drivers: Sequence[Chauffeur]
    limits: Limits
    ways: Distances
    placed: dict[int, tuple[Car, Chauffeur, int | None]] = field(default_factory=dict)
    leaving: dict[int, list[Ride]] = field(default_factory=dict)
    """By vehicle: the rides for which it leaves."""
    riding: dict[int, list[Ride]] = field(default_factory=dict)
    """By ride: those that go along in its vehicle."""
    wheel: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    """By driver: from, to and the minutes at the wheel of the rides of this plan."""
    load: dict[int, int] = field(default_factory=dict)
    """By driver: the minutes at the wheel on that day, with what stood before."""

    def __post_init__(self) -> None:
        self.load = {one.key: sum(wheel for *_, wheel in one.busy) for one in self.drivers}
        self.by_key = {one.key: one for one in self.drivers}
        self.fits: dict[int, list[Car]] = {}

    def put(self, ride: Ride, car: Car, driver: Chauffeur, joins: int | None = None) -> None:
        self.placed[ride.key] = (car, driver, joins)
        if joins is not None:
            self.riding.setdefault(joins, []).append(ride)
            return
        self.leaving.setdefault(car.key, []).append(ride)
        self.wheel.setdefault(driver.key, []).append((ride.start, ride.end, self.driving(ride)))
        self.load[driver.key] += self.driving(ride)

    def take(self, ride: Ride) -> tuple[Car, Chauffeur, int | None]:
        car, driver, joins = self.placed.pop(ride.key)
        if joins is not None:
            self.riding[joins].remove(ride)
            return car, driver, joins
        self.leaving[car.key].remove(ride)
        self.wheel[driver.key].remove((ride.start, ride.end, self.driving(ride)))
        self.load[driver.key] -= self.driving(ride)
        return car, driver, joins

    def driving(self, ride: Ride) -> int:
        """Minutes at the wheel: by the kilometres, else the whole ride up to the longest stretch."""
        km = ride.km if ride.km is not None else self.ways.both(ride.origin, ride.destination)
        return min(ride.minutes, self.limits.continuous if km is None else round(km * 60 / self.limits.speed))

    def own(self, car: Car) -> Sequence[Ride]:
        """The rides of this plan for which the car leaves; those that go along are not among them."""
        return self.leaving.get(car.key, ())

    def riders(self, host: int) -> Sequence[Ride]:
        return self.riding.get(host, ())

    def fitting(self, ride: Ride) -> list[Car]:
        """The vehicles that could ever serve a ride."""
        if ride.key not in self.fits:
            self.fits[ride.key] = [car for car in self.cars if unfit(ride, car) is None]
        return self.fits[ride.key]


def collides(span: Span, taken: Iterable[Span], turn: int) -> bool:
    """Whether a stretch, with the time to turn around, meets one that is taken."""
    return any(span[0] < end + turn and start < span[1] + turn for start, end in taken)


def unfit(ride: Ride, car: Car) -> Sentence | None:
    """Why a vehicle can never serve a ride, or nothing (保障用途、核定载人数)."""
    if ride.kind not in car.serves:
        return say("is kept for other purposes")
    if ride.kind in car.sealed_for:
        return say("is sealed on days off")
    if ride.people + 1 > car.seats:
        return say("has too few seats")
    if car.until is not None and car.until < ride.end:
        return say("is not insured or inspected until then")
    return None


def car_is_taken(day: Day, ride: Ride, car: Car) -> Sentence | None:
    """Why a fitting vehicle cannot serve a ride on this day, or nothing (同一时段、续航)."""
    own = day.own(car)
    taken = [*car.busy, *((other.start, other.end) for other in own)]
    if collides((ride.start, ride.end), taken, 0):
        return say("is taken at that time")
    if collides((ride.start, ride.end), taken, day.limits.turn):
        return say("has under {minutes} minutes between two trips", minutes=day.limits.turn)
    if car.range_km is not None:
        km = sum(_km(day, other) for other in (*own, ride))
        if km * day.limits.reserve > car.range_km:
            return say("has too little range")
    return None


def _km(day: Day, ride: Ride) -> int:
    return ride.km if ride.km is not None else day.ways.both(ride.origin, ride.destination) or 0


def driver_cannot(day: Day, ride: Ride, car: Car, driver: Chauffeur) -> Sentence | None:
    """Why a driver cannot drive this ride, or nothing (准驾车型、机要资格、休息; R-CA-15)."""
    if car.licence not in driver.licences or (driver.until is not None and driver.until < ride.end):
        return say("has no valid licence for it")
    if ride.rank == 0 and not driver.cleared:
        return say("is not cleared for confidential mail")
    stretches, driven = [*driver.busy, *day.wheel.get(driver.key, ())], day.driving(ride)
    if collides((ride.start, ride.end), ((start, end) for start, end, _ in stretches), day.limits.rest):
        return say("is on the road or rests at that time")
    if day.load[driver.key] + driven > day.limits.daily:
        return say("would drive too long on that day")
    whole = sorted([*stretches, (ride.start, ride.end, driven)])
    return None if rested(whole, day.limits) else say("would drive too long without rest")


def rested(stretches: Sequence[tuple[int, int, int]], limits: Limits) -> bool:
    """Whether no more than the longest stretch is driven without a rest (连续驾驶超过 4 小时须休息 20 分钟)."""
    begin, last, wheel = 0, None, 0
    for start, end, driven in stretches:
        if last is None or start - last >= limits.rest:
            begin, wheel = start, 0
        wheel, last = wheel + driven, end
        rests = max(0, (wheel - 1) // limits.continuous)
        if (last - begin) - wheel < rests * limits.rest:
            return False
    return True


def pick_driver(day: Day, ride: Ride, car: Car) -> Chauffeur | None:
    """The usual driver of the vehicle, else the one with the least to drive."""
    usual = day.by_key.get(car.driver or 0)
    if usual and driver_cannot(day, ride, car, usual) is None:
        return usual
    others = sorted(
        (one for one in day.drivers if car.licence in one.licences), key=lambda one: (day.load[one.key], one.key)
    )
    return next((one for one in others if driver_cannot(day, ride, car, one) is None), None)


def price(ride: Ride, car: Car, driver: Chauffeur, joins: int | None = None) -> int:
    """What an assignment costs by itself: empty seats, another driver, a vehicle that is kept back, going along."""
    if joins is not None:
        return SHARED
    empty = car.seats - 1 - ride.people
    return 2 * empty + FOREIGN_DRIVER * (driver.key != car.driver) + KEPT_BACK * car.kept_back * (ride.rank == 2)


def cost_of(day: Day, rides: Sequence[Ride]) -> int:
    """What a whole plan costs: rides left over, each assignment, vehicles taken out, and an uneven load of the drivers."""
    left = sum(UNSERVED[ride.rank] for ride in rides if ride.key not in day.placed)
    each = sum(price(ride, *day.placed[ride.key]) for ride in rides if ride.key in day.placed)
    return left + each + cost_of_use(day, day.cars, day.drivers)


def cost_of_use(day: Day, cars: Iterable[Car], drivers: Iterable[Chauffeur]) -> int:
    """What it costs that these vehicles go out and these drivers have so much to drive."""
    fresh = sum(FRESH_CAR for car in cars if not car.busy and day.own(car))
    return fresh + sum((day.load[driver.key] // 60) ** 2 for driver in drivers)


def choices(day: Day, ride: Ride) -> list[tuple[int, int, Car, Chauffeur]]:
    """Every vehicle that can serve a ride now, with its driver, the cheapest first."""
    found = []
    for car in day.fitting(ride):
        if car_is_taken(day, ride, car):
            continue
        driver = pick_driver(day, ride, car)
        if driver:
            fresh = FRESH_CAR * (not car.busy and not day.own(car))
            found.append((price(ride, car, driver) + fresh, car.key, car, driver))
    return sorted(found, key=lambda one: one[:2])
