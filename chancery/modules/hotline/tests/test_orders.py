"""An order: who may have it, when it goes back, and what becomes of it when the caller is not content."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.steps import press
from chancery.modules.hotline.models import Errand, Order, Publication, Report
from chancery.modules.hotline.services.callers import reveal

from .conftest import handler

pytestmark = pytest.mark.django_db
KEEPER = program("Tests")


def rule_of(caught):
    return caught.value.cite.rule


def accepted(order, **columns):
    Order.unscoped.filter(pk=order.pk).update(**columns)
    return press(order, "accept", actor=KEEPER, asked={"reason": "-"}).row


def answered(order, liaison):
    order = press(order, "answer", actor=liaison, asked={"words": "已修复。", "result": "solved"}).row
    return press(order, "pass_review", actor=KEEPER).row


def test_an_emergency_is_handed_over_before_it_is_passed_on(say_it):
    order = say_it("春风小区3栋起火，有人被困")
    assert order.urgency == 2
    with pytest.raises(Refused) as caught:
        press(order, "accept", actor=KEEPER)
    assert rule_of(caught) == "hotline.emergency"
    assert press(order, "accept", actor=KEEPER, asked={"reason": "已转119"}).row.state == "to_dispatch"


def test_the_work_of_a_department_does_not_go_to_a_township(city, say_it, subject, dispatcher):
    subject("供热", "热水 暖气", "市住房城乡建设局")
    order = accepted(say_it("暖气不热"))
    with pytest.raises(Refused) as caught:
        press(order, "dispatch", actor=dispatcher, asked={"lead": city.organ("白石镇政府").pk})
    assert rule_of(caught) == "hotline.no_downward"


def test_a_tip_off_does_not_reach_whom_it_is_about(city, say_it, dispatcher):
    bureau = city.organ("市住房城乡建设局")
    order = accepted(say_it("举报某工地违规", kind="tip_off"), against=bureau)
    for asked in ({"lead": bureau.pk}, {"lead": city.organ("市财政局").pk, "assist": [bureau.pk]}):
        with pytest.raises(Refused) as caught:
            press(order, "dispatch", actor=dispatcher, asked=asked)
        assert rule_of(caught) == "hotline.protect_reporter"


def test_nobody_handles_a_complaint_about_itself(city, say_it, dispatcher):
    order = accepted(say_it("窗口人员态度差", kind="complaint"), against=city.organ("市财政局"))
    with pytest.raises(Refused) as caught:
        press(order, "dispatch", actor=dispatcher, asked={"lead": city.organ("市财政局").pk})
    assert rule_of(caught) == "hotline.not_judge_itself"
    assert "市政府办公室" in str(caught.value)


def test_an_order_goes_back_in_time_and_twice_at_most(city, say_it, dispatcher, liaison):
    order = accepted(say_it("占道经营"))
    lead = {"lead": city.organ("市住房城乡建设局").pk}
    order = press(order, "dispatch", actor=dispatcher, asked=lead).row
    with clock_at(now() + timedelta(days=4)), pytest.raises(Refused) as caught:
        press(order, "ask_return", actor=liaison, asked={"reason": "不属于我局职责"})
    assert rule_of(caught) == "hotline.return_time"
    for _ in range(2):
        order = press(order, "ask_return", actor=liaison, asked={"reason": "不属于我局职责"}).row
        order = press(press(order, "grant_return", actor=dispatcher).row, "dispatch", actor=dispatcher, asked=lead).row
    with pytest.raises(Refused) as caught:
        press(order, "ask_return", actor=liaison, asked={"reason": "不属于我局职责"})
    assert rule_of(caught) == "hotline.returns_at_most"


def test_the_third_round_goes_one_level_up(city, acting, liaison):
    order = acting()
    bureau, office = city.organ("市住房城乡建设局").pk, city.organ("市政府办公室").pk
    for _ in range(3):
        order = press(answered(order, KEEPER), "act_again", actor=KEEPER, asked={"reason": "没有解决"}).row
    assert (order.rounds, order.lead_id, order.assist, order.raised) == (3, office, [bureau], True)


def test_the_lead_waits_for_those_that_assist(city, say_it, dispatcher, liaison):
    order = accepted(say_it("路面塌陷"))
    asked = {"lead": city.organ("市住房城乡建设局").pk, "assist": [city.organ("市财政局").pk]}
    order = press(press(order, "dispatch", actor=dispatcher, asked=asked).row, "sign_for", actor=liaison).row
    told = {"words": "已修复。", "result": "solved"}
    with pytest.raises(Refused) as caught:
        press(order, "answer", actor=liaison, asked={**told})
    assert rule_of(caught) == "hotline.assisting_first"
    press(order, "contribute", actor=handler(city, "市财政局"), asked={"words": "经费已安排。"})
    assert press(order, "answer", actor=liaison, asked=told).row.state == "answered"


def test_the_caller_is_seen_by_whoever_handles_and_each_look_is_kept(city, acting, liaison):
    order = acting("我叫张三，电话13812345678，电梯停运。", name="张三", phone="13812345678")
    assert "13812345678" not in order.text
    assert reveal(order, liaison).phone == "13812345678"
    assert order.entry.lines.filter(action="hotline.order.reveal").count() == 1
    with pytest.raises(NotAllowed):
        reveal(order, city.actor("方致行"))


def test_a_published_answer_is_masked_and_a_tip_off_is_never_published(acting, liaison):
    order = press(answered(acting(), liaison), "close", actor=KEEPER, asked={"satisfied": "yes", "solved": True}).row
    press(order, "publish", actor=KEEPER, asked={"question": "电梯何时修好？请回13812345678", "words": "已修复。"})
    assert Publication.unscoped.get(order=order.pk).question == "电梯何时修好？请回138****5678"
    Order.unscoped.filter(pk=order.pk).update(kind="tip_off")
    with pytest.raises(Refused):
        press(order, "publish", actor=KEEPER, asked={"question": "问", "words": "答"})


def test_one_press_makes_a_report_and_the_instruction_an_errand(city, acting):
    order = acting()
    press(order, "report", actor=KEEPER)
    report = Report.unscoped.get()
    leader = city.actor("韩立群")
    report = press(report, "submit", actor=KEEPER, asked={"leader": leader.post}).row
    asked = {"words": "请住建局牵头解决。", "to": city.organ("市住房城乡建设局").pk, "days": 5}
    press(report, "instruct", actor=leader, asked=asked)
    errand = Errand.unscoped.select_related("entry").get()
    chain = [(link.source_id, link.target_id) for link in Link.objects.filter(kind="led_to").order_by("pk")]
    assert chain == [(order.pk, report.pk), (report.pk, errand.pk)]
    assert errand.entry.due_at > now() + timedelta(days=5)


def test_an_answer_after_the_term_is_late(acting, liaison):
    order = acting(kind="enquiry")
    with clock_at(now() + timedelta(days=9)):
        assert answered(order, liaison).on_time is False
