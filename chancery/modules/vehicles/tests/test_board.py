"""The dispatcher's board: what it suggests, and what becomes of two who want the same vehicle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Trip, Vehicle
from chancery.modules.vehicles.services.dispatch import put
from chancery.modules.vehicles.services.proposal import accept, answers, propose

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
BOARD, DAY = "/vehicles/board/", datetime(2026, 11, 23, tzinfo=HOUSE)


@pytest.fixture
def client(city: City) -> Client:
    user = city.user("郑凯")
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="chancery.ui.accounts.Accounts")
    return client


@pytest.fixture(autouse=True)
def within(dispatcher: Actor) -> Iterator[None]:
    with acting(dispatcher):
        yield


def drop(client: Client, trip: Trip, lane: str, **changed: Any) -> Any:
    told = {"key": trip.pk, "lane": lane, "version": trip.version, "day": "2026-11-23", **changed}
    return client.post(BOARD, told, **HTMX)


def put_there(actor: Actor, trip: Trip, lane: str, **told: Any) -> None:
    put(actor, trip.pk, lane, start=told.pop("start", None), version=told.pop("version", None), sent=told)
    trip.refresh_from_db()


def test_a_trip_that_waits_is_a_card_with_a_vehicle_that_fits_and_a_dashed_bar(client, pool, make_trip):
    trip = make_trip("研学实践", people=15)
    page = client.get(BOARD).content.decode()
    card = page[page.index(f'id="card-{trip.pk}"') :]
    assert "云A·0H508 帕萨特 is free, 周师傅 drives" in card
    assert re.search(rf'class="bar suggested[^"]*" id="piece-{trip.pk}"', page)


def test_a_trip_for_which_there_is_none_says_why(client, pool, make_trip):
    trip = make_trip("路演", people=30)
    page = client.get(BOARD).content.decode()
    card = page[page.index(f'id="card-{trip.pk}"') :]
    assert "3 × has too few seats" in card
    assert "1 without a vehicle" in page


def test_a_drop_gives_vehicle_and_usual_driver_by_the_ordinary_move(client, dispatcher, pool, make_trip):
    trip = make_trip()
    answer = drop(client, trip, f"v{pool[0].pk}")
    assert answer.status_code == 200
    trip.refresh_from_db()
    assert (trip.state, trip.vehicle, trip.driver) == ("dispatched", pool[0], pool[0].driver)
    assert trip.entry.lines.filter(action="vehicles.trip.dispatch").count() == 1


def test_a_drop_later_shifts_the_trip(dispatcher, pool, make_trip):
    trip = make_trip(start=14)
    put_there(dispatcher, trip, f"v{pool[0].pk}")
    put_there(dispatcher, trip, f"v{pool[1].pk}", start=DAY + timedelta(hours=15, minutes=15))
    assert trip.vehicle == pool[1]
    assert trip.leaves_at == DAY + timedelta(hours=15, minutes=15)
    assert trip.back_at == DAY + timedelta(hours=17, minutes=15)


def test_two_trips_cannot_have_one_vehicle_and_the_second_hears_who_was_first(client, dispatcher, pool, make_trip):
    first, second = make_trip("督查"), make_trip("踏勘", start=15)
    put_there(dispatcher, first, f"v{pool[0].pk}")
    answer = drop(client, second, f"v{pool[0].pk}")
    assert answer.status_code == 409
    assert "“督查” (by 郑凯" in answer.content.decode()
    second.refresh_from_db()
    assert second.state == "to_dispatch"


def test_a_stale_board_is_told_who_was_first(client, dispatcher, pool, make_trip):
    trip = make_trip()
    shown = trip.version
    put_there(dispatcher, trip, f"v{pool[0].pk}")
    answer = drop(client, trip, f"v{pool[1].pk}", version=shown)
    assert answer.status_code == 409
    assert "郑凯" in answer.content.decode()
    trip.refresh_from_db()
    assert trip.vehicle == pool[0]


def test_a_vehicle_that_does_not_fit_is_refused_with_the_form(client, pool, make_trip):
    trip = make_trip(people=9)
    answer = drop(client, trip, f"v{pool[0].pk}")
    assert answer.status_code == 422
    assert "has 5 seats for 10 people" in answer.content.decode()
    assert f'value="v{pool[0].pk}" selected' in answer.content.decode()


@pytest.mark.parametrize("lane", ["", "v", "vx", "v999999", "j1", "d999999", "☂", "v" + "9" * 30])
def test_a_lane_that_is_none_is_a_sentence(dispatcher, pool, make_trip, lane):
    with pytest.raises(Refused):
        put_there(dispatcher, make_trip(), lane)


def test_the_form_says_of_each_vehicle_what_speaks_against_it(client, dispatcher, pool, make_trip):
    put_there(dispatcher, make_trip("督查"), f"v{pool[0].pk}")
    page = client.get(f"{BOARD}?place={make_trip('踏勘').pk}").content.decode()
    assert "云A·0H316 帕萨特, 5 seats: is taken at that time" in page
    assert "云A·0H328 帕萨特, 5 seats</option>" in page


def test_who_goes_the_same_way_is_offered_a_seat(client, dispatcher, make_driver, make_vehicle, make_trip):
    bus = make_vehicle("云A·0H501", seats=7, driver=make_driver("李师傅"))
    host = make_trip("接待")
    put_there(dispatcher, host, f"v{bus.pk}")
    rider = make_trip("赴景区检查", start=14.25, hours=2, people=2, destination="白石镇")
    page = client.get(BOARD).content.decode()
    assert "Can go along with “接待” in 云A·0H501, 12 km more" in page
    put_there(dispatcher, rider, f"j{host.pk}")
    assert (rider.state, rider.joins, rider.vehicle) == ("dispatched", host, bus)


def test_confidential_mail_is_never_offered_a_seat(client, dispatcher, make_driver, make_vehicle, make_trip):
    bus = make_vehicle("云A·0H501", seats=7, driver=make_driver("李师傅"))
    put_there(dispatcher, make_trip("接待"), f"v{bus.pk}")
    make_trip("机要送件", kind="confidential", people=1)
    assert "go along" not in client.get(BOARD).content.decode()


def test_a_vehicle_that_is_late_makes_its_next_trip_a_clash(client, dispatcher, pool, make_trip):
    with clock_at(DAY + timedelta(hours=8)):
        early, late = make_trip("督查", start=8, hours=1), make_trip("踏勘", start=9.25)
        for trip in (early, late):
            put_there(dispatcher, trip, f"v{pool[0].pk}")
        press(early, "go_out", actor=program("Test"), asked={"odometer_out": "10"})
    with clock_at(DAY + timedelta(hours=9, minutes=30)):
        page = client.get(BOARD).content.decode()
    assert re.search(rf'class="bar clash[^"]*" id="piece-{late.pk}"', page)
    assert "1 clash" in page


def test_the_drivers_have_a_board_of_their_own(client, dispatcher, pool, make_trip):
    trip = make_trip()
    put_there(dispatcher, trip, f"v{pool[0].pk}")
    page = client.get(f"{BOARD}?by=driver").content.decode()
    lane = page[page.index('aria-label="赵师傅"') :]
    assert f'id="piece-{trip.pk}"' in lane[: lane.index('class="veh"')]
    put_there(dispatcher, trip, f"d{pool[1].driver_id}")
    assert (trip.vehicle, trip.driver) == (pool[0], pool[1].driver)


def test_what_is_in_repair_is_hatched(client, pool, make_vehicle):
    make_vehicle("云A·0H377", status="repair")
    page = client.get(BOARD).content.decode()
    assert re.search(r'class="bar service[^"]*"', page)


def test_the_board_costs_the_same_with_ten_trips_and_vehicles_more(
    client, dispatcher, pool, make_trip, make_vehicle, make_driver
):
    put_there(dispatcher, make_trip(), f"v{pool[0].pk}")
    make_trip("one waits")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(BOARD)
        return len(asked)

    cost()
    few = cost()
    for n in range(10):
        row = make_vehicle(f"云B·{n:05}", driver=make_driver(f"师傅{n}"))
        put_there(dispatcher, make_trip(f"trip {n}"), f"v{row.pk}")
        make_trip(f"waits {n}")
    assert cost() == few


# ---- the proposal ----


def test_a_proposal_serves_the_urgent_first_and_says_why(dispatcher, make_driver, make_vehicle, make_trip):
    make_vehicle("云A·0H009", category="emergency", driver=make_driver("吴师傅"))
    ordinary, urgent = make_trip("踏勘"), make_trip("防汛", kind="emergency", start=15)
    lines = {line.trip.pk: line for line in propose(dispatcher, DAY.date()).lines}
    assert lines[urgent.pk].given
    assert not lines[ordinary.pk].given
    with translation.override("en"):
        assert "is taken at that time" in str(lines[ordinary.pk].sentence)


def test_taking_a_proposal_presses_the_ordinary_move_for_each_line(dispatcher, pool, make_trip):
    trips = [make_trip("a"), make_trip("b", start=14.5), make_trip("c", people=12)]
    found = propose(dispatcher, DAY.date())
    taken = accept(
        dispatcher, {line.trip.pk: (line.trip.version, answers(line.given)) for line in found.lines if line.given}
    )
    assert [len(taken.done), len(taken.refused)] == [3, 0]
    for trip in trips:
        trip.refresh_from_db()
        assert trip.state == "dispatched"
        assert trip.entry.lines.filter(action="vehicles.trip.dispatch").count() == 1


def test_every_line_of_a_proposal_passes_the_checks_of_the_move(dispatcher, pool, make_vehicle, make_driver, make_trip):
    make_vehicle("云A·0H352", energy="electric", range_km=120, driver=make_driver("孙师傅"))
    make_vehicle("云A·0H353", insured_until="2026-11-01", driver=make_driver("李师傅", licence_until="2026-11-02"))
    for n in range(12):
        make_trip(f"trip {n}", start=8 + n * 0.75, hours=1.5, km=(20, 80, 150)[n % 3], people=1 + n % 5)
    found = propose(dispatcher, DAY.date())
    taken = accept(
        dispatcher, {line.trip.pk: (line.trip.version, answers(line.given)) for line in found.lines if line.given}
    )
    assert [str(refusal) for _, refusal in taken.refused] == []
    assert len(taken.done) == found.served > 5


def test_a_line_that_somebody_else_served_is_told_and_stops_no_other(client, dispatcher, pool, make_trip):
    first, second = make_trip("a"), make_trip("b", start=17)
    page = client.get("/vehicles/proposal/?day=2026-11-23").content.decode()
    told = dict(re.findall(r'<input type="hidden" name="([a-z]+-\d+)" value="(\w*)"', page))
    put_there(dispatcher, first, f"v{pool[2].pk}")
    answer = client.post("/vehicles/proposal/", {**told, "row": [first.pk, second.pk], "day": "2026-11-23"})
    words = answer.content.decode()
    assert "Done 1, not done 1" in words
    assert "was here first" in words
    second.refresh_from_db()
    assert second.state == "dispatched"


def test_nobody_without_the_right_gets_a_proposal(city: City, pool):
    user = city.user("周敏")
    client = Client()
    client.force_login(user, backend="chancery.ui.accounts.Accounts")
    assert client.get("/vehicles/proposal/").status_code in {403, 404}
    assert client.post("/vehicles/proposal/", {"row": "1", "version-1": "1"}).status_code in {403, 404}


def test_a_dropped_vehicle_of_another_office_is_not_there(dispatcher, city: City, pool, make_trip):
    foreign = open_row(
        Vehicle,
        organ=city.organ("清河县政府").pk,
        values={"plate": "云C·00001", "make_model": "捷达"},
        actor=program("Test"),
    )
    with pytest.raises(Refused):
        put_there(dispatcher, make_trip(), f"v{foreign.pk}")


def test_a_taken_vehicle_is_a_conflict_not_a_fault(dispatcher, pool, make_trip):
    put_there(dispatcher, make_trip(), f"v{pool[0].pk}")
    with pytest.raises(Conflict):
        put_there(dispatcher, make_trip(), f"v{pool[0].pk}")
