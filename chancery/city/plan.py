"""Who sits where: the whole city as plain values, drawn from a seed, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .cast import CAST
from .names import DUTY_ROOM, address, extension, names, staff_number
from .seats import Key, Seat, filler_seats, read_seats, templates
from .tree import OrganPlan, read_organs

Cases = dict[str, list[dict[str, Any]]]
MEMBERS = {Key(member.organ, member.title, 1): member for member in CAST}


@dataclass(frozen=True)
class PersonPlan:
    """A person to be written, with the account's name."""

    name: str
    account: str
    staff_number: str
    phone: str
    left_on: date | None = None

    @property
    def email(self) -> str:
        return address(self.account)


@dataclass(frozen=True)
class Appointment:
    """A tenure to be written: person by staff number, seat by key."""

    person: str
    seat: Key
    kind: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class StandIn:
    """A deputy to be written."""

    post: Key
    deputy: Key
    absent_only: bool
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Plan:
    """The city on one day."""

    on: date
    founded: date
    organs: list[OrganPlan]
    seats: list[Seat]
    people: list[PersonPlan]
    appointments: list[Appointment]
    stand_ins: list[StandIn]


def draw(*, people: int | None, on: date, seed: int, small: bool = False) -> Plan:
    """The city with so many people on the day `on`; without a number, only the seats that may not be missing.

    Raises Refused if there are fewer people than those seats, or more than there are names.
    """
    organs, told = read_organs(small=small), templates()
    cases = _cases(told["cases"], {organ.short for organ in organs})
    seats = _seats(organs, told, cases, people)
    founded = date(on.year - 10, 1, 1)
    persons, appointments = _staffed(seats, cases, on, seed)
    return Plan(on, founded, organs, seats, persons, appointments, _stand_ins(seats, cases, on, founded))


def _cases(told: Cases, built: set[str]) -> Cases:
    """The special cases about organs that are built, with their seats as keys."""
    return {
        kind: [case for case in map(_keyed, listed) if all(key.organ in built for key in _keys(case))]
        for kind, listed in told.items()
    }


def _keyed(case: dict[str, Any]) -> dict[str, Any]:
    return {name: Key(*value) if isinstance(value, list) else value for name, value in case.items()}


def _keys(case: dict[str, Any]) -> list[Key]:
    return [value for value in case.values() if isinstance(value, Key)]


def _unheld(cases: Cases) -> set[Key]:
    """Seats without a holder of their own: vacant, or held by somebody who sits elsewhere."""
    return {case["seat"] for case in cases["vacant"]} | {case["takes"] for case in cases["second"]}


def _seats(organs: list[OrganPlan], told: dict[str, Any], cases: Cases, people: int | None) -> list[Seat]:
    """The seats to build: the core ones, then ordinary ones until everybody has one."""
    every, unheld = read_seats(organs, told), _unheld(cases)
    named = {key for listed in cases.values() for case in listed for key in _keys(case)} | set(MEMBERS)
    core = {seat.key for seat in every if seat.core or seat.key in named}
    if people is None:
        return [seat for seat in every if seat.key in core]
    room = people - len(cases["former"]) - len(core - unheld)
    if room < 0:
        least = people - room
        raise Refused(
            say("The city cannot be built with {n} people: it needs {least} at least.", n=people, least=least)
        )
    spare = sorted((seat for seat in every if seat.key not in core), key=lambda seat: seat.key.number)
    kept = core | {seat.key for seat in spare[:room]}
    seats = [seat for seat in every if seat.key in kept]
    return seats + filler_seats(organs, told, many=max(0, room - len(spare)), taken=seats)


def _staffed(seats: list[Seat], cases: Cases, on: date, seed: int) -> tuple[list[PersonPlan], list[Appointment]]:
    """A person for each seat that has its own holder, those who sat there before, and the second posts."""
    unheld, chance = _unheld(cases), Random(seed)  # noqa: S311  a seed makes a believable city, not a secret
    fresh = names(seed, taken={member.name for member in CAST} | {case["name"] for case in cases["former"]})
    came = {case["seat"]: on - timedelta(days=case["days"]) for case in cases["former"]}
    people: list[PersonPlan] = []
    appointments: list[Appointment] = []
    holder: dict[Key, str] = {}
    for seat in seats:
        since = on - timedelta(days=chance.randint(60, 2900))
        if seat.key in unheld:
            continue
        person = _person(len(people), seat.key, fresh)
        people.append(person)
        holder[seat.key] = person.staff_number
        appointments.append(Appointment(person.staff_number, seat.key, "substantive", came.get(seat.key, since)))
    for case in cases["former"]:
        end = came[case["seat"]]
        number = staff_number(len(people))
        people.append(PersonPlan(case["name"], number, number, extension(len(people)), end if case["left"] else None))
        appointments.append(Appointment(number, case["seat"], "substantive", end - timedelta(days=1500), end))
    for case in cases["second"]:
        since = on - timedelta(days=chance.randint(30, 59))
        appointments.append(Appointment(holder[case["of"]], case["takes"], case["kind"], since))
    return people, appointments


def _person(order: int, key: Key, fresh: Iterable[str]) -> PersonPlan:
    member, number = MEMBERS.get(key), staff_number(order)
    phone = DUTY_ROOM if key == Key("值班室", "主任", 1) else extension(order)
    if member:
        return PersonPlan(member.name, member.account, number, phone)
    name = next(iter(fresh), None)
    if name is None:
        raise Refused(say("The city cannot be built with so many people: there are names for {n} only.", n=order))
    return PersonPlan(name, number, number, phone)


def _stand_ins(seats: list[Seat], cases: Cases, on: date, founded: date) -> list[StandIn]:
    """Deputies: as the templates say, as the vacancies ask, and for those who are away."""
    built = {seat.key for seat in seats}
    pairs = [(seat.key, seat.deputy) for seat in seats if seat.deputy]
    pairs += [(case["seat"], case["deputy"]) for case in cases["vacant"]]
    always = [StandIn(post, deputy, True, founded) for post, deputy in dict.fromkeys(pairs) if deputy in built]
    away = [StandIn(c["seat"], c["deputy"], False, on, on + timedelta(days=c["days"])) for c in cases["away"]]
    return always + away
