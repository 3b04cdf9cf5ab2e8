"""Plans of a day: what must hold for every plan, whatever is asked."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.modules.vehicles.services.exact import better, installed
from chancery.modules.vehicles.services.greedy import finished, greedy
from chancery.modules.vehicles.services.planning import (
    Car,
    Chauffeur,
    Distances,
    Limits,
    Plan,
    Ride,
    cost_of,
    rested,
)
from chancery.modules.vehicles.services.sharing import along

PLACES = ("府", "馆", "县", "镇")
WAYS = Distances(
    {("府", "馆"): 6, ("府", "县"): 40, ("府", "镇"): 46, ("馆", "县"): 38, ("馆", "镇"): 44, ("县", "镇"): 8}
)
LIMITS = Limits()
RANKS = {"confidential": 0, "emergency": 1, "general": 2}


@st.composite
def rides(draw: st.DrawFn) -> list[Ride]:
    made = []
    for key in range(1, draw(st.integers(1, 14)) + 1):
        start = draw(st.integers(28, 68)) * 15
        kind = draw(st.sampled_from(("general", "general", "general", "emergency", "confidential")))
        made.append(
            Ride(
                key, start, start + draw(st.integers(2, 24)) * 15, draw(st.integers(1, 7)), kind, RANKS[kind],
                draw(st.one_of(st.none(), st.integers(1, 420))), "府", draw(st.sampled_from(("", *PLACES[1:]))),
            )
        )  # fmt: skip
    return made


@st.composite
def cars(draw: st.DrawFn) -> list[Car]:
    made = []
    for key in range(101, 101 + draw(st.integers(0, 5))):
        start = draw(st.integers(28, 68)) * 15
        made.append(
            Car(
                key, f"云A·{key}", draw(st.sampled_from((5, 7, 9))), draw(st.sampled_from(("C1", "B1"))),
                frozenset(draw(st.sampled_from((("confidential",), ("general", "emergency"), ("general",))))),
                draw(st.one_of(st.none(), st.integers(201, 205))), draw(st.sampled_from((None, None, 150, 400))),
                draw(st.booleans()), busy=draw(st.sampled_from(((), ((start, start + 60),)))),
            )
        )  # fmt: skip
    return made


@st.composite
def drivers(draw: st.DrawFn) -> list[Chauffeur]:
    made = []
    for key in range(201, 201 + draw(st.integers(0, 5))):
        start = draw(st.integers(28, 68)) * 15
        made.append(
            Chauffeur(
                key, f"师傅{key}", frozenset(draw(st.sampled_from((("C1",), ("B1", "C1"))))), draw(st.booleans()),
                draw(st.sampled_from((None, None, 900))), draw(st.sampled_from(((), ((start, start + 90, 80),)))),
            )
        )  # fmt: skip
    return made


def planned(asked: list[Ride], fleet: list[Car], crew: list[Chauffeur]) -> Plan:
    return finished(greedy(asked, fleet, crew, WAYS, LIMITS), asked)


everything = given(rides(), cars(), drivers())
several = settings(max_examples=120, deadline=None)


@several
@everything
def test_every_ride_is_served_or_refused_in_a_sentence(asked, fleet, crew):
    plan = planned(asked, fleet, crew)
    assert {*plan.given, *plan.refused} == {ride.key for ride in asked}
    assert not set(plan.given) & set(plan.refused)
    assert all(str(one.why) for one in plan.given.values())
    assert all(str(sentence) for sentence in plan.refused.values())


@several
@everything
def test_no_vehicle_and_no_driver_is_in_two_places(asked, fleet, crew):
    plan = planned(asked, fleet, crew)
    leaving = [one for one in plan.given.values() if one.joins is None]
    for one, other in combinations(leaving, 2):
        apart = one.ride.end <= other.ride.start or other.ride.end <= one.ride.start
        assert apart or (one.car.key != other.car.key and one.driver.key != other.driver.key)
    for one in leaving:
        assert all(one.ride.end <= start or end <= one.ride.start for start, end in one.car.busy)
        assert all(one.ride.end <= start or end <= one.ride.start for start, end, _ in one.driver.busy)


@several
@everything
def test_seats_purpose_licence_and_clearance_are_kept(asked, fleet, crew):
    plan = planned(asked, fleet, crew)
    for one in plan.given.values():
        with_it = [other.ride for other in plan.given.values() if other.joins == one.ride.key]
        assert one.ride.people + sum(ride.people for ride in with_it) + 1 <= one.car.seats
        assert one.ride.kind in one.car.serves
        assert one.car.licence in one.driver.licences
        assert one.driver.until is None or one.driver.until >= one.ride.end
        assert one.driver.cleared or one.ride.rank > 0


@several
@everything
def test_confidential_mail_never_rides_with_anybody(asked, fleet, crew):
    plan = planned(asked, fleet, crew)
    shared = {one.ride.key for one in plan.given.values() if one.joins} | {
        one.joins for one in plan.given.values() if one.joins
    }
    assert not [ride for ride in asked if ride.rank == 0 and ride.key in shared]


@several
@everything
def test_nobody_drives_longer_than_allowed_and_no_battery_runs_empty(asked, fleet, crew):
    day = greedy(asked, fleet, crew, WAYS, LIMITS)
    for driver in crew:
        stretches = sorted([*driver.busy, *day.wheel.get(driver.key, ())])
        own = sum(wheel for *_, wheel in day.wheel.get(driver.key, ()))
        assert not own or sum(wheel for *_, wheel in stretches) <= LIMITS.daily
        mine = {(start, end) for start, end, _ in day.wheel.get(driver.key, ())}
        for (begun, end, _), (start, over, _) in zip(stretches, stretches[1:], strict=False):
            assert start - end >= LIMITS.rest or not mine & {(begun, end), (start, over)}
    for car in fleet:
        if car.range_km is not None:
            km = [
                ride.km if ride.km is not None else WAYS.both(ride.origin, ride.destination) or 0
                for ride in day.own(car)
            ]
            assert sum(km) * LIMITS.reserve <= car.range_km


@several
@everything
def test_the_same_rides_give_the_same_plan_in_whatever_order_they_come(asked, fleet, crew):
    one, other = planned(asked, fleet, crew), planned(asked[::-1], fleet[::-1], crew[::-1])
    assert {k: (g.car.key, g.driver.key, g.joins) for k, g in one.given.items()} == {
        k: (g.car.key, g.driver.key, g.joins) for k, g in other.given.items()
    }
    assert (one.cost, {k: str(v) for k, v in one.refused.items()}) == (
        other.cost,
        {k: str(v) for k, v in other.refused.items()},
    )


@settings(max_examples=40, deadline=None)
@everything
@pytest.mark.skipif(not installed(), reason='the solver is not there: pip install "chancery[plan]"')
def test_the_solver_never_makes_a_plan_worse(asked, fleet, crew):
    first = greedy(asked, fleet, crew, WAYS, LIMITS)
    assert cost_of(better(first, asked, fleet, crew, WAYS, LIMITS), asked) <= cost_of(first, asked)


def test_the_urgent_is_served_before_the_ordinary():
    car = Car(1, "云A·0H001", 5, "C1", frozenset({"general", "emergency"}))
    driver = Chauffeur(1, "赵师傅", frozenset({"C1"}))
    plan = planned([Ride(1, 540, 660, 2, "general"), Ride(2, 600, 700, 4, "emergency", rank=1)], [car], [driver])
    assert set(plan.given) == {2}


def test_one_ride_makes_room_for_another_that_fits_nowhere_else():
    small, big = (Car(key, f"云A·{key}", seats, "C1", frozenset({"general"})) for key, seats in ((1, 5), (2, 9)))
    crew = [Chauffeur(key, f"师傅{key}", frozenset({"C1"})) for key in (1, 2)]
    plan = planned([Ride(1, 540, 660, 4, "general"), Ride(2, 560, 660, 8, "general")], [big, small], crew)
    assert {key: one.car.key for key, one in plan.given.items()} == {1: 1, 2: 2}


def test_a_third_ride_in_the_same_direction_goes_along_and_says_so():
    car = Car(1, "云A·0H501", 7, "C1", frozenset({"general"}))
    plan = planned(
        [
            Ride(1, 540, 720, 3, "general", origin="府", destination="县"),
            Ride(2, 560, 730, 2, "general", origin="府", destination="镇"),
        ],
        [car],
        [Chauffeur(1, "李师傅", frozenset({"C1"}))],
    )
    assert plan.given[2].joins == 1
    assert plan.given[2].why.params["km"] == 8
    assert "goes along" in plan.given[2].why.text


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"start": 571}, False),
        ({"end": 760}, False),
        ({"people": 4}, False),
        ({"destination": "馆"}, True),
        ({"destination": ""}, False),
        ({"kind": "emergency"}, False),
        ({"rank": 0}, False),
    ],
)
def test_who_goes_along_leaves_near_by_in_the_same_direction_with_seats(change, fits):
    host = Ride(1, 540, 720, 3, "general", origin="府", destination="县")
    told = {"start": 560, "end": 730, "people": 2, "kind": "general", "origin": "府", "destination": "镇", **change}
    assert bool(along(Ride(2, **told), host, 3, WAYS, LIMITS)) is fits


def test_a_detour_beyond_the_ratio_is_none():
    ways = Distances({("府", "东"): 20, ("府", "西"): 20, ("东", "西"): 40})
    host = Ride(1, 540, 720, 3, "general", origin="府", destination="东")
    assert along(Ride(2, 540, 720, 1, "general", origin="府", destination="西"), host, 3, ways, LIMITS) is None


def test_four_hours_at_the_wheel_need_twenty_minutes_of_rest():
    assert rested([(0, 240, 240)], LIMITS)
    assert not rested([(0, 250, 250)], LIMITS)
    assert rested([(0, 270, 250)], LIMITS)
    assert not rested([(0, 150, 150), (160, 280, 120)], LIMITS)
    assert rested([(0, 150, 150), (170, 290, 120)], LIMITS)
