"""What speaks against a vehicle and a driver, and what a return may say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Expense, Lockup, Series, Trip
from chancery.modules.vehicles.rules.trips import fits
from chancery.modules.vehicles.services.daily import every_day
from tests.maker import make, maker

from .fleet import MORNING, dispatched, driver, send, vehicle, waiting

pytestmark = pytest.mark.django_db
SATURDAY = MORNING + timedelta(days=5)


def keys(trip, one, by) -> list[str]:
    return [answer.cite.rule.removeprefix("vehicles.") for answer in fits(trip, one, by) if answer.cite]


@pytest.mark.parametrize(
    ("of_trip", "of_vehicle", "of_driver", "rule"),
    [
        ({"kind": "confidential"}, {}, {"confidential": True}, "category_fits"),
        ({}, {"category": "enforcement"}, {}, "category_fits"),
        ({"kind": "confidential"}, {"category": "confidential"}, {}, "category_fits"),
        ({"people": 5}, {"seats": 5}, {}, "seats"),
        ({}, {"licence": "A1"}, {"licence": "C1"}, "licensed"),
        ({}, {}, {"licence_until": date(2026, 11, 22)}, "licensed"),
        ({}, {"insured_until": date(2026, 11, 22)}, {}, "insured"),
        ({}, {"inspected_until": date(2026, 11, 22)}, {}, "inspected"),
        ({"km": 300}, {"energy": "electric", "range_km": 350}, {}, "range_factor"),
        ({"begins": SATURDAY}, {}, {}, "sealed_on_days_off"),
    ],
)
def test_each_rule_speaks_with_its_article(city, of_trip, of_vehicle, of_driver, rule):
    trip, one, by = waiting(city, **of_trip), vehicle(city, **of_vehicle), driver(city, **of_driver)
    assert keys(trip, one, by) == [rule]
    answer = fits(trip, one, by)[0]
    assert str(answer.sentence)
    assert answer.cite.title
    assert answer.cite.article


def test_what_fits_is_silent(city):
    assert fits(waiting(city), vehicle(city), driver(city)) == []


def test_an_unverified_rule_says_so_and_takes_a_reason(city):
    trip, one, by = waiting(city, begins=SATURDAY), vehicle(city), driver(city)
    with pytest.raises(Refused) as caught:
        send(trip, one, by)
    assert caught.value.strength == "ask"
    assert not caught.value.cite.verified
    assert send(trip, one, by, reason="汛情").state == "dispatched"


def test_an_exception_lets_one_vehicle_out_on_a_day_off(city):
    one, other, by = vehicle(city), vehicle(city), driver(city)
    make(Lockup, city=city, at="granted", vehicle=one, since=SATURDAY.date(), until=SATURDAY.date())
    trip = waiting(city, begins=SATURDAY)
    assert keys(trip, one, by) == []
    assert keys(trip, other, by) == ["sealed_on_days_off"]


def test_a_driver_does_not_drive_more_than_four_hours_without_a_rest(city):
    by = driver(city)
    dispatched(city, vehicle(city), by, hours=3)
    after = waiting(city, begins=MORNING + timedelta(hours=3, minutes=10), hours=2)
    assert keys(after, vehicle(city), by) == ["drive_minutes"]
    rested = waiting(city, begins=MORNING + timedelta(hours=3, minutes=20), hours=2)
    assert keys(rested, vehicle(city), by) == []


def test_a_vehicle_in_repair_is_not_sent(city):
    trip, one, by = waiting(city), vehicle(city, status="repair", plate="云A·T0002"), driver(city)
    assert ["云A·T0002" in str(answer.sentence) for answer in fits(trip, one, by)] == [True]
    with pytest.raises(Refused):
        send(trip, one, by)


def on_the_road(city, **values):
    one = vehicle(city, **values)
    trip = dispatched(city, one, driver(city))
    return one, press(trip, "go_out", actor=maker(), asked={"odometer_out": 1_000}).row


def test_an_odometer_does_not_go_back_and_nothing_is_lost(city):
    _, trip = on_the_road(city)
    with translation.override("en"), pytest.raises(Refused, match="stood at 1000 km when leaving, and 900 km"):
        press(trip, "come_back", actor=maker(), asked={"odometer_in": 900, "tolls": 15})
    trip.refresh_from_db()
    assert (trip.state, trip.odometer_in, trip.tolls) == ("out", None, None)


def test_a_return_before_the_departure_is_a_sentence(city):
    _, trip = on_the_road(city)
    with translation.override("en"), pytest.raises(Refused, match="it left at") as caught:
        press(trip, "come_back", actor=maker(), asked={"odometer_in": 1_020, "ago": 60})
    assert set(caught.value.fields) == {"ago"}


def test_a_departure_that_does_not_continue_the_odometer_wants_a_reason(city):
    trip = dispatched(city, vehicle(city), driver(city))
    with pytest.raises(Refused) as caught:
        press(trip, "go_out", actor=maker(), asked={"odometer_out": 1_200})
    assert caught.value.cite.rule == "vehicles.odometer_gap"
    assert press(trip, "go_out", actor=maker(), asked={"odometer_out": 1_200, "reason": "试车"}).row.state == "out"


@pytest.mark.parametrize("told", ["-1", "99999999999", "NaN", "公里", "1e400"])
def test_no_reading_of_an_odometer_is_believed_that_cannot_be(city, told):
    trip = dispatched(city, vehicle(city), driver(city))
    with pytest.raises(Refused):
        press(trip, "go_out", actor=maker(), asked={"odometer_out": told, "reason": "试车"})


def test_coming_back_moves_the_odometer_and_keeps_what_was_refuelled(city):
    one, trip = on_the_road(city)
    asked = {"odometer_in": 1_080, "tolls": "15.5", "fuel_yuan": "300", "fuel_litres": "40.1"}
    trip = press(trip, "come_back", actor=maker(), asked=asked).row
    one.refresh_from_db()
    assert (one.odometer, trip.driven, trip.tolls) == (1_080, 80, Decimal("15.50"))
    kept = Expense.unscoped.get(trip=trip)
    assert (kept.amount, kept.quantity, kept.odometer, kept.kind) == (
        Decimal("300.00"),
        Decimal("40.10"),
        1_080,
        "fuel",
    )


def test_a_dispatcher_moves_a_trip_by_minutes_but_not_onto_another(city):
    one, by = vehicle(city), driver(city)
    first = dispatched(city, one, by)
    dispatched(city, one, driver(city), begins=MORNING + timedelta(hours=3))
    assert press(first, "change", actor=maker(), asked={"shift": 30}).row.leaves_at == MORNING + timedelta(minutes=30)
    with pytest.raises(Refused):
        press(first, "change", actor=maker(), asked={"longer": 120})
    with pytest.raises(Refused):
        press(first, "change", actor=maker(), asked={"longer": -240})


def test_a_trip_can_be_served_by_a_hired_vehicle_at_a_modest_price(city):
    trip = waiting(city)
    with pytest.raises(Refused) as caught:
        press(trip, "dispatch", actor=maker(), asked={"vehicle": "hired", "hire_fee": 2_400})
    assert caught.value.cite.rule == "vehicles.hire_day"
    trip = press(trip, "dispatch", actor=maker(), asked={"vehicle": "hired", "hire_fee": "480.005"}).row
    assert (trip.means, trip.vehicle_id) == ("hired", None)


def test_a_series_makes_each_of_its_trips_once_and_none_on_a_day_off(city):
    values = {"rhythm": "workdays", "since": date(2026, 11, 20), "until": date(2026, 12, 4), "minutes": 90}
    row = make(Series, city=city, at="running", **values)
    row = press(row, "plan_ahead", actor=maker()).row
    days = sorted(trip.leaves_at.date() for trip in Trip.unscoped.filter(series=row))
    assert days
    assert all(day.weekday() < 5 for day in days)
    assert len(set(days)) == len(days)
    with pytest.raises(Refused):
        press(row, "plan_ahead", actor=maker())
    assert Trip.unscoped.filter(series=row).count() == len(days)


def test_the_worker_makes_the_trips_of_running_series_once(city):
    values = {"rhythm": "workdays", "since": date(2026, 11, 20), "until": date(2026, 12, 4), "minutes": 90}
    row = make(Series, city=city, at="running", **values)
    every_day()
    made = Trip.unscoped.filter(series=row).count()
    assert made
    every_day()
    assert Trip.unscoped.filter(series=row).count() == made
