"""Clocks of entries and the yearly notice, in the database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.calendars import calendar_for, forget, shipped
from chancery.kernel.deadlines.clocks import extend, meet, pause, recompute_open_clocks, remaining, resume, start_clock
from chancery.kernel.deadlines.notices import import_notice_json, import_notice_text, read_notice

pytestmark = pytest.mark.django_db
NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""
NOTICE_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"""
NOTICE_2027 = """一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。2026年12月27日（周日）上班。
二、春节：2月5日至11日放假调休，共7天。三、清明节：4月5日放假。四、劳动节：5月1日至5日放假，共5天。
五、端午节：6月9日放假。六、中秋节：9月15日放假。七、国庆节：10月1日至7日放假调休，共7天。"""


@pytest.fixture(autouse=True)
def _house():
    forget()
    with translation.override("en"), clock_at(datetime(2026, 11, 16, 10)):
        yield
    forget()


def local(moment):
    return moment.astimezone(HOUSE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("text", "year"), [(NOTICE_2026, 2026), (NOTICE_2025, 2025)])
def test_the_pasted_notice_gives_the_same_days_as_the_shipped_year(text, year):
    read = {day.date: day.kind == "work" for day in read_notice(text, year)}
    assert read == shipped()[year]


def test_a_notice_that_lacks_a_holiday_or_contradicts_itself_is_refused():
    with pytest.raises(Refused, match="清明、端午"):
        read_notice(NOTICE_2026.replace("三、清明节", "三、植树节").replace("五、端午节", "五、青年节"), 2026)
    with pytest.raises(Refused, match="is not a 周四. Is the year right"):
        read_notice(NOTICE_2026, 2027)
    with pytest.raises(Refused, match="says 9 days, but the dates make 8"):
        read_notice(NOTICE_2026.replace("至23日（农历正月初七、周一）", "至22日"), 2026)
    with pytest.raises(Refused, match="no day"):
        read_notice(NOTICE_2026.replace("5月9日（周六）", "5月39日"), 2026)


def test_a_term_into_a_year_without_notice_is_provisional_until_the_notice_moves_it(make_entry):
    entry = make_entry()
    with clock_at(datetime(2026, 12, 25, 10)):
        clock = start_clock(entry, key="answer", amount=5, unit="workday")
    assert clock.provisional
    assert local(clock.due_at) == "2027-01-04 17:30"
    old = clock.due_at
    assert import_notice_text(NOTICE_2027, 2027, notice="gov.cn") == 26
    clock.refresh_from_db()
    moved = recompute_open_clocks(2027)
    clock.refresh_from_db()
    assert moved == [(entry, old, clock.due_at)] or (moved == [] and clock.due_at == old)
    assert not clock.provisional
    assert calendar_for().is_working(date(2026, 12, 27))
    assert not calendar_for().is_working(date(2026, 12, 31))


def test_a_notice_moves_the_open_and_leaves_the_met(make_entry):
    moving, met = make_entry(), make_entry()
    with clock_at(datetime(2026, 12, 25, 10)):
        open_clock = start_clock(moving, key="answer", amount=3, unit="workday")
        done = start_clock(met, key="answer", amount=3, unit="workday")
        meet(done)
    import_notice_text(NOTICE_2027.replace("2026年12月27日（周日）上班。", ""), 2027)
    assert local(open_clock.due_at) == "2026-12-30 17:30"
    assert recompute_open_clocks(2027) == []
    text = NOTICE_2027.replace("2026年12月31日（周四）", "2026年12月30日").replace("共3天", "共4天", 1)
    import_notice_text(text.replace("2026年12月27日（周日）上班。", ""), 2027)
    [(entry, old, new)] = recompute_open_clocks(2027)
    assert (entry, local(old), local(new)) == (moving, "2026-12-30 17:30", "2027-01-04 17:30")
    done.refresh_from_db()
    assert local(done.due_at) == "2026-12-30 17:30"


def test_a_province_may_have_a_day_of_its_own_that_its_neighbours_do_not():
    own = {"year": 2026, "days": [{"name": "三月三", "date": "2026-04-20", "isOffDay": True}]}
    assert import_notice_json(own, place="45") == 1
    assert not calendar_for("450100").is_working(date(2026, 4, 20))
    assert calendar_for("330100").is_working(date(2026, 4, 20))
    assert calendar_for("450100").is_certain(date(2026, 4, 1), date(2026, 4, 30))


def test_bringing_a_year_in_twice_replaces_it():
    import_notice_text(NOTICE_2026, 2026)
    assert import_notice_text(NOTICE_2026, 2026) == 39
    assert not calendar_for().is_working(date(2026, 10, 1))
    with pytest.raises(Refused, match="no list of holidays"):
        import_notice_json({"year": 2026, "days": [{"date": "2026-13-01"}]})


def test_a_paused_clock_keeps_its_cause_and_moves_when_it_goes_on(make_entry):
    clock = start_clock(make_entry(), key="answer", amount=5, unit="workday")
    assert local(clock.due_at) == "2026-11-23 17:30"
    with clock_at(datetime(2026, 11, 17, 9)):
        pause(clock, say("Waiting for {who}", who="the third party"))
        with pytest.raises(Conflict):
            pause(clock, say("Again"))
    with clock_at(datetime(2026, 11, 24, 9)):
        shown = remaining(clock)
        assert (shown.state, shown.used, shown.total, str(shown.cause)) == (
            "paused",
            1,
            5,
            "Waiting for the third party",
        )
        resume(clock)
        assert local(clock.due_at) == "2026-11-30 17:30"
        assert remaining(clock).state == "normal"


def test_what_is_left_goes_from_normal_to_soon_to_late_to_met(make_entry):
    clock = start_clock(make_entry(), key="answer", amount=5, unit="workday")
    told = []
    for day in (16, 20, 23, 24, 25):
        with clock_at(datetime(2026, 11, day, 10)):
            shown = remaining(clock)
            told.append((shown.state, shown.amount, shown.used))
    assert told == [("normal", 5, 0), ("soon", 1, 4), ("soon", 0, 5), ("late", 1, 5), ("late", 2, 5)]
    meet(clock)
    meet(clock)
    with clock_at(datetime(2026, 12, 25, 10)):
        assert (remaining(clock).state, remaining(clock).used) == ("met", 0)


def test_an_extension_needs_a_reason_and_an_open_clock(make_entry):
    clock = start_clock(make_entry(), key="answer", amount=5, unit="workday")
    with pytest.raises(Refused, match="Write why"):
        extend(clock, 5, "  ")
    extend(clock, 5, "A survey on site is needed")
    assert local(clock.due_at) == "2026-11-30 17:30"
    assert remaining(clock).total == 10
    meet(clock)
    with pytest.raises(Conflict, match="has ended"):
        extend(clock, 1, "late")


def test_one_term_runs_once_at_a_time_and_again_after_its_end(make_entry):
    entry = make_entry()
    meet(start_clock(entry, key="answer", amount=5, unit="workday"))
    again = start_clock(entry, key="answer", amount=5, unit="workday")
    with pytest.raises(Conflict, match="running already"):
        start_clock(entry, key="answer", amount=5, unit="workday")
    assert again.due_at - again.started_at > timedelta(days=5)
