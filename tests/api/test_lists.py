"""Lists: keyset pages, filters, views, and a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.kernel.flow.engine import open_row
from chancery.modules.documents.models import Incoming
from tests.rooms.models import Booking, Room

INCOMING = "/documents/incoming/"


@pytest.fixture
def fill(city):
    """Takes in that many documents as the clerk."""
    clerk = city.actor("周敏")

    def make(count, **more):
        values = {"issuer": "省政府办公厅", "kind": "通知", **more}
        organ = city.organ("市政府办公室").pk
        return [
            open_row(Incoming, organ=organ, values={"title": f"通知{n}", **values}, actor=clerk).pk
            for n in range(count)
        ]

    return make


def walk(clerk, path):
    """All pages from here on."""
    pages = []
    while path:
        told = clerk.client.get(path).json()
        pages.append([item["id"] for item in told["items"]])
        path = told["next"]
    return pages


def test_pages_hold_every_row_once_although_rows_come_in_between(clerk, fill):
    old = fill(7)
    first = clerk.get(INCOMING, size=3).json()
    fill(2)
    rest = walk(clerk, first["next"])
    assert [item["id"] for item in first["items"]] + sum(rest, []) == sorted(old, reverse=True)


def test_the_page_before_leads_back(clerk, fill):
    fill(5)
    first = clerk.get(INCOMING, size=2).json()
    second = clerk.client.get(first["next"]).json()
    back = clerk.client.get(second["previous"]).json()
    assert back["items"] == first["items"]
    assert first["previous"] is None


def test_filters_views_and_words_narrow_a_list(clerk, fill):
    plain, urgent = fill(2), fill(1, urgency=2, title="特急通知")
    assert [item["id"] for item in clerk.get(INCOMING, urgency=2).json()["items"]] == urgent
    assert [item["id"] for item in clerk.get(INCOMING, q="特急").json()["items"]] == urgent
    assert len(clerk.get(INCOMING, view="open").json()["items"]) == 3
    assert clerk.get(INCOMING, view="to_file").json()["items"] == []
    assert len(clerk.get(INCOMING, view="mine", kind="通知", year=2026).json()["items"]) == 3
    assert clerk.get(INCOMING, opened_at="2026-11-24").json()["items"] == []
    assert len(clerk.get(INCOMING, mine="false").json()["items"]) == 0
    assert plain


@pytest.mark.parametrize("query", [{"urgency": "high"}, {"kind": "便条"}, {"after": "x"}, {"after": "²²²².1"}, {"size": 0},
                                   {"size": 1000}, {"view": "none"}, {"lead": "x"}, {"opened_at": "yesterday"}])  # fmt: skip
def test_a_filter_that_means_nothing_is_refused_by_name(clerk, query):
    answer = clerk.get(INCOMING, **query)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(query))


def queries(call):
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert call().status_code == 200
    return [one["sql"] for one in told]


def beyond_identity(sql):
    return not any(table in sql for table in ("access_token", "org_tenure", "access_postrole"))


@pytest.mark.parametrize("query", [{}, {"kind": "通知"}])
def test_a_list_takes_as_many_queries_for_fifty_rows_as_for_one(clerk, fill, query):
    fill(1)
    clerk.get(INCOMING)
    one = queries(lambda: clerk.get(INCOMING, **query))
    fill(49)
    fifty = queries(lambda: clerk.get(INCOMING, **query))
    assert len(one) == len(fifty)
    assert len([sql for sql in fifty if "from org_party" in sql or beyond_identity(sql)]) <= 6


def test_keys_to_other_rows_cost_one_query_for_the_page(city, clerk):
    keeper = city.actor("周敏")
    values = {"title": "例会", "people": 8, "begins_at": 1, "ends_at": 2}

    def book(count):
        for n in range(count):
            room = open_row(Room, organ=keeper.organ, values={"name": f"{n}", "seats": 9}, actor=keeper)
            open_row(Booking, organ=keeper.organ, values={**values, "room": room}, actor=keeper)

    book(1)
    clerk.get("/rooms/booking/")
    one = queries(lambda: clerk.get("/rooms/booking/"))
    book(19)
    many = queries(lambda: clerk.get("/rooms/booking/"))
    assert len(one) == len(many)
    assert len({item["room_label"] for item in clerk.get("/rooms/booking/").json()["items"]}) == 19


def test_organs_and_posts_are_walked_page_by_page(city, clerk):
    everything = sum(walk(clerk, "/api/v1/organs/?size=7"), [])
    assert len(everything) == len(set(everything)) == len({organ.pk for organ in city.organs.values()})
    top = clerk.get("/organs/", parent=0).json()["items"]
    assert all(organ["parent"] is None for organ in top)
    office = city.organ("市政府办公室").pk
    assert all(one["parent"] == office for one in clerk.get("/organs/", parent=office).json()["items"])
    section = city.organ("文电科").pk
    posts = clerk.get("/posts/", organ=section).json()["items"]
    assert any("周敏" in post["label"] for post in posts)


def test_the_desk_is_walked_in_the_order_of_what_presses(clerk, fill):
    made = fill(5)
    pages = []
    path = "/api/v1/tasks/?size=2"
    while path:
        told = clerk.client.get(path).json()
        pages += [task["row"] for task in told["items"]]
        path = told["next"]
    assert sorted(pages) == sorted(made)


def test_search_goes_on_behind_the_last_row(clerk, fill):
    made = fill(5)
    first = clerk.get("/search/", q="通知", size=3, noun="documents.incoming").json()
    rest = clerk.get("/search/", q="通知", size=3, before=first["next"]).json()
    assert [hit["id"] for hit in first["items"] + rest["items"]] == sorted(made, reverse=True)
    assert clerk.get("/search/", q="通知", noun="rooms.nothing").status_code == 422
