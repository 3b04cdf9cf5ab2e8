"""Fifteen, five, sixty and thirty days: from when they count, that they do not roll, and how they are extended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.deadlines.models import Clock
from chancery.modules.petitions.terms import FORWARDING, HANDLING, OBJECTION, RECEIPT

from .conftest import do

pytestmark = pytest.mark.django_db


def due(row, key):
    return Clock.objects.get(entry=row.pk, key=key).due_at.astimezone(HOUSE).date().isoformat()


def test_fifteen_days_to_forward_count_from_the_day_on_which_it_came(take):
    row = take(received_at=datetime(2026, 11, 20, 15, tzinfo=HOUSE))
    assert due(row, FORWARDING) == "2026-12-05"  # a Saturday: the regulation lets nothing roll over


def test_the_organ_has_fifteen_days_for_the_notice_and_five_working_days_to_object(take, housing):
    row = do(take(), "forward", to=housing)
    assert due(row, RECEIPT) == "2026-12-08"
    assert due(row, OBJECTION) == "2026-11-30"
    assert Clock.objects.get(entry=row.pk, key=FORWARDING).state == "met"
    assert row.entry.due_at.astimezone(HOUSE).date().isoformat() == "2026-12-08"


def test_what_the_own_house_handles_counts_from_its_receipt(take, registrar):
    row = take(received_at=datetime(2026, 11, 20, 15, tzinfo=HOUSE))
    row = do(row, "forward", to=registrar.house)
    assert due(row, RECEIPT) == "2026-12-05"


def test_an_objection_after_five_working_days_is_refused_with_the_article(take, housing):
    row = do(take(), "forward", to=housing)
    with clock_at(datetime(2026, 12, 1, 9)), pytest.raises(Refused) as caught:
        do(row, "object", objection="不属本单位职权。")
    assert caught.value.cite.article == "第二十三条第三款"
    with clock_at(datetime(2026, 11, 30, 9)):
        assert do(row, "object", objection="不属本单位职权。").state == "objected"


def test_an_objection_that_holds_brings_the_papers_back_and_hides_them_from_the_organ(take, housing, city):
    handler = city.actor("张克勤")
    row = do(take(), "forward", to=housing)
    seen = set(row.entry.grants.filter(until=None).values_list("viewer", flat=True)) & set(handler.viewers)
    assert seen
    row = do(do(row, "object", objection="属自然资源部门职权。"), "agree_objection")
    assert row.state == "registered"
    assert row.handled_by is None
    assert not set(row.entry.grants.filter(until=None).values_list("viewer", flat=True)) & set(handler.viewers)


def test_sixty_days_begin_with_acceptance_and_the_head_may_add_thirty_in_all(take, housing):
    row = do(do(take(), "forward", to=housing), "accept")
    assert due(row, HANDLING) == "2027-01-22"
    row = do(do(row, "ask_more_time", days=20, reason="补充取证。"), "grant_time", reason="情况复杂。")
    assert (due(row, HANDLING), row.extended) == ("2027-02-11", 20)
    with pytest.raises(Refused) as caught:
        do(row, "ask_more_time", days=11, reason="仍需取证。")
    assert caught.value.cite.article == "第三十四条"
    row = do(do(row, "ask_more_time", days=10, reason="仍需取证。"), "grant_time", reason="情况复杂。")
    assert (due(row, HANDLING), row.extended) == ("2027-02-21", 30)


def test_more_time_that_nobody_asked_for_is_not_granted(take, housing):
    row = do(do(take(), "forward", to=housing), "accept")
    with pytest.raises(Refused):
        do(row, "grant_time", reason="情况复杂。")


def test_a_tip_off_gets_no_opinion_and_a_suggestion_is_replied_to(take, housing):
    row = do(take(kind="suggestion"), "forward", to=housing)
    with pytest.raises(Refused) as caught:
        do(row, "accept")
    assert caught.value.cite.article == "第三十一条第六项"
    row = do(do(row, "take_up"), "answer", words="已采纳。")
    assert row.state == "answered"


def test_what_a_court_decides_is_shown_the_way_or_handled_for_a_reason(take, housing):
    row = do(take(text="我对人民法院的判决不服，请求改判。"), "forward", to=housing)
    with pytest.raises(Refused) as caught:
        do(row, "accept")
    assert caught.value.strength == "ask"
    assert "判决" in str(caught.value)
    assert do(row, "redirect", way="litigation", legal_way="向上一级人民法院上诉").state == "redirected"


def test_a_matter_stays_open_while_papers_lie_about_or_the_petitioner_may_still_ask(concluded):
    with pytest.raises(Refused):
        do(concluded, "close")
    with clock_at(now() + timedelta(days=40)):
        with pytest.raises(Refused):
            do(concluded, "close")
        concluded = do(concluded, "serve", paper="receipt", served_on=now().date(), served="post")
        assert do(concluded, "close").state == "closed"
