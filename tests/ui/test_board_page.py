"""A board as a page: what it shows, and what becomes of a piece that is put into a lane."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.kernel.base.clock import now

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
BOARD = "/rooms/board/"


def tomorrow() -> str:
    return (now() + timedelta(days=1)).date().isoformat()


def send(client, booking, **changed):
    told = {"key": booking.pk, "lane": booking.room_id, "version": booking.version, "day": tomorrow(), **changed}
    return client.post(BOARD, told, **({} if changed.pop("plain", False) else HTMX))


def test_a_stranger_finds_no_board(enter):
    assert enter("陶秀珍").get(BOARD).status_code == 404


def test_who_may_only_read_gets_no_way_to_place(enter, booking):
    page = enter("吴越").get(f"{BOARD}?day={tomorrow()}").content.decode()
    assert "data-piece" not in page
    assert 'id="drop"' not in page
    assert "board.js" not in page


def test_what_waits_is_a_card_with_one_button_and_a_form(enter, booking):
    page = enter("周敏").get(f"{BOARD}?day={tomorrow()}").content.decode()
    assert f'id="card-{booking.pk}"' in page
    assert f'data-piece="{booking.pk}"' in page
    assert f"{BOARD}?place={booking.pk}" in page


def test_pages_of_a_board_carry_no_inline_style_or_script(enter, booking):
    page = enter("周敏").get(f"{BOARD}?day={tomorrow()}").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)


def test_a_piece_that_is_placed_becomes_a_bar_that_has_the_focus(enter, booking):
    answer = send(enter("周敏"), booking)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#board"
    assert re.search(rf'id="piece-{booking.pk}"[^>]*data-focus', page)
    assert f'id="card-{booking.pk}"' not in page
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_without_a_script_the_board_is_shown_anew_at_the_piece(enter, booking):
    answer = send(enter("周敏"), booking, plain=True)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{BOARD}?day={tomorrow()}#piece-{booking.pk}"


def test_a_rule_that_refuses_brings_the_form_with_the_sentence(enter, booking):
    answer = send(enter("周敏"), booking, lane="0")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#dialog")
    assert "The room is full." in page
    assert "Choose another room." in page


def test_a_stale_board_is_told_who_was_first(enter, booking):
    send(enter("周敏"), booking)
    answer = send(enter("周敏"), booking)
    assert answer.status_code == 409
    assert "was here first" in answer.content.decode()


def test_the_same_press_twice_is_one(enter, booking):
    client = enter("周敏")
    once = "a" * 24
    first, second = (send(client, booking, plain=True, once=once) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize("start", ["gestern", "2026-13-40T10:00", "9999-01-01T00:00"])
def test_a_moment_that_is_none_is_named(enter, booking, start):
    answer = send(enter("周敏"), booking, start=start)
    assert answer.status_code == 422
    assert "is not a moment" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["day=gestern", "day=0001-01-01", "day=9999-12-31", "span=week&day=2026-02-31", "place=99999999999999999999"],
)
def test_an_odd_address_is_no_fault(enter, query):
    assert enter("周敏").get(f"{BOARD}?{query}").status_code in {200, 404}


def test_the_table_says_the_same_as_the_board(enter, booking):
    client = enter("周敏")
    send(client, booking)
    page = client.get(f"{BOARD}?day={tomorrow()}&show=table").content.decode()
    row = next(part for part in page.split("<tr") if booking.title in part)
    assert "booked" in row
    assert f"?place={booking.pk}" in row


def test_the_week_holds_the_day(enter, booking):
    client = enter("周敏")
    send(client, booking)
    assert f'id="piece-{booking.pk}"' in client.get(f"{BOARD}?span=week").content.decode()


def test_a_board_costs_the_same_with_more_on_it(enter, make_booking):
    client = enter("周敏")
    make_booking()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"{BOARD}?day={tomorrow()}")
        return len(asked)

    cost()
    few = cost()
    for hours in range(25, 35, 2):
        make_booking(hours=hours)
    assert cost() == few
