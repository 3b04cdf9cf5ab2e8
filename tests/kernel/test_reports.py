"""Reports: what is printed and counted is what the reader may see, and each figure can be checked by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.days import Counting, WorkCalendar
from chancery.kernel.flow.editing import void
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.kernel.reports.registers import bounds, register
from chancery.kernel.reports.statistics import Case, statistic
from chancery.kernel.reports.tables import Column
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.reports import register_of_incoming, statistics_of_incoming

PLAIN = WorkCalendar(known=frozenset({2026}))


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with override("en"):
        yield


def at(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=HOUSE)


def count(*cases):
    return statistic(cases, title=say("t"), grouped_by=say("By lead organ"), year=2026, calendar=PLAIN, source=say("s"))


@pytest.fixture
def clerk(city):
    return city.actor("周敏")


def receive(city, clerk, title, moment=None):
    with clock_at(moment or now()):
        values = {"title": title, "issuer": "省政府办公厅", "kind": "通知"}
        return open_row(Incoming, organ=city.organ("市政府办公室").pk, values=values, actor=clerk)


def test_the_rate_counts_what_is_done_or_overdue():
    table, chart = count(
        Case(at(3, 2), "甲", due=at(3, 9), done=at(3, 6)),
        Case(at(3, 3), "甲", due=at(3, 9), done=at(3, 10)),
        Case(at(3, 4), "乙", due=at(3, 9)),
        Case(at(3, 5), "乙", due=at(12, 30)),
        Case(at(3, 5), "乙", done=at(3, 6)),
    )
    assert table.total[1:] == [5, 3, 4, 1, 2, Decimal("33.3"), Decimal("4.0")]
    assert "33.3%" in str(chart.sentence)


def test_months_and_groups_add_up_to_the_total():
    table, _ = count(*(Case(at(month, 5), "甲乙丙"[month % 3], done=at(month, 9)) for month in range(1, 11)))
    for section in table.sections:
        assert sum(row[1] for row in section.rows) == table.total[1] == 10


def test_a_year_without_documents_has_no_rate_and_not_zero():
    table, chart = count()
    assert (table.total[6], table.total[7], chart.labels) == (None, None, [])


def test_a_weekend_takes_no_working_day():
    assert Counting(PLAIN).between(date(2026, 3, 6), date(2026, 3, 9)) == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=10))
def test_working_days_are_those_of_the_calendar_in_any_order_of_asking(pairs):
    counting, start = Counting(PLAIN), date(2026, 1, 1)
    for first, last in pairs:
        begin, end = start + timedelta(days=first), start + timedelta(days=last)
        days = (start + timedelta(days=n) for n in range(first + 1, last + 1))
        assert counting.between(begin, end) == sum(PLAIN.is_working(day) for day in days)


def test_a_register_numbers_its_rows_and_says_when_it_is_cut():
    table = register(
        title=say("t"),
        columns=[Column(say("Title"))],
        rows=([str(n)] for n in range(9)),
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        source=say("s"),
        most=5,
    )
    assert [row[0] for row in table.rows] == [1, 2, 3, 4, 5]
    assert "first 5" in str(table.notes[0])


@pytest.mark.parametrize(("since", "until"), [((2026, 2, 1), (2026, 1, 1)), ((2020, 1, 1), (2026, 1, 1))])
def test_a_period_that_cannot_be_is_refused(since, until):
    with pytest.raises(Refused):
        bounds(date(*since), date(*until))


def test_the_register_holds_what_came_in_the_period(city, clerk):
    row = receive(city, clerk, "关于供热工作的通知")
    receive(city, clerk, "上月的通知", at(10, 30))
    receive(city, clerk, "月末的通知", at(11, 1, 0))
    press(row, "register", actor=clerk)
    table = register_of_incoming(clerk)
    assert [line[5] for line in table.rows] == ["月末的通知", "关于供热工作的通知"]
    assert table.rows[1][1:3] == [date(2026, 11, 23), "收〔2026〕0001号"]


def test_a_voided_document_is_not_in_the_register(city, clerk):
    void(receive(city, clerk, "重复登记"), reason="重复", actor=clerk)
    assert register_of_incoming(clerk).rows == []


def test_a_stranger_counts_nothing(city, clerk):
    receive(city, clerk, "关于供热工作的通知")
    stranger = city.actor("张克勤")
    assert register_of_incoming(stranger).rows == []
    assert statistics_of_incoming(stranger)[0].total[1] == 0


def test_documents_of_the_year_are_counted_by_lead_organ(city, clerk):
    receive(city, clerk, "关于供热工作的通知")
    receive(city, clerk, "去年的通知", datetime(2025, 12, 31, 23, tzinfo=HOUSE))
    table, _ = statistics_of_incoming(clerk)
    assert table.total[1] == 1
    assert "政府办公室" in str(table.source)
