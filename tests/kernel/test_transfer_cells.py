"""Cells: what people write in tables is read as what they mean, or refused with the reason."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.transfer.cells import Unreadable, read_cell
from chancery.kernel.transfer.columns import columns_of
from chancery.kernel.transfer.lookups import lookups_for
from chancery.modules.documents.models import Incoming
from tests.rooms.models import Booking, Room


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with override("en"):
        yield


def read(cell, name, model=Incoming):
    return read_cell(cell, columns_of(model, (name,))[0], {})


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-3",
        "2026/11/03",
        "2026年11月3日",
        "2026.11.3",
        "20261103",
        "2026-11-03 00:00:00",
        " 2026 年 11 月 3 日 ",
        "46329",
        46329.0,
        datetime(2026, 11, 3),
        date(2026, 11, 3),
    ],
)
def test_a_date_is_read_in_every_common_way(written):
    assert read(written, "signed_on") == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("written", "why"),
    [("2021/13/4", "no month 13"), ("2026-02-30", "no day 30"), ("下周一", "not a date"), (-3.0, "not a date")],
)
def test_a_date_that_is_none_says_why(written, why):
    with pytest.raises(Unreadable, match=why):
        read(written, "signed_on")


def test_a_moment_is_read_in_the_time_of_the_house():
    assert read("2026年11月3日 14:30", "begins_at", Booking) == datetime(2026, 11, 3, 14, 30, tzinfo=HOUSE)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("1,234.50", "1234.50"),
        ("¥1,234.5元", "1234.50"),
        ("1.2万元", "12000.00"),
        (0.1 + 0.2, "0.30"),
        (1e-7, "0.00"),
        ("-3", "-3.00"),
    ],
)
def test_money_is_read_in_every_common_way(written, yuan):
    assert read(written, "rate", Room) == Decimal(yuan)


@pytest.mark.parametrize("written", ["1.234", "十元", "元", "1.2.3", "9" * 20, "nan", float("inf")])
def test_what_is_no_money_is_refused(written):
    with pytest.raises(Unreadable):
        read(written, "rate", Room)


@pytest.mark.parametrize(("written", "seats"), [("12", 12), ("1,200", 1200), (12.0, 12)])
def test_full_width_figures_are_figures(written, seats):
    assert read(written, "seats", Room) == seats


@pytest.mark.parametrize("written", ["-1", "12.5", "很多", 70000.0, "NaN", "Infinity"])
def test_what_is_no_count_of_seats_is_refused(written):
    with pytest.raises(Unreadable):
        read(written, "seats", Room)


@pytest.mark.parametrize("written", ["1", "Urgent", "urgent ", 1.0])
def test_a_choice_is_read_by_value_and_by_label(written):
    assert read(written, "urgency") == 1


def test_a_choice_that_is_none_lists_the_choices():
    with pytest.raises(Unreadable, match="Circular"):
        read("通函", "kind")


def test_a_text_that_is_too_long_says_how_long_it_may_be():
    with pytest.raises(Unreadable, match="40"):
        read("会" * 41, "name", Room)


def test_a_figure_in_a_text_column_stays_as_it_looks():
    assert read(2026.0, "name", Room) == "2026"


@pytest.mark.parametrize("name", ["市财政局", "云城市财政局"])
def test_an_organ_is_found_by_short_and_full_name_and_key(city, name):
    organ = city.organ("市财政局")
    column = columns_of(Incoming, ("lead",))[0]
    lookups = lookups_for((column,), city.actor("周敏"))
    for written in (organ.name, organ.short_name, str(organ.pk), float(organ.pk)):
        assert read_cell(written, column, lookups) == organ.pk
    with pytest.raises(Unreadable, match="no organ"):
        read_cell("市不存在局", column, lookups)


def test_a_room_is_found_by_its_name_only_by_those_who_see_it(city):
    column = columns_of(Booking, ("room",))[0]
    with pytest.raises(Unreadable):
        read_cell("一号会议室", column, lookups_for((column,), city.actor("吴越")))
