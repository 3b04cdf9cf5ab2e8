"""Lists, rows, moves and forms, each with and without htmx."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import today
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Draft, Entry, SavedView, Seen
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.services import tell
from tests.rooms.models import Booking, Room

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def test_a_row_that_the_post_cannot_see_looks_like_one_that_is_not_there(enter, booking, city: City):
    """The guest reads rooms, but bookings of another organ are seen by that organ alone."""
    client = enter("吴越")
    hidden = client.get(f"/rooms/booking/{booking.pk}/")
    absent = client.get("/rooms/booking/999999/")
    assert hidden.status_code == absent.status_code == 404
    assert "常务会议议题初审" not in hidden.content.decode()
    sentence = "There is no such matter, or your post cannot see it."
    assert sentence in hidden.content.decode()
    assert sentence in absent.content.decode()


def test_a_noun_that_the_post_may_not_read_is_not_there(enter):
    client = enter("陶秀珍")
    assert client.get("/rooms/room/").status_code == 404
    assert client.get("/rooms/nothing/").status_code == 404
    assert "/rooms/room/" not in client.get("/wing/").content.decode()


def test_a_list_answers_htmx_with_its_body_only(enter, booking):
    client = enter("周敏")
    whole = client.get("/rooms/booking/?view=all")
    part = client.get("/rooms/booking/?view=all", **HTMX)
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert f'id="row-{booking.pk}"' in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]


def test_filters_are_links_that_narrow_the_list(enter, make_booking):
    client = enter("周敏")
    make_booking("供热调度会")
    make_booking("电梯专题会", hours=48)
    page = client.get("/rooms/booking/?q=供热").content.decode()
    assert "供热调度会" in page
    assert "电梯专题会" not in page
    assert "state=asked" in client.get("/rooms/booking/?view=all").content.decode()
    nothing = client.get("/rooms/booking/?state=released").content.decode()
    assert "Nothing matches" in nothing


def test_pages_of_a_list_hang_together(enter, make_booking):
    client = enter("周敏")
    for number in range(27):
        make_booking(f"第{number:02}次会议", hours=24 + 3 * number)
    first = client.get("/rooms/booking/?view=all&size=25").content.decode()
    link = re.search(r'href="([^"]*after=[^"]*)"', first).group(1).replace("&amp;", "&")
    second = client.get(f"/rooms/booking/{link}").content.decode()
    titles = [set(re.findall(r"第\d\d次会议</a>", page)) for page in (first, second)]
    assert [len(found) for found in titles] == [25, 2]
    assert not titles[0] & titles[1]
    assert "before=" in second


def _queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_list_and_the_desk_ask_as_much_for_forty_rows_as_for_one(enter, make_booking):
    client = enter("周敏")
    make_booking()
    addresses = ("/rooms/booking/?view=all", "/")
    one = [_queries(client, address) for address in addresses]
    for number in range(39):
        make_booking(f"第{number}次会议", hours=24 + 3 * number)
    many = [_queries(client, address) for address in addresses]
    identity = 4
    assert many == one
    assert max(one) - identity <= 6


def test_a_row_asks_at_most_thirteen_questions(enter, booking):
    assert _queries(enter("周敏"), f"/rooms/booking/{booking.pk}/") - 4 <= 13


def test_opening_a_row_is_kept_as_seen_and_its_messages_are_read(enter, booking, city: City):
    enter("周敏").get(f"/rooms/booking/{booking.pk}/")
    assert Seen.objects.filter(entry=booking.pk, post=city.actor("周敏").post).exists()


def test_a_move_needs_no_scripts(enter, booking):
    client = enter("周敏")
    page = client.get(f"/rooms/booking/{booking.pk}/book/").content.decode()
    fields = dict(re.findall(r'name="(version|once)" value="([^"]+)"', page))
    answer = client.post(f"/rooms/booking/{booking.pk}/book/", {**fields, "words": ""})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rooms/booking/{booking.pk}/")
    assert Booking.unscoped.get(pk=booking.pk).state == "booked"
    assert "Book" in client.get(answer.headers["Location"]).content.decode()


def test_a_second_press_of_the_same_form_is_the_same_request(enter, booking):
    client = enter("周敏")
    sent = {"once": "the-same-key-twice-over", "version": booking.version}
    answers = [client.post(f"/rooms/booking/{booking.pk}/book/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Line.objects.filter(entry=booking.pk, action="rooms.booking.book").count() == 1


def test_a_refused_move_keeps_what_was_typed_and_says_why(enter, make_booking):
    client, first, second = enter("周敏"), make_booking("先到的会"), make_booking("后到的会")
    client.post(f"/rooms/booking/{first.pk}/book/", {})
    answer = client.post(f"/rooms/booking/{second.pk}/book/", {"words": "请尽快安排"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The room is taken for “先到的会” at that time." in page
    assert 'value="请尽快安排"' in page
    assert Booking.unscoped.get(pk=second.pk).state == "asked"


def test_a_refusal_for_htmx_is_a_dialog(enter, make_booking):
    client, first, second = enter("周敏"), make_booking("先到的会"), make_booking("后到的会")
    client.post(f"/rooms/booking/{first.pk}/book/", {})
    answer = client.post(f"/rooms/booking/{second.pk}/book/", {}, **HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert answer.content.decode().lstrip().startswith("<dialog")


def test_a_move_that_wants_a_reason_asks_for_it(enter, booking):
    client = enter("周敏")
    answer = client.post(f"/rooms/booking/{booking.pk}/release/", {"reason": ""})
    assert answer.status_code == 422
    assert 'name="reason"' in answer.content.decode()
    assert client.post(f"/rooms/booking/{booking.pk}/release/", {"reason": "会议改期"}).status_code == 303


def test_whoever_comes_second_reads_who_was_first(enter, booking, city: City):
    client = enter("周敏")
    with acting(city.actor("周敏")):
        press(booking, "book", asked={})
    answer = client.post(f"/rooms/booking/{booking.pk}/book/", {"version": "1"}, **HTMX)
    assert answer.status_code == 409
    assert "周敏" in answer.content.decode()


def test_a_step_of_another_post_is_listed_with_its_reason_and_refused_when_posted(enter, booking, city: City):
    """A guest of the same organ sees the booking but has no right to book."""
    PostRole.objects.filter(post=city.actor("何素文").post).delete()
    PostRole.objects.create(post_id=city.actor("何素文").post, role="rooms.guest", since=today())
    client = enter("何素文")
    page = client.get(f"/rooms/booking/{booking.pk}/")
    assert page.status_code == 200
    assert f"/rooms/booking/{booking.pk}/book/" not in page.content.decode()
    assert client.post(f"/rooms/booking/{booking.pk}/book/", {}).status_code == 403


def test_after_a_move_on_its_page_htmx_gets_the_matter_anew_and_one_line(enter, booking):
    client, address = enter("周敏"), f"/rooms/booking/{booking.pk}/"
    answer = client.post(f"{address}book/", {}, **HTMX, HTTP_HX_CURRENT_URL=f"http://testserver{address}")
    page = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#matter"
    assert "<html" not in page
    assert 'id="status" hx-swap-oob' in page
    assert "Booked" in page


def test_a_row_is_entered_and_its_draft_goes(enter, city: City):
    client = enter("周敏")
    client.post("/rooms/room/new/", {"check": "1", "name": "第三会议室"})
    assert Draft.objects.get(person=city.person("周敏")).fields == {"name": "第三会议室"}
    assert 'value="第三会议室"' in client.get("/rooms/room/new/").content.decode()
    answer = client.post("/rooms/room/new/", {"name": "第三会议室", "seats": "12", "rate": "120.50"})
    assert answer.status_code == 303
    row = Room.unscoped.get(name="第三会议室")
    assert (row.seats, str(row.rate)) == (12, "120.5")
    assert not Draft.objects.exists()


def test_a_wrong_form_comes_back_whole_with_its_errors_on_top(enter):
    answer = enter("周敏").post("/rooms/room/new/", {"name": "第三会议室", "seats": "many"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'href="#seats"' in page
    assert 'value="many"' in page
    assert 'value="第三会议室"' in page
    assert not Room.unscoped.filter(name="第三会议室").exists()


def test_an_edit_of_a_stale_page_is_noticed(enter, room):
    client, address = enter("周敏"), f"/rooms/room/{room.pk}/edit/"
    sent = {"name": "第一会议室", "seats": "40", "version": "1"}
    assert client.post(address, sent).status_code == 303
    assert client.post(address, {**sent, "seats": "50"}).status_code == 409
    assert Room.unscoped.get(pk=room.pk).seats == 40


def test_a_guest_cannot_enter_what_only_a_keeper_may(enter):
    client = enter("吴越")
    assert client.get("/rooms/room/new/").status_code == 403
    assert client.post("/rooms/room/new/", {"name": "x", "seats": "1"}).status_code == 403
    assert not Entry.objects.filter(title="x").exists()


def test_a_bulk_move_says_what_was_done_and_what_not(enter, make_booking):
    client, first, second = enter("周敏"), make_booking("先到的会"), make_booking("后到的会")
    answer = client.post("/rooms/booking/bulk/", {"move": "book", "row": [first.pk, second.pk]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 done, 1 not done" in page
    assert "The room is taken" in page
    assert {Booking.unscoped.get(pk=row.pk).state for row in (first, second)} == {"booked", "asked"}


def test_the_desk_shows_what_waits_for_me_with_its_next_step(enter, booking):
    page = enter("周敏").get("/").content.decode()
    assert "常务会议议题初审" in page
    assert f"/rooms/booking/{booking.pk}/book/" in page


def test_trail_and_sight_of_a_row_open_for_those_who_see_it(enter, booking):
    keeper, guest = enter("周敏"), enter("陶秀珍")
    for page in ("trail", "sight"):
        address = f"/rooms/booking/{booking.pk}/{page}/"
        assert keeper.get(address).status_code == 200
        assert guest.get(address).status_code == 404


def test_the_neighbours_of_a_row_follow_the_list(enter, make_booking):
    client, older, newer = enter("周敏"), make_booking("早的会"), make_booking("晚的会")
    assert client.get(f"/rooms/booking/{newer.pk}/next/").headers["Location"] == f"/rooms/booking/{older.pk}/"
    assert client.get(f"/rooms/booking/{older.pk}/previous/").headers["Location"] == f"/rooms/booking/{newer.pk}/"
    assert client.get(f"/rooms/booking/{older.pk}/next/").status_code == 404


def test_every_page_speaks_both_languages_with_its_language_named(enter, booking):
    for language, named in (("en", "en"), ("zh-hans", "zh-Hans")):
        client = enter("周敏", language)
        for address in ("/", "/rooms/booking/", f"/rooms/booking/{booking.pk}/", "/messages/", "/me/", "/wing/"):
            assert f'<html lang="{named}"' in client.get(address).content.decode()


def test_a_list_is_exported_as_it_is_seen_and_a_formula_stays_text(enter, make_booking):
    client = enter("周敏")
    make_booking("=1+1")
    make_booking("电梯专题会", hours=48)
    answer = client.get("/rooms/booking/export/?q=1%2B1")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert [cell.value for cell in rows[0]] == ["Title", "State", "With"]
    assert len(rows) == 2
    assert (rows[1][0].value, rows[1][0].data_type) == ("=1+1", "s")
    assert Line.objects.filter(action="rooms.booking.export").exists()


def test_an_own_view_stands_among_the_tabs_and_can_be_taken_away(enter, booking, city: City):
    client = enter("周敏")
    assert client.post("/rooms/booking/views/", {"name": "待批的", "query": "state=asked"}).status_code == 303
    tabs = client.get("/rooms/booking/?count=1", **HTMX).content.decode()
    assert "待批的" in tabs
    assert "<span>1</span>" in tabs
    view = SavedView.objects.get(person=city.person("周敏"))
    enter("吴越").post(f"/views/{view.pk}/remove/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    client.post(f"/views/{view.pk}/remove/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_trail_says_states_in_words(enter, booking):
    client = enter("周敏")
    client.post(f"/rooms/booking/{booking.pk}/book/", {})
    page = client.get(f"/rooms/booking/{booking.pk}/trail/").content.decode()
    assert "<s>Asked</s> Booked" in page


def test_a_file_is_reached_only_through_its_row(enter, booking):
    keeper, other = enter("周敏"), enter("陶秀珍")
    sent = SimpleUploadedFile("说明.txt", "会议室说明".encode())
    assert keeper.post(f"/rooms/booking/{booking.pk}/files/", {"file": sent}).status_code == 303
    address = re.search(
        r'href="(/rooms/booking/\d+/files/\d+/)"', keeper.get(f"/rooms/booking/{booking.pk}/").content.decode()
    ).group(1)
    answer = keeper.get(address)
    assert b"".join(answer.streaming_content).decode() == "会议室说明"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert other.get(address).status_code == 404


def test_messages_lead_to_their_matter_and_are_then_read(enter, booking, city: City):
    keeper = city.actor("周敏")
    tell([keeper.post], say("Please look at this."), entry_id=booking.pk, kind="note")
    client = enter("周敏")
    assert "1 unread" in client.get("/me/").content.decode()
    link = re.search(r'href="(/messages/\d+/)"', client.get("/messages/").content.decode()).group(1)
    assert client.get(link).headers["Location"] == f"/rooms/booking/{booking.pk}/"
    assert "unread" not in client.get("/me/").content.decode()
