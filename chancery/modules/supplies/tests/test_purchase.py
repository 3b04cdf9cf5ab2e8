"""Buying and counting: batches, splitting, the central catalogue, and differences that are booked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from chancery.kernel.base.clock import clock_at
from chancery.kernel.flow.steps import press
from chancery.modules.supplies.models import Count, Item, Purchase
from chancery.modules.supplies.services import want_for
from tests.contract.walking import through_route
from tests.maker import MONDAY, make

from .storekeeping import KEEPER, bought, hand_out, item, refused, sheet, stock


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_wants_become_a_batch_that_comes_into_store_at_its_price(city):
    pen = item(city)
    batch = make(Purchase, city=city, title="十一月批次")
    batch.lines.all().delete()
    want_for(KEEPER, organ=batch.organ_id, wants={pen.pk: 20})
    want_for(KEEPER, organ=batch.organ_id, wants={pen.pk: 10})
    row = press(batch, "submit", actor=KEEPER, asked={"method": "central"}).row
    assert (row.total, row.lines.get().quantity) == (Decimal("60.00"), 30)
    row = press(through_route(row, "passed", city), "order", actor=KEEPER, asked={"supplier": "文汇公司"}).row
    row = press(row, "receive_part", actor=KEEPER, asked={"item": pen.code, "quantity": 12}).row
    with refused("Only 18 .* are still to come"):
        press(row, "receive_part", actor=KEEPER, asked={"item": pen.code, "quantity": 19})
    press(row, "receive", actor=KEEPER)
    assert stock(pen) == 80


@pytest.mark.django_db
def test_what_runs_low_is_proposed_once_up_to_its_target(city):
    low = item(city)
    Item.unscoped.filter(pk=low.pk).update(minimum=60, target=90)
    batch = make(Purchase, city=city, title="十一月批次")
    row = press(batch, "propose_reorders", actor=KEEPER).row
    assert row.lines.get(item=low).quantity == 40
    with refused("Nothing has fallen"):
        press(row, "propose_reorders", actor=KEEPER)


@pytest.mark.django_db
def test_splitting_is_refused_over_the_year_by_class_with_its_article(city):
    toner, pen = item(city, "硒鼓", category="printing"), item(city)
    row = bought(city, toner, 9000, "200.00")
    through_route(press(row, "submit", actor=KEEPER, asked={"method": "quotes"}).row, "passed", city)
    second = bought(city, toner, 1100, "200.00")
    with refused("more than the open-tender threshold") as caught:
        press(second, "submit", actor=KEEPER, asked={"method": "direct"})
    assert caught.value.cite.article == "第二十八条"
    assert press(bought(city, pen, 1100, "200.00"), "submit", actor=KEEPER, asked={"method": "direct"}).row.number
    assert press(second, "submit", actor=KEEPER, asked={"method": "tender"}).row.number
    with clock_at(MONDAY.replace(year=2027)):
        third = bought(city, toner, 1100, "200.00")
        assert press(third, "submit", actor=KEEPER, asked={"method": "direct"}).row.number


@pytest.mark.django_db
def test_catalogue_goods_are_bought_centrally_and_what_is_urgent_says_why(city):
    paper = item(city, "复印纸", central=True)
    with refused("复印纸 stand in the central catalogue"):
        press(bought(city, paper, 5, "20.00"), "submit", actor=KEEPER, asked={"method": "direct"})
    urgent = bought(city, paper, 5, "20.00", kind="urgent")
    with refused("says why it cannot wait"):
        press(urgent, "submit", actor=KEEPER, asked={"method": "direct"})
    asked = {"method": "direct", "urgent_because": "会议次日召开。"}
    assert press(urgent, "submit", actor=KEEPER, asked=asked).row.urgent_because


@pytest.mark.django_db
def test_a_count_books_the_difference_against_the_moment_it_was_found(city):
    pen = item(city)
    row = make(Count, city=city)
    row.lines.all().delete()
    row = press(row, "found", actor=KEEPER, asked={"item": pen.code, "number": 48}).row
    hand_out(sheet(city, (pen, 5)))
    with refused("Not counted"):
        press(row, "close", actor=KEEPER)
    press(row, "close", actor=KEEPER, asked={"reason": "其余物品下周盘点。"})
    assert stock(pen) == 43
