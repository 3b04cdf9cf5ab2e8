"""The driver's day, the position file, the attendance: pages that no Screen makes."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client

from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import today
from chancery.modules.vehicles.models import Attendance, Training, Trip
from tests.maker import make

from .fleet import dispatched, driver, vehicle
from .test_positions import drive

pytestmark = pytest.mark.django_db
BUREAU = "市机关事务管理局"


def browser(city, name, *roles):
    """Somebody of the general office with these roles, at a browser."""
    for role in roles:
        PostRole.objects.get_or_create(post_id=city.actor(name).post, role=role, defaults={"since": today()})
    client = Client()
    client.force_login(city.user(name), backend="chancery.ui.accounts.Accounts")
    return client


def test_a_driver_sees_the_own_trips_and_presses_twice(city):
    client = browser(city, "周敏", "vehicles.driver")
    mine = driver(city, post=city.post("文电科", "文书"))
    trip = dispatched(city, vehicle(city, plate="云A·T0003"), mine)
    dispatched(city, vehicle(city, plate="云A·T0004"), driver(city))
    page = client.get("/vehicles/today/").content.decode()
    assert "云A·T0003" in page
    assert "云A·T0004" not in page
    sent = {"trip": trip.pk, "step": "go_out", "odometer_out": 1_000}
    assert client.post("/vehicles/today/", sent).status_code == 303
    wrong = client.post("/vehicles/today/", {"trip": trip.pk, "step": "come_back", "odometer_in": 400})
    assert wrong.status_code == 422
    assert 'value="400"' in wrong.content.decode()
    assert (
        client.post("/vehicles/today/", {"trip": trip.pk, "step": "come_back", "odometer_in": 1_030}).status_code == 303
    )
    assert Trip.unscoped.get(pk=trip.pk).state == "back"


def test_whoever_does_not_drive_has_no_such_page(city):
    assert browser(city, "吴越").get("/vehicles/today/").status_code == 403


def test_a_strange_trip_is_not_there_for_a_driver(city):
    client = browser(city, "周敏", "vehicles.driver")
    driver(city, post=city.post("文电科", "文书"))
    other = dispatched(city, vehicle(city), driver(city))
    assert client.post("/vehicles/today/", {"trip": other.pk, "step": "go_out", "odometer_out": 1}).status_code == 404


def test_a_position_file_is_read_on_the_page_and_a_bad_one_refused(city):
    client, one = browser(city, "周敏", "vehicles.dispatcher"), vehicle(city)
    there = f"/vehicles/positions/{one.pk}/"
    assert client.get(there).status_code == 200
    assert client.post(there).status_code == 422
    bad, good = BytesIO(b"a,b\n1,2"), BytesIO(drive(10))
    bad.name, good.name = "bad.csv", "good.csv"
    assert client.post(there, {"file": bad}).status_code == 422
    assert client.post(there, {"file": good}).status_code == 303
    assert "good.csv" in client.get(f"/vehicles/vehicle/{one.pk}/").content.decode()


def test_attendance_is_ticked_and_taken_back(city):
    client, row = browser(city, "周敏", "vehicles.keeper"), make(Training, city=city)
    one, other = driver(city), driver(city)
    there = f"/vehicles/attendance/{row.pk}/"
    assert client.post(there, {"driver": [one.pk, other.pk]}).status_code == 303
    assert client.post(there, {"driver": [other.pk]}).status_code == 303
    assert client.post(there, {"driver": [one.pk, other.pk]}).status_code == 303
    assert Attendance.objects.filter(training=row.pk, there=True).count() == 2
    assert browser(city, "吴越").post(there, {"driver": []}).status_code == 403


def test_the_fleet_is_looked_over_by_its_keeper_only(city):
    assert browser(city, "周敏", "vehicles.keeper").post("/vehicles/look-over/").status_code == 303
    assert browser(city, "吴越").post("/vehicles/look-over/").status_code == 403
