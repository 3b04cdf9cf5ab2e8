"""A burst is more than usual, is found however the orders arrive, and is forgotten within the hour."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE
from chancery.modules.hotline.reading import bursts
from chancery.modules.hotline.reading.bursts import COPIES, HOUR, LEAST, Event, Usual, Watch, find_bursts, tail

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=HOUSE)
minutes = st.lists(st.integers(0, 59), min_size=0, max_size=40)


def calls(count: int, subject: str = "停水", *, step: int = 2, place: str = "") -> list[Event]:
    return [Event(NOW - timedelta(minutes=step * at), subject, place, at + 1) for at in range(count)]


def test_many_calls_about_a_rare_subject_are_a_burst() -> None:
    found = find_bursts(calls(8), Usual(), NOW)

    assert [(one.kind, one.key, one.count) for one in found] == [("subject", "停水", 8)]
    assert found[0].chance < 1e-6


def test_fewer_than_the_least_are_never_a_burst() -> None:
    assert find_bursts(calls(LEAST - 1), Usual(), NOW) == []


def test_a_place_bursts_though_its_subjects_differ() -> None:
    events = [Event(NOW, f"事项{at}", "翠湖小区", at + 1) for at in range(7)]

    assert [(one.kind, one.key) for one in find_bursts(events, Usual(), NOW)] == [("place", "翠湖小区")]


def test_what_is_usual_at_this_hour_of_the_week_is_no_burst() -> None:
    past = [Event(event.moment - timedelta(weeks=week), "停水") for week in range(1, 9) for event in calls(12)]
    usual = Usual.of(past, until=NOW - timedelta(days=1))

    assert find_bursts(calls(12), usual, NOW) == []
    assert find_bursts(calls(12), Usual(), NOW) != []
    assert find_bursts(calls(50, step=1), usual, NOW) != []


def test_copies_of_one_text_make_no_burst_alone() -> None:
    copies = [Event(NOW - timedelta(seconds=at), "停水", "", 77) for at in range(1000)]

    assert COPIES < LEAST
    assert find_bursts(copies, Usual(), NOW) == []


def test_a_thousand_subjects_and_a_flood_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "MOST_EVENTS", 50)
    monkeypatch.setattr(bursts, "MOST_KEYS", 20)
    watch = Watch()
    for at in range(500):
        watch.add(Event(NOW + timedelta(seconds=at), f"事项{at}"))

    assert len(watch) == 50
    assert len(watch.bursts(NOW)) == 0
    assert len(Usual.of([Event(NOW - HOUR, f"事项{at}") for at in range(100)], until=NOW).means) == 20


@given(minutes, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_arrival_does_not_matter(past: list[int], random: object) -> None:
    events = [Event(NOW - timedelta(minutes=at), "停水", "", at + 1) for at in past]
    turned = list(events)
    random.shuffle(turned)  # type: ignore[attr-defined]
    one, other = Watch(), Watch()
    for event in events:
        one.add(event)
    for event in turned:
        other.add(event)

    assert one.bursts(NOW) == other.bursts(NOW) == find_bursts(events, Usual(), NOW)


@given(minutes)
@settings(max_examples=50)
def test_after_an_hour_everything_is_forgotten(past: list[int]) -> None:
    watch = Watch()
    for at in past:
        watch.add(Event(NOW - timedelta(minutes=at), "停水", "东区", at))

    assert watch.bursts(NOW + HOUR) == []
    assert len(watch) == 0


@given(st.integers(0, 60), st.floats(0.01, 80))
@settings(max_examples=80)
def test_the_tail_is_a_probability_that_falls_with_the_count(count: int, usual: float) -> None:
    assert 0 <= tail(count + 1, usual) <= tail(count, usual) <= 1


def test_the_tail_is_the_one_of_the_tables() -> None:
    assert tail(1, 1.0) == pytest.approx(0.6321206)
    assert tail(5, 1.0) == pytest.approx(0.0036598, rel=1e-4)
    assert tail(40, 2.0) == pytest.approx(1.909e-37, rel=0.05)
