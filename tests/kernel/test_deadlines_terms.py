"""Terms on the working calendar of mainland China, without a database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.deadlines.calendars import shipped
from chancery.kernel.deadlines.days import WorkCalendar
from chancery.kernel.deadlines.terms import Break, add_months, counted, due_at

CALENDAR = WorkCalendar(
    {day: worked for year in shipped().values() for day, worked in year.items()}, frozenset(shipped())
)
starts = st.datetimes(datetime(2023, 1, 1), datetime(2026, 6, 1)).map(lambda moment: moment.replace(tzinfo=HOUSE))
amounts = st.integers(0, 60)
units = st.sampled_from(["workday", "day", "workhour", "hour", "month"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOUSE)


def due(start: str, amount: int, unit: str, *pauses: tuple[str, str], roll: bool = True) -> str:
    breaks = [Break(at(since), at(until)) for since, until in pauses]
    return due_at(at(start), amount, unit, CALENDAR, breaks, roll=roll).at.astimezone(HOUSE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_of_its_notice(year, worked):
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert sum(CALENDAR.is_working(day) for day in days if day.year == year) == worked


def test_working_days_skip_holidays_and_count_made_up_weekends():
    assert due("2026-09-29 10:00", 3, "workday") == "2026-10-09 17:30"
    assert due("2026-09-29 10:00", 4, "workday") == "2026-10-10 17:30"
    assert due("2026-02-13 18:00", 1, "workday") == "2026-02-14 17:30"


def test_calendar_days_that_end_in_a_holiday_roll_to_the_next_working_day():
    assert due("2026-09-24 09:00", 7, "day") == "2026-10-08 17:30"
    assert due("2026-09-24 09:00", 7, "day", roll=False) == "2026-10-01 17:30"


def test_months_end_on_the_corresponding_day_or_the_last_of_a_shorter_month():
    assert due("2025-08-31 09:00", 1, "month") == "2025-09-30 17:30"
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert due("2026-08-03 09:00", 2, "month") == "2026-10-08 17:30"


def test_hours_run_at_once_and_working_hours_only_while_the_office_is_open():
    assert due("2026-11-20 17:00", 4, "hour") == "2026-11-20 21:00"
    assert due("2026-11-20 11:30", 1, "workhour") == "2026-11-20 14:00"
    assert due("2026-11-20 17:00", 4, "workhour") == "2026-11-23 14:00"


def test_pauses_of_hours_move_the_hour():
    assert due("2026-11-20 08:00", 4, "hour", ("2026-11-20 09:00", "2026-11-20 10:30")) == "2026-11-20 13:30"
    assert due("2026-11-20 09:00", 4, "workhour", ("2026-11-20 10:00", "2026-11-20 14:00")) == "2026-11-20 17:00"


def test_a_year_without_a_notice_is_provisional_and_knows_only_fixed_holidays():
    later = due_at(at("2027-04-28 09:00"), 3, "workday", CALENDAR)
    assert later.provisional
    assert later.at == at("2027-05-03 17:30")
    assert not CALENDAR.is_working(date(2027, 10, 1))
    assert due_at(at("2026-12-20 09:00"), 2, "workday", CALENDAR).provisional is False
    assert due_at(at("2026-12-25 09:00"), 4, "workday", CALENDAR).provisional
    assert due_at(at("2026-12-25 09:00"), 400, "hour", CALENDAR).provisional is False


def test_wrong_terms_are_refused():
    with translation.override("en"), pytest.raises(Refused, match="fortnight is no unit"):
        due_at(at("2026-01-05 09:00"), 1, "fortnight", CALENDAR)
    with pytest.raises(Refused):
        due_at(at("2026-01-05 09:00"), -1, "day", CALENDAR)


@given(starts, starts, amounts, units)
def test_a_later_start_is_never_due_earlier(one, other, amount, unit):
    first, second = sorted((one, other))
    assert due_at(first, amount, unit, CALENDAR).at <= due_at(second, amount, unit, CALENDAR).at


@given(starts, amounts, units)
def test_more_time_is_never_due_earlier(start, amount, unit):
    assert due_at(start, amount, unit, CALENDAR).at <= due_at(start, amount + 1, unit, CALENDAR).at


@given(starts, amounts)
def test_working_day_terms_end_on_a_working_day_after_exactly_that_many(start, amount):
    ends = due_at(start, amount, "workday", CALENDAR).at
    assert CALENDAR.is_working(ends.date())
    if amount:
        assert counted(start, ends, "workday", CALENDAR) == amount


@given(starts, st.integers(1, 40), st.integers(0, 39), st.integers(0, 15))
def test_pausing_for_some_working_days_moves_the_due_day_by_as_many(start, amount, after, paused):
    assume(after < amount and (after or CALENDAR.is_working(start.date())))
    begins = due_at(start, after, "workday", CALENDAR).at if after else start
    ends = due_at(begins, paused, "workday", CALENDAR).at
    moved = due_at(start, amount, "workday", CALENDAR, [Break(begins, ends)]).at
    assert moved == due_at(start, amount + paused, "workday", CALENDAR).at


@given(starts, amounts, units, st.integers(0, 50))
def test_pausing_and_going_on_at_once_changes_nothing(start, amount, unit, days):
    moment = start + timedelta(days=days)
    assert due_at(start, amount, unit, CALENDAR, [Break(moment, moment)]) == due_at(start, amount, unit, CALENDAR)


@given(starts, st.integers(1, 60), st.integers(0, 90), st.integers(0, 20))
def test_pausing_twice_over_the_same_days_counts_once(start, amount, after, length):
    begins = start + timedelta(days=after)
    once = Break(begins, begins + timedelta(days=length))
    for unit in ("workday", "day", "workhour", "hour"):
        assert due_at(start, amount, unit, CALENDAR, [once, once]) == due_at(start, amount, unit, CALENDAR, [once])


@given(starts, st.integers(1, 60))
def test_working_hours_end_within_working_hours(start, amount):
    ends = due_at(start, amount, "workhour", CALENDAR).at.astimezone(HOUSE)
    assert CALENDAR.is_working(ends.date())
    assert time(9) < ends.time() <= time(12) or time(13, 30) < ends.time() <= time(17, 30)
    assert counted(start, ends, "workhour", CALENDAR) == amount


def test_the_shipped_calendar_agrees_with_chinesecalendar():
    other = pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2023, 1, 1)).days + 1)]
    assert [day for day in days if CALENDAR.is_working(day) != other.is_workday(day)] == []
