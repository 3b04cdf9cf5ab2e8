"""What stands outside the house: taking in, following, saying how it was, opening again; and bad input."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.kernel.access.actors import program
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.hotline.api import (
    Statement,
    figures,
    follow,
    guides,
    lookalikes,
    published,
    rate,
    reopen,
    subjects,
    suggest,
    take_in,
    withdraw,
)
from chancery.modules.hotline.models import Caller, Fingerprint, Guide, Order
from chancery.modules.hotline.services.callers import keyed

pytestmark = pytest.mark.django_db
KEEPER = program("Tests")
PHONE = "13812345678"
INTAKE = 52
"""What taking a request in asks of the database at most: order, caller, look-alikes, number, term and all that shows them."""


def stepped(order, *steps):
    for name, asked in steps:
        order = press(order, name, actor=KEEPER, asked=asked).row
    return order


ANSWER = ("answer", {"words": "已修复。", "result": "solved"})
CLOSED = (ANSWER, ("pass_review", {}), ("close", {"satisfied": "yes", "solved": True}))


def test_nothing_outside_the_caller_tells_who_called(say_it):
    order = say_it(f"我叫张小三，电话{PHONE}，住春风小区。", name="张小三", phone=PHONE, address=f"春风小区 {PHONE}")
    told = " ".join([order.title, order.text, order.place, order.entry.title])
    told += " ".join(str(line.body) for line in Line.objects.filter(entry=order.pk))
    assert PHONE not in told
    assert "张小三" not in told
    assert Caller.objects.get(order=order.pk).words.startswith("我叫张小三")


def test_number_and_code_lead_to_the_order_and_nothing_else_does(say_it):
    order = say_it("路灯不亮")
    seen = follow(order.number, order.code.lower())
    assert (seen.number, seen.text, seen.may_withdraw, seen.may_rate) == (order.number, "路灯不亮", True, False)
    wrong = []
    for number, code in ((order.number, "WRONGONE"), ("RX20260009999", order.code), (order.number, "")):
        with pytest.raises(NotFound) as caught:
            follow(number, code)
        wrong.append(str(caught.value))
    assert len(set(wrong)) == 1


def test_the_answer_is_shown_when_it_was_reviewed(acting):
    order = acting()
    code = "ABCDEFGH"
    Order.unscoped.filter(pk=order.pk).update(code_hash=_hash(code))
    order = stepped(order, ANSWER)
    assert follow(order.number, code).answer == ""
    stepped(order, ("pass_review", {}))
    seen = follow(order.number, code)
    assert (seen.answer, seen.may_rate) == ("已修复。", True)


def _hash(code):
    return keyed("code", code)


def test_whoever_is_not_content_has_it_handled_again(acting):
    order = acting()
    Order.unscoped.filter(pk=order.pk).update(code_hash=_hash("ABCDEFGH"))
    order = stepped(order, *CLOSED[:2])
    with pytest.raises(Refused):
        rate(order.number, "ABCDEFGH", satisfied="no", solved=False)
    rate(order.number, "ABCDEFGH", satisfied="no", solved=False, reason=f"还是不亮，打{PHONE}")
    row = Order.unscoped.get(pk=order.pk)
    assert (row.state, row.rounds) == ("acting", 1)
    assert not any(PHONE in str(line.body) for line in Line.objects.filter(entry=order.pk))


def test_closed_is_not_fixed_and_may_be_opened_again_for_some_days(acting):
    order = acting()
    Order.unscoped.filter(pk=order.pk).update(code_hash=_hash("ABCDEFGH"))
    order = stepped(order, *CLOSED)
    with clock_at(now() + timedelta(days=40)), pytest.raises(Refused):
        reopen(order.number, "ABCDEFGH", "又坏了")
    reopen(order.number, "ABCDEFGH", "又坏了")
    row = Order.unscoped.select_related("entry").get(pk=order.pk)
    assert (row.state, row.entry.closed_at) == ("acting", None)


def test_a_caller_withdraws_before_the_answer(say_it):
    order = say_it("噪声扰民")
    withdraw(order.number, order.code, "已经自行解决")
    assert follow(order.number, order.code).may_withdraw is False
    assert Order.unscoped.get(pk=order.pk).state == "withdrawn"


def test_every_caller_of_a_merged_order_gets_the_answer(acting, say_it, dispatcher):
    main = acting("春风小区3栋电梯停运，老人下不了楼")
    other = say_it("春风小区3栋电梯坏了", name="李四")
    other = press(other, "merge", actor=dispatcher, asked={"into": main.number}).row
    assert (other.state, other.same_as_id) == ("closed", main.pk)
    stepped(main, *CLOSED)
    seen = follow(other.number, Order.unscoped.get(pk=other.pk) and _code_of(other))
    assert seen.answer == "已修复。"


def _code_of(order):
    Order.unscoped.filter(pk=order.pk).update(code_hash=_hash("HGFEDCBA"))
    return "HGFEDCBA"


def test_what_was_asked_before_is_pointed_out_and_proposed_for_merging(say_it):
    text = "春风小区3栋电梯停运三天，老人下不了楼，物业一直不处理。"
    first = say_it(text, phone=PHONE, address="湖东街道春风小区3栋")
    again = say_it(text + "请尽快。", phone=PHONE, address="湖东街道春风小区3栋")
    assert (first.duplicate, again.duplicate) == (False, True)
    best = lookalikes(text, phone=PHONE, address="湖东街道春风小区3栋")[0]
    assert best.share > 0.9
    assert "同一来电人" in str(best.why)
    assert "地点" in str(best.why)


def test_the_subject_is_proposed_with_the_words_that_decided(city, subject):
    heating = subject("供热", "暖气 热水 供暖", "市住房城乡建设局")
    subject("占道经营", "摆摊 占道", "市商务局")
    best = suggest("家里暖气不热，供暖一周了")[0]
    assert (best.subject, best.organ, best.words) == (heating.pk, city.organ("市住房城乡建设局").pk, ("暖气", "供暖"))
    assert [branch.name for branch in subjects()] == ["供热", "占道经营"]


def test_a_flood_from_one_address_is_stopped_with_a_sentence(say_it):
    for number in range(20):
        say_it(f"第{number}件", origin="203.0.113.9")
    with pytest.raises(Refused) as caught:
        say_it("第二十一件", origin="203.0.113.9")
    assert caught.value.cite.rule == "hotline.from_one_origin"
    say_it("另一处", origin="203.0.113.10")


@pytest.mark.parametrize(
    ("told", "field"),
    [({"text": "  \x00 "}, "text"), ({"text": "长" * 4001}, "text"), ({"text": "问", "kind": "joke"}, "kind"), ({"text": "问", "latitude": 95.0, "longitude": 1.0}, "latitude"),
     ({"text": "问", "subject": 4_000_000}, "subject"), ({"text": "问", "latitude": float("nan"), "longitude": 1.0}, "latitude")],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(told, field):
    with pytest.raises(Refused) as caught:
        take_in(Statement(**told))
    assert set(caught.value.fields) == {field}
    assert not Order.unscoped.exists()


def test_emoji_rare_characters_and_scripts_are_only_text(say_it):
    order = say_it("<script>alert(1)</script>😀𠮷野家门口积水\u202e", name="𠮷田<b>")
    assert order.text == "<script>alert(1)</script>😀𠮷野家门口积水"


def test_taking_in_costs_a_bounded_number_of_statements(say_it):
    text = "春风小区3栋电梯停运三天，老人下不了楼，物业一直不处理。"
    counts = []
    for number in range(6):
        with CaptureQueriesContext(connection) as caught:
            say_it(text, phone=PHONE, address="春风小区3栋", origin=f"o{number}")
        counts.append(len([one for one in caught if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]))  # fmt: skip
    assert max(counts) <= INTAKE, counts
    assert max(counts[1:]) - min(counts[1:]) <= 2
    assert Fingerprint.objects.count() < 6 * 20


def test_published_answers_and_guides_are_found_by_their_words(city, acting):
    order = stepped(acting(), *CLOSED, ("publish", {"question": "电梯何时检修？", "words": "每月一次。"}))
    organ = city.organ("市政府办公室").pk
    open_row(Guide, organ=organ, values={"question": "居住证怎么办？", "answer": "到派出所。"}, actor=KEEPER)
    open_row(Guide, organ=organ, values={"question": "居住证内部口径", "answer": "略", "public": False}, actor=KEEPER)
    assert [one.answer for one in published("电梯 检修")] == ["每月一次。"]
    assert published("暖气") == []
    assert [one.question for one in guides("居住证")] == ["居住证怎么办？"]
    stepped(order, ("take_off", {"reason": "内容过时"}))
    assert published() == []


def test_the_figures_of_a_month_count_what_was_taken_and_kept(acting, say_it):
    stepped(acting(), *CLOSED)
    say_it("路灯不亮")
    told = figures(now().date())
    assert (told.taken, told.on_time_share, told.satisfied_share) == (2, 1.0, 1.0)
