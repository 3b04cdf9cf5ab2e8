"""The word inside a list: as the search finds it, in the list's order, for rare and common words alike."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import now
from chancery.kernel.desk import lists
from chancery.kernel.desk.lists import bounded_count, containing, page
from chancery.kernel.flow.engine import open_rows
from chancery.kernel.flow.opening import Fresh
from chancery.kernel.search.services import find
from tests.maker import maker
from tests.rooms.models import Room

ROOMS = "rooms.room"


@pytest.fixture
def keeper(city):
    return city.actor("周敏")


@pytest.fixture
def rooms(city, keeper):
    """Makes rooms, each opened an hour earlier than the one before, so that list order is not key order."""

    def make(*names):
        fresh = [
            Fresh({"name": name, "seats": place}, opened_at=now() - timedelta(hours=place))
            for place, name in enumerate(names)
        ]
        return open_rows(Room, fresh, organ=city.organ("市政府办公室").pk, actor=keeper)

    return make


def named(actor, words, **more):
    found = page(actor, Room, ROOMS, where=containing(words), **more)
    by_key = dict(Room.unscoped.values_list("pk", "name"))
    return [by_key[key] for key in found.keys], found


def test_a_word_is_found_inside_the_list_in_its_order(rooms, keeper):
    rooms("大会议室", "小会议室", "接待室", "会议大厅")
    assert named(keeper, "会议")[0] == ["大会议室", "小会议室", "会议大厅"]
    assert named(maker(), "会议室")[0] == ["大会议室", "小会议室"]


def test_words_are_side_by_side_as_they_were_typed(rooms, keeper):
    rooms("安全生产会议室", "生产安全与全生室")
    assert named(keeper, "安全生产")[0] == ["安全生产会议室"]


def test_a_word_joins_with_other_filters(rooms, keeper):
    rooms("一号会议室", "二号会议室", "三号接待室")
    where = containing("号") & Q(seats__gte=1)
    assert [row.seats for row in Room.unscoped.filter(pk__in=page(keeper, Room, ROOMS, where=where).keys)] == [1, 2]
    assert bounded_count(keeper, Room, ROOMS, containing("会议") & Q(seats=1)) == 1


def test_who_does_not_see_a_row_does_not_find_it_by_its_word(rooms, city):
    rooms("一号会议室")
    assert named(city.actor("张克勤"), "会议")[0] == []


@pytest.mark.parametrize("words", ["", "。", "%", "会议%", "' or 1=1", "x" * 3000])
def test_odd_words_find_nothing_and_break_nothing(rooms, keeper, words):
    rooms("一号接待室")
    assert named(keeper, words)[0] in ([], ["一号接待室"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from(["会议室甲", "接待室", "会议大厅", "甲会", "议会室"]), max_size=12),
    words=st.sampled_from(["会议", "会议室", "室", "甲 会议", "议 会"]),
    most=st.sampled_from([0, 1, 2000]),
)
def test_rare_and_common_words_give_the_same_pages(rooms, keeper, monkeypatch, names, words, most):
    monkeypatch.setattr(lists, "MOST_SORTED", most)
    monkeypatch.setattr(lists, "BLOCK", 2)
    with transaction.atomic():
        made = rooms(*names)
        wanted = [row.pk for row in made if all(word in row.name for word in words.split())]
        assert walked(keeper, words) == wanted
        transaction.set_rollback(True)


def walked(actor, words):
    """The keys of all pages, one behind the other."""
    seen, after = [], ""
    while True:
        found = page(actor, Room, ROOMS, where=containing(words), after=after, size=2)
        seen += found.keys
        after = found.after
        if not after:
            return seen


def test_a_page_with_a_word_asks_few_statements_however_many_rows_there_are(rooms, keeper):
    rooms(*[f"{number}号会议室" for number in range(120)])
    with CaptureQueriesContext(connection) as told:
        page(keeper, Room, ROOMS, where=containing("会议"))
    assert len(told) <= 3


def test_a_single_character_beside_a_word_is_looked_for_in_the_text(rooms, keeper):
    rooms(*["会议大厅"] * 3, "会议室的门")
    assert [hit.title for hit in find("会议 的", viewers=keeper.viewers)] != []
    assert len(find("会议 的", viewers=keeper.viewers)) == 1
    assert len(find("厅", viewers=keeper.viewers)) == 3


def test_a_single_character_that_is_rare_beside_a_common_word_is_found_behind_many(rooms, keeper):
    rooms("会议室的门", *["会议大厅"] * 60)
    assert len(find("会议 的", viewers=keeper.viewers, limit=2)) == 1
