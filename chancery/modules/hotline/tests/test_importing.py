"""Messages of years past come in whole, once, as closed orders with their class."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from chancery.city.lookup import City
from chancery.kernel.base.scope import Actor
from chancery.modules.hotline.models import Caller, Order, Subject
from chancery.modules.hotline.services.importing import importer
from chancery.modules.hotline.terms import Kind, OrderState

from .test_reading_tables import HEADINGS, MESSAGES, needs_messages, workbook

ROWS: list[Sequence[Any]] = [
    [24, "U1", "投诉路灯不亮", "2020/1/6 12:09:38", "路口的灯坏了，我叫张三，电话13812345678。", "道路照明"],
    [25, "U2", "食堂太贵", "2020/1/7 8:00:00", "中学食堂的饭太贵。", "校园后勤"],
    [26, "U1", "路灯还不亮", "2020/1/8 9:00:00", "灯还是坏的。", "道路照明"],
]


@pytest.fixture
def operator(city: City) -> Actor:
    return city.actor_at("热线办", "话务员")


def take(rows: Sequence[Sequence[Any]], actor: Actor) -> dict[str, Any]:
    told = importer([("history.xlsx", workbook([HEADINGS, *rows]))], actor=actor, organ=actor.organ or 0)
    return told[0]


def test_messages_become_closed_orders_with_their_class_and_day(operator: Actor) -> None:
    assert take(ROWS, operator)["taken"] == 3

    order = Order.unscoped.select_related("entry", "subject").get(number="历史24")
    assert order.state == OrderState.CLOSED
    assert order.kind == Kind.COMPLAINT
    assert order.subject is not None
    assert order.subject.name == "道路照明"
    assert order.entry.opened_at.isoformat().startswith("2020-01-06T04:09:38")
    assert Subject.unscoped.filter(name="道路照明").count() == 1


def test_who_called_stands_apart_and_the_order_is_masked(operator: Actor) -> None:
    take(ROWS, operator)

    order = Order.unscoped.get(number="历史24")
    assert "13812345678" not in order.text
    assert "13812345678" in Caller.objects.get(order=order).words


def test_the_second_time_nothing_is_doubled_and_what_is_new_is_added(operator: Actor) -> None:
    take(ROWS[:2], operator)
    told = take(ROWS, operator)

    assert (told["taken"], told["known"]) == (1, 2)
    assert Order.unscoped.filter(number__startswith="历史").count() == 3
    assert Caller.objects.filter(order__number__startswith="历史").count() == 3


@pytest.mark.parametrize(
    "bad",
    [
        [27, "", "长", "2020/1/9", "很" * 4001, "道路照明"],
        [24, "", "同号", "2020/1/9", "别的事", "道路照明"],
        ["", "", "无号", "2020/1/9", "没有编号", "道路照明"],
    ],
    ids=["too long", "number twice", "no number"],
)
def test_one_bad_row_leaves_the_whole_file_out(bad: Sequence[Any], operator: Actor) -> None:
    assert "5" in take([*ROWS, bad], operator)["refused"]
    assert not Order.unscoped.filter(number__startswith="历史").exists()
    assert not Subject.unscoped.filter(name="道路照明").exists()


def test_whoever_may_not_take_orders_brings_no_history_in(city: City) -> None:
    assert take(ROWS, city.actor("韩立群"))["refused"]
    assert not Order.unscoped.filter(number__startswith="历史").exists()


def test_a_message_that_stands_twice_is_marked_as_asked_before(operator: Actor) -> None:
    assert take([*ROWS, ROWS[0], ROWS[0]], operator)["taken"] == 5
    assert take([*ROWS, ROWS[0], ROWS[0]], operator)["known"] == 5

    again = Order.unscoped.filter(duplicate=True).values_list("number", flat=True)
    assert sorted(again) == ["历史24-2", "历史24-3"]


@needs_messages
def test_the_shared_messages_come_in_in_one_go(operator: Actor) -> None:
    stream = io.BytesIO(MESSAGES.read_bytes())
    told = importer([(MESSAGES.name, stream)], actor=operator, organ=operator.organ or 0)

    assert told[0].get("taken") == 495, told
