"""Pages of tables and reports: chosen, looked at, brought in, taken out; closed to those without the right."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path
from openpyxl import Workbook, load_workbook

from chancery.kernel.access.rows import visible
from chancery.kernel.transfer.background import apply_later, take_in
from chancery.kernel.transfer.models import Import
from chancery.ui.pages import reports, tables
from tests.rooms.models import Room

urlpatterns = [
    path("reports/", reports.reports),
    path("reports/<slug:module>/<slug:key>/", reports.report),
    path("<slug:module>/<slug:noun>/import/", tables.bring),
    path("<slug:module>/<slug:noun>/import/<int:pk>/", tables.brought),
    path("<slug:module>/<slug:noun>/table.xlsx", tables.table),
    path("", include("chancery.site.urls")),
]
pytestmark = pytest.mark.urls(__name__)
HERE = "/rooms/room/import/"


@pytest.fixture
def enter(client, city):
    def as_(name):
        client.force_login(city.user(name))
        return client

    return as_


def sheet(*rows):
    made, out = Workbook(), io.BytesIO()
    for row in (["Room name", "Seats"], *rows):
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def send(client, *rows):
    return client.post(HERE, {"file": SimpleUploadedFile("会议室.xlsx", sheet(*rows))})


def test_a_table_is_chosen_looked_at_and_brought_in(enter, city):
    client = enter("周敏")
    assert client.get(HERE).status_code == 200
    there = send(client, ["一号", 12])["Location"]
    assert "一号" in client.get(there).content.decode()
    assert Room.unscoped.count() == 0
    assert client.post(there, {"apply": "1"}).status_code == 303
    assert [room.seats for room in visible(city.actor("周敏"), Room)] == [12]
    assert client.get(there).status_code == 200


def test_faults_stand_on_the_page_with_their_row(enter):
    client = enter("周敏")
    page = client.get(send(client, ["一号", "很多"])["Location"]).content.decode()
    assert "很多" in page
    assert 'name="apply"' not in page


def test_columns_are_mapped_by_hand(enter):
    client = enter("周敏")
    there = send(client, ["一号", 12])["Location"]
    client.post(there, {"remap": "1", "fills-0": "seats", "fills-1": "name"})
    assert Import.objects.get().state == "refused"
    client.post(there, {"remap": "1", "fills-0": "name", "fills-1": "seats", "fills-9": "rate"})
    assert Import.objects.get().mapping == {"0": "name", "1": "seats"}


def test_a_file_that_is_no_table_is_refused_on_the_page(enter):
    client = enter("周敏")
    assert client.post(HERE, {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}).status_code == 422
    assert client.post(HERE, {}).status_code == 422


def test_without_the_right_there_is_no_import_and_no_other_import(enter):
    send(enter("周敏"), ["一号", 12])
    stranger = enter("吴越")
    assert stranger.get(HERE).status_code == 403
    assert stranger.get(f"{HERE}{Import.objects.get().pk}/").status_code in (403, 404)


def test_a_noun_without_columns_for_tables_has_no_import(enter):
    assert enter("周敏").get("/rooms/booking/import/").status_code == 404


def test_a_long_table_is_brought_in_by_the_worker(enter, city):
    client, clerk = enter("周敏"), city.actor("周敏")
    rows = [[f"{n}号", n] for n in range(1, 4)]
    one = take_in(
        io.BytesIO(sheet(*rows)), "a.xlsx", model=Room, columns=("name", "seats"), organ=clerk.viewers[1], actor=clerk
    )
    apply_later.func(one.pk)
    one.refresh_from_db()
    assert (one.state, one.done) == ("applied", 3)
    assert client.get(f"{HERE}{one.pk}/").status_code == 200


def test_a_long_table_is_checked_by_the_worker_and_the_page_shows_how_far(enter):
    client = enter("周敏")
    there = send(client, ["一号", 12], ["二号", 3])["Location"]
    Import.objects.update(state="reading", done=1)
    page = client.get(there).content.decode()
    assert 'value="50"' in page
    assert "?begun=reading" in page
    Import.objects.update(state="staged")
    assert client.get(f"{there}?begun=reading")["HX-Refresh"] == "true"


def test_an_import_can_be_withdrawn_on_its_page(enter):
    client = enter("周敏")
    there = send(client, ["一号", 12])["Location"]
    assert 'name="withdraw"' in client.get(there).content.decode()
    assert client.post(there, {"withdraw": "1"}).status_code == 303
    assert Import.objects.get().state == "undone"


def test_what_is_taken_out_can_be_brought_in_again(enter):
    client = enter("周敏")
    client.post(send(client, ["一号", 12])["Location"], {"apply": "1"})
    out = b"".join(client.get("/rooms/room/table.xlsx").streaming_content)
    assert [cell.value for cell in load_workbook(io.BytesIO(out)).active[2]][:2] == ["一号", 12]
    there = client.post(HERE, {"file": SimpleUploadedFile("a.xlsx", out)})["Location"]
    client.post(there, {"apply": "1"})
    assert (Import.objects.latest("pk").state, Room.unscoped.count()) == ("applied", 1)


@pytest.mark.parametrize("query", ["since=昨天", "since=2026-02-30", "since=2026-12-01&until=2026-01-01"])
def test_a_period_that_cannot_be_is_said_on_the_page(enter, query):
    client = enter("周敏")
    found = [line for line in reports.registry.reports() if line[1].key == "register"]
    if found:
        assert client.get(f"/reports/documents/register/?{query}").status_code == 422


def test_reports_that_nobody_declared_are_not_found(enter):
    assert enter("周敏").get("/reports/documents/secrets/").status_code == 404
    assert enter("周敏").get("/reports/").status_code == 200
