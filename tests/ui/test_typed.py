"""Rows that are chosen by typing what they are called, where there are too many to show."""

from __future__ import annotations

from typing import Any

import pytest

from chancery.city.lookup import City
from chancery.kernel.access.rows import acting
from chancery.kernel.flow.engine import open_row
from chancery.ui import controls
from tests.rooms.models import Booking, Room

pytestmark = pytest.mark.django_db

FORM = "/rooms/booking/new/"
ASKED = {"title": "周例会", "begins_at": "2026-11-24T09:00", "ends_at": "2026-11-24T10:00", "people": "8"}


@pytest.fixture
def many(city: City, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rooms than are shown as choices."""
    monkeypatch.setattr(controls, "FEW", 2)
    keeper = city.actor("周敏")
    with acting(keeper):
        for name in ("第二会议室", "第三会议室", "报告厅"):
            open_row(Room, organ=keeper.organ, values={"name": name, "seats": 30, "rate": None})


def send(enter: Any, room: str) -> Any:
    return enter("周敏").post(FORM, {**ASKED, "room": room})


def test_a_few_rows_are_choices_and_many_are_typed(enter, room, monkeypatch):
    assert '<option value="' in enter("周敏").get(FORM).content.decode()
    monkeypatch.setattr(controls, "FEW", 0)
    page = enter("周敏").get(FORM).content.decode()
    assert 'hx-get="/suggest/rooms.room/?of=room"' in page


def test_what_is_typed_in_full_is_the_row(enter, many):
    assert send(enter, "第三会议室").status_code == 303
    assert Booking.unscoped.get(title="周例会").room.name == "第三会议室"


def test_a_part_that_only_one_row_has_is_enough(enter, many):
    assert send(enter, "报告").status_code == 303


def test_words_that_fit_several_are_answered_with_their_names_and_nothing_is_saved(enter, many):
    page = send(enter, "会议室")
    assert page.status_code == 422
    assert "fits several" in page.content.decode()
    assert "第二会议室" in page.content.decode()
    assert not Booking.unscoped.filter(title="周例会").exists()


def test_words_that_fit_nothing_are_said_at_the_field_and_kept(enter, many):
    page = send(enter, "没有的厅").content.decode()
    assert "Nothing that you may see is called “没有的厅”" in page
    assert 'value="没有的厅"' in page


def test_a_row_that_somebody_may_not_see_is_not_suggested(enter, many):
    suggested = enter("周敏").get("/suggest/rooms.room/?of=room&room=会议室").content.decode()
    hidden = enter("韩立群").get("/suggest/rooms.room/?of=room&room=会议室")
    assert '<option value="第一会议室">' in suggested
    assert "会议室" not in hidden.content.decode()


def test_posts_and_people_are_suggested_with_organ_and_holder(enter):
    posts = enter("周敏").get("/suggest/post/?of=who&who=周敏").content.decode()
    people = enter("周敏").get("/suggest/person/?of=who&who=周敏").content.decode()
    assert "文书" in posts or "科" in posts
    assert "周敏 " in people


def test_an_unknown_source_is_no_page(enter):
    assert enter("周敏").get("/suggest/nothing.here/?of=x&x=1").status_code == 404


def test_a_filter_takes_a_typed_name(enter, booking):
    organ = booking.organ.short_name
    page = enter("周敏").get(f"/documents/incoming/?view=all&lead={organ}")
    assert page.status_code == 200
