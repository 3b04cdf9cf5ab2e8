"""The page that finds everything."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.city.lookup import City
from chancery.kernel.base.clock import now
from chancery.kernel.desk.models import Entry, Noun
from chancery.kernel.desk.projection import viewers_of, write_sight
from chancery.kernel.search.services import index

from .pages_kit import enter, text


def _room(city: City, name: str, number: str = "") -> Entry:
    """A register row as the desk and the index know it."""
    keeper = city.actor("周敏")
    entry = Entry.objects.create(
        noun=Noun.objects.get(key="rooms.room"), organ_id=keeper.organ, opened_at=now(), title=name, number=number
    )
    viewers = viewers_of(entry, "subtree")
    write_sight(entry, viewers)
    index(entry.pk, noun=entry.noun_id, title=name, number=number, viewers=viewers)
    return entry


def test_a_hit_is_marked_and_its_text_is_escaped(city: City) -> None:
    _room(city, "迎宾<b>厅</b>")
    page = text(enter(city, "周敏").get("/search/?q=迎宾"))
    assert "<mark>迎宾</mark>&lt;b&gt;厅&lt;/b&gt;" in page


def test_a_number_typed_exactly_stands_on_top(city: City) -> None:
    _room(city, "甲厅", "R-7")
    _room(city, "乙厅 R-7 号")
    page = text(enter(city, "周敏").get("/search/?q=R-7"))
    assert page.index("甲厅") < page.index("乙厅")
    assert "Exact number" in page


def test_who_may_not_read_a_kind_does_not_find_its_rows(city: City) -> None:
    _room(city, "迎宾厅", "R-7")
    other = enter(city, "丁玉芬")
    assert "迎宾厅" not in text(other.get("/search/?q=迎宾"))
    assert "迎宾厅" not in text(other.get("/search/?q=R-7"))


def test_people_and_organs_are_found_by_name(city: City) -> None:
    page = text(enter(city, "丁玉芬").get("/search/?q=周敏"))
    assert f'href="/people/{city.user("周敏").person_id}/"' in page


def test_an_empty_result_says_what_to_do(city: City) -> None:
    assert "Try fewer or shorter words" in text(enter(city, "周敏").get("/search/?q=没有这样的东西"))


def test_one_page_leads_to_older_hits(city: City) -> None:
    for number in range(23):
        _room(city, f"会议厅{number}")
    client = enter(city, "周敏")
    first = client.get("/search/?q=会议厅")
    assert len(first.context["rows"]) == 20
    second = client.get(f"/search/?q=会议厅&before={first.context['older']}")
    assert len(second.context["rows"]) == 3


@pytest.mark.django_db
def test_as_many_questions_at_one_hit_as_at_twenty(city: City) -> None:
    client = enter(city, "周敏")
    client.get("/search/?q=厅")
    counts = []
    for number in (1, 19):
        for each in range(number):
            _room(city, f"会议厅{each}")
        with CaptureQueriesContext(
            connection,
        ) as told:
            client.get("/search/?q=会议厅")
        counts.append(len(told))
    assert counts[0] == counts[1]
