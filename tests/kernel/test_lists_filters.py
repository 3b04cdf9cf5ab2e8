"""A filter gives the same pages whether its value is rare and asked of an index, or common and met in a walk."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import now
from chancery.kernel.desk import lists
from chancery.kernel.desk.lists import page
from chancery.kernel.flow.engine import open_rows
from chancery.kernel.flow.opening import Fresh
from tests.maker import maker
from tests.rooms.models import Room

ROOMS = "rooms.room"
ENDS = [None, date(2027, 1, 1), date(2028, 1, 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ends=st.lists(st.sampled_from(ENDS), max_size=10),
    wanted=st.sampled_from(ENDS[1:]),
    seats=st.sampled_from([0, 4]),
    most=st.sampled_from([0, 1, 2000]),
)
def test_rare_and_common_values_give_the_same_pages(city, monkeypatch, ends, wanted, seats, most):
    monkeypatch.setattr(lists, "MOST_SORTED", most)
    keeper, house = city.actor("周敏"), city.organ("市政府办公室").pk
    with transaction.atomic():
        fresh = [
            Fresh({"name": f"{place}号", "seats": place, "lease_until": end}, opened_at=now() - timedelta(hours=place))
            for place, end in enumerate(ends)
        ]
        made = open_rows(Room, fresh, organ=house, actor=keeper)
        right = [row.pk for row in made if row.lease_until == wanted and row.seats >= seats]
        where = Q(lease_until=wanted) & Q(seats__gte=seats)
        assert walked(keeper, where) == walked(maker(), where) == right
        assert walked(keeper, where, backwards=True) == right
        transaction.set_rollback(True)


@pytest.mark.parametrize("most", [0, 2000])
def test_a_rare_value_shows_nothing_that_is_out_of_sight(city, monkeypatch, most):
    monkeypatch.setattr(lists, "MOST_SORTED", most)
    fresh = [Fresh({"name": "一号", "seats": 2, "lease_until": ENDS[1]})]
    open_rows(Room, fresh, organ=city.organ("市政府办公室").pk, actor=city.actor("周敏"))
    assert page(city.actor("张克勤"), Room, ROOMS, where=Q(lease_until=ENDS[1])).keys == []


def walked(actor, where, backwards=False):
    """The keys of all pages, from the first to the last, or collected on the way back."""
    pages, after = [], ""
    while True:
        found = page(actor, Room, ROOMS, where=where, after=after, size=2)
        pages.append(found)
        after = found.after
        if not after:
            break
    if not backwards:
        return [key for one in pages for key in one.keys]
    seen, before = list(pages[-1].keys), pages[-1].before
    while before:
        found = page(actor, Room, ROOMS, where=where, before=before, size=2)
        seen, before = [*found.keys, *seen], found.before
    return seen
