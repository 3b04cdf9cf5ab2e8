"""Nobody takes a vehicle that somebody has: the sentence, the database, and two dispatchers in the same second."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.city.lookup import City
from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Trip
from chancery.modules.vehicles.models.trips import VEHICLE_ONCE
from tests.maker import MONDAY, kept_clean, make, maker

from .fleet import MORNING, dispatched, driver, send, vehicle, waiting

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_who_comes_second_reads_who_was_first_and_when(city):
    one = vehicle(city, plate="云A·T0001")
    dispatched(city, one, driver(city), purpose="防汛检查")
    second = waiting(city, begins=MORNING + HOUR)
    with pytest.raises(Conflict) as caught:
        send(second, one, driver(city))
    assert all(part in str(caught.value) for part in ("云A·T0001", "防汛检查", "11-23 10:00", "11-23 12:00", "Tests"))
    second.refresh_from_db()
    assert (second.state, second.vehicle_id, second.number) == ("to_dispatch", None, None)


@pytest.mark.django_db
def test_a_driver_is_not_in_two_vehicles(city):
    by = driver(city, name="贺连生")
    dispatched(city, vehicle(city), by)
    with pytest.raises(Conflict, match="贺连生"):
        send(waiting(city), vehicle(city), by)


@pytest.mark.django_db
def test_a_vehicle_leaves_again_in_the_minute_in_which_it_is_back(city):
    one, by = vehicle(city), driver(city)
    dispatched(city, one, by)
    assert send(waiting(city, begins=MORNING + 2 * HOUR), one, driver(city)).state == "dispatched"


@pytest.mark.django_db
def test_a_trip_taken_back_sets_its_vehicle_free(city):
    one, by = vehicle(city), driver(city)
    first = dispatched(city, one, by)
    press(first, "take_back", actor=maker(), asked={"reason": "改期"})
    assert send(waiting(city), one, by).vehicle_id == one.pk


@pytest.mark.django_db
def test_the_database_itself_refuses_an_overlap_and_it_becomes_the_same_sentence(city):
    one, by = vehicle(city), driver(city)
    held = dispatched(city, one, by)
    other = dispatched(city, one, driver(city), begins=MORNING + 5 * HOUR)
    clash = {"leaves_at": held.leaves_at + HOUR, "back_at": held.back_at + HOUR}
    with pytest.raises(IntegrityError, match="trip_vehicle_once"), transaction.atomic():
        Trip.unscoped.filter(pk=other.pk).update(**clash)
    other.leaves_at, other.back_at = clash["leaves_at"], clash["back_at"]
    with pytest.raises(Conflict, match=str(one.plate)), VEHICLE_ONCE.kept(other):
        Trip.unscoped.filter(pk=other.pk).update(**clash)


@pytest.mark.django_db
def test_history_that_is_brought_in_cannot_overlap_either(city):
    one = vehicle(city)
    dispatched(city, one, driver(city))
    told = {
        "vehicle": one,
        "driver": driver(city),
        "means": "own",
        "number": "1",
        "leaves_at": MORNING,
        "back_at": MORNING + HOUR,
    }
    with pytest.raises(Refused):
        make(Trip, city=city, at="dispatched", **told)
    told |= {"went_out_at": MORNING, "came_back_at": MORNING, "odometer_out": 1, "odometer_in": 2}
    assert make(Trip, city=city, at="settled", **told).state == "settled"


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=2, max_size=7))
def test_whatever_is_pressed_no_two_trips_of_a_vehicle_overlap(city, spans):
    one = vehicle(city)
    for begins, quarters in spans:
        trip = waiting(city, begins=MORNING + begins * HOUR / 4, hours=quarters / 4)
        try:
            send(trip, one, driver(city))
        except Conflict:
            continue
    held = list(Trip.unscoped.filter(vehicle=one, state="dispatched").order_by("leaves_at"))
    assert held
    assert all(before.back_at <= after.leaves_at for before, after in zip(held, held[1:], strict=False))


def test_of_two_dispatchers_in_the_same_second_one_gets_the_vehicle(django_db_setup, django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer; there the second one reads the sentence, as above")
    with django_db_blocker.unblock(), kept_clean():
        city = City.load(MONDAY.date())
        with clock_at(MONDAY):
            one = vehicle(city)
            trips, drivers = [waiting(city), waiting(city)], [driver(city), driver(city)]
        told: list[Any] = []
        gate = threading.Barrier(2)
        both = [threading.Thread(target=_race, args=(trips[n], one, drivers[n], gate, told)) for n in (0, 1)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        lost = [answer for answer in told if isinstance(answer, Exception)]
        assert len(told) == 2
        assert [type(answer) for answer in lost] == [Conflict], told
        assert one.plate in str(lost[0])
        assert Trip.unscoped.filter(vehicle=one, state="dispatched").count() == 1


def _race(trip: Any, one: Any, by: Any, gate: threading.Barrier, told: list[Any]) -> None:
    try:
        with clock_at(MONDAY):
            gate.wait()
            told.append(send(trip, one, by))
    except Exception as error:
        told.append(error)
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_ride_along_shares_the_vehicle_and_goes_and_comes_with_it(city):
    one, by = vehicle(city, seats=7), driver(city)
    host = dispatched(city, one, by)
    rider = press(waiting(city), "dispatch", actor=maker(), asked={"vehicle": one.pk, "joins": host.pk}).row
    assert (rider.vehicle_id, rider.driver_id, rider.joins_id) == (one.pk, by.pk, host.pk)
    with pytest.raises(Refused, match="1"):
        press(host, "take_back", actor=maker(), asked={"reason": "改期"})
    host = press(host, "go_out", actor=maker(), asked={"odometer_out": 1_000}).row
    press(host, "come_back", actor=maker(), asked={"odometer_in": 1_050})
    rider.refresh_from_db()
    assert (rider.state, rider.odometer_in) == ("back", 1_050)
