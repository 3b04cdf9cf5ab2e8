"""Where bars find their place along the hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE
from chancery.ui.bundle import PLACES, ROWS
from chancery.ui.timeline import MOST_COLUMNS, Bar, Period, Scale, drawn, hours

DAY = date(2026, 11, 23)
periods = st.builds(Period, st.just(DAY), st.sampled_from((1, 7, 14)), st.integers(0, 11), st.integers(13, 24))
moments = st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 10)).map(lambda moment: moment.replace(tzinfo=UTC))


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=HOUSE) + timedelta(days=day)


def test_a_day_of_thirteen_hours_is_drawn_in_steps_of_five_minutes():
    scale = Scale(Period(DAY))
    assert (scale.step, scale.columns, scale.parts) == (5, 156, 13)
    assert [scale.column(at(7)), scale.column(at(9, 21)), scale.column(at(20))] == [1, 29, 157]
    assert [mark.label for mark in scale.marks()][:2] == ["07", "08"]


def test_a_week_is_drawn_hour_by_hour_and_names_its_days():
    scale = Scale(Period(DAY, days=7))
    assert (scale.columns, scale.parts, len(scale.marks())) == (91, 7, 7)
    assert scale.column(at(7, day=1)) == 14


def test_the_now_line_stands_only_where_now_is_shown():
    scale = Scale(Period(DAY))
    assert scale.now_at(at(9, 21)) == 29
    assert [scale.now_at(at(6)), scale.now_at(at(20)), scale.now_at(at(9, day=1))] == [0, 0, 0]


def test_the_hours_open_as_far_as_something_needs_them():
    wide = Period(DAY).holding([(at(5, 30), at(8)), (at(19), at(21, 10))])
    assert (wide.opens, wide.closes) == (5, 22)
    night = Period(DAY).holding([(at(18), at(3, day=1)), (at(22, day=-1), at(2))])
    assert (night.opens, night.closes) == (0, 24)


@given(periods, moments)
def test_the_style_sheet_knows_every_place(period, moment):
    scale = Scale(period)
    assert scale.columns <= MOST_COLUMNS == PLACES
    assert 1 <= scale.column(moment) <= scale.columns + 1


@given(periods, st.integers(1, 168))
def test_a_column_begins_at_a_moment_that_falls_into_it(period, column):
    scale = Scale(period)
    column = min(column, scale.columns)
    assert scale.column(scale.moment(column)) == column


@given(st.lists(st.tuples(moments, st.integers(1, 600)), max_size=ROWS), periods)
def test_no_two_bars_of_a_lane_lie_on_each_other(spans, period):
    bars = [Bar(str(n), "x", start, start + timedelta(minutes=long)) for n, (start, long) in enumerate(spans)]
    placed = drawn(Scale(period), bars)
    taken = [(one.row, column) for one in placed for column in range(one.column, one.column + one.span)]
    assert len(taken) == len(set(taken))
    assert all(
        one.column + one.span <= Scale(period).columns + 1 or one.column == Scale(period).columns for one in placed
    )


@pytest.mark.parametrize(("end", "words"), [(at(15, 30), "13:00–15:30"), (at(9, day=1), "13:00–11-24 09:00")])
def test_hours_name_the_day_where_it_is_another_one(end, words):
    assert hours(at(13), end) == words
