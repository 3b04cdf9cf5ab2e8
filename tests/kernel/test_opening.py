"""Rows that are opened together are what rows opened one by one are, and nobody sees them before they land."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.access.rows import visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.refusals import Refused
from chancery.kernel.desk.checking import check as desk_check
from chancery.kernel.desk.lists import page
from chancery.kernel.flow.engine import open_row, open_rows
from chancery.kernel.flow.opening import Fresh, land
from chancery.kernel.module.registry import reach_of
from chancery.modules.documents.models import Incoming
from tests.rooms.models import Room


def test_rows_that_have_not_landed_are_nowhere_until_they_land(keeper, office):
    fresh = [Fresh({"name": f"{number}号", "seats": number}) for number in range(3)]
    rows = open_rows(Room, fresh, organ=office, actor=keeper, landed=False)
    assert (visible(keeper, Room).count(), Line.objects.filter(action="rooms.room.open").count()) == (0, 0)
    land(rows, actor=keeper)
    assert ({room.pk for room in visible(keeper, Room)}, desk_check(reach_of)) == ({row.pk for row in rows}, [])


def test_two_rows_with_one_number_are_not_made(keeper, office):
    fresh = [Fresh({"title": title, "issuer": "省政府", "number": "收〔2026〕0007号"}) for title in "甲乙"]
    with pytest.raises(Refused):
        open_rows(Incoming, fresh, organ=office, actor=keeper)
    assert not Incoming.unscoped.filter(number="收〔2026〕0007号").exists()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.lists(st.integers(0, 900), min_size=1, max_size=8))
def test_rows_opened_together_are_what_rows_opened_one_by_one_are(keeper, office, seats):
    values = [{"name": f"{place}号", "seats": count} for place, count in enumerate(seats)]
    together = open_rows(Room, [Fresh(one) for one in values], organ=office, actor=keeper)
    singly = [open_row(Room, organ=office, values=one, actor=keeper) for one in values]

    def told(rows):
        return [(row.name, row.seats, row.version, row.entry.title, row.entry.landed) for row in rows]

    assert told(together) == told(singly)
    assert set(page(keeper, Room, "rooms.room", size=50).keys) >= {row.pk for row in (*together, *singly)}
    assert desk_check(reach_of) == []
