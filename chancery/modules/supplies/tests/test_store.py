"""The store: its ledger adds up, nothing falls below nothing, old for new, quotas, and the sentences for what cannot be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.city.lookup import City
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.supplies.models import Count, Issue, IssueLine, Item, StockLine
from chancery.modules.supplies.reports import ledger_of_stock, list_of_stock, use_of_supplies
from chancery.modules.supplies.selectors import find_item, how_many
from tests.contract.walking import through_route
from tests.maker import MONDAY, kept_clean, make

from .storekeeping import KEEPER, bought, hand_out, item, refused, sheet, stock


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_what_is_handed_out_leaves_the_store_by_one_line_of_the_ledger(city):
    pen, paper = item(city), item(city, "复印纸")
    row = hand_out(sheet(city, (pen, 3), (paper, 2)))
    assert (stock(pen), stock(paper), row.total) == (47, 48, Decimal("10.00"))
    assert StockLine.objects.filter(entry=row.pk).count() == 2
    assert "领〔2026〕" in row.number


@pytest.mark.django_db
def test_more_than_is_in_store_is_refused_with_what_is_left_and_nothing_is_booked(city):
    pen, paper = item(city), item(city, "复印纸")
    row = sheet(city, (pen, 3), (paper, 51))
    with refused("Only 50 .* of “复印纸” are in store; the sheet asks for 51"):
        hand_out(row)
    assert (stock(pen), stock(paper), Issue.unscoped.get(pk=row.pk).state) == (50, 50, "asked")


@pytest.mark.django_db
def test_what_was_never_handed_out_cannot_come_back_and_no_more_than_was(city):
    pen, other = item(city), item(city, "尺")
    row = hand_out(sheet(city, (pen, 3)))
    with refused("“尺” was never handed out on this sheet"):
        press(row, "take_back", actor=KEEPER, asked={"item": other.code, "quantity": 1})
    row = press(row, "take_back", actor=KEEPER, asked={"item": pen.code, "quantity": 2}).row
    with refused("Only 1 .* can still come back"):
        press(row, "take_back", actor=KEEPER, asked={"item": pen.code, "quantity": 2})
    assert (stock(pen), row.total) == (49, Decimal("2.00"))


@pytest.mark.django_db
def test_a_sheet_with_items_of_two_keepers_is_refused_and_names_both(city):
    one, other = city.actor("周敏").post, city.actor("吴越").post
    pen, cup = item(city, keeper_id=one), item(city, "纸杯", keeper_id=other)
    with refused("“中性笔” is kept by .*“纸杯” by .*two sheets"):
        sheet(city, (pen, 1), (cup, 1))
    row = sheet(city, (pen, 1))
    assert list(row.entry.tasks.values_list("assignee", flat=True)) == [one]
    with refused("One sheet, one keeper"):
        press(row, "add", actor=KEEPER, asked={"item": cup.code, "quantity": 1})


@pytest.mark.django_db
def test_beyond_the_quota_of_the_month_a_sheet_needs_approval(city):
    pen = item(city, quota=4)
    hand_out(sheet(city, (pen, 3)))
    row = sheet(city, (pen, 2))
    with refused("3 this month and 2 on this sheet are more than the quota of 4"):
        hand_out(row)
    row = press(row, "seek_approval", actor=KEEPER, asked={"reason": "培训班用。"}).row
    row = hand_out(through_route(row, "passed", city))
    assert (row.state, stock(pen)) == ("issued", 45)
    with clock_at(MONDAY + timedelta(days=20)):
        assert hand_out(sheet(city, (pen, 4))).state == "issued"


@pytest.mark.django_db
def test_old_for_new_is_one_for_one_and_first_equipment_needs_approval(city):
    stapler = item(city, "订书机", trade_in=True)
    row = sheet(city, (stapler, 1))
    with refused("without an old one to give back"):
        hand_out(row)
    row = press(row, "seek_approval", actor=KEEPER, asked={"reason": "新进人员。"}).row
    hand_out(through_route(row, "passed", city))
    again = sheet(city, (stapler, 1))
    with refused("take the old ones back first: 订书机 × 1") as caught:
        hand_out(again)
    assert caught.value.cite.rule == "supplies.trade_in"
    hand_out(again, old=True)
    assert list(IssueLine.objects.filter(item=stapler).order_by("pk").values_list("old", flat=True)) == [0, 1]


@pytest.mark.django_db
def test_a_sheet_is_changed_by_whoever_asked_and_by_nobody_else(city):
    pen = item(city)
    row, other = sheet(city, (pen, 1)), city.actor("吴越")
    stranger = replace(other, actions=frozenset({"supply.read", "supply.ask"}))
    with refused("belongs to whoever asked"):
        press(row, "withdraw", actor=stranger)


@pytest.mark.parametrize("value", ["0", "-1", "2.5", "10001", "1e9"])
def test_a_number_of_pieces_is_whole_and_believable(value):
    with refused("is not a number of pieces"):
        how_many(value)


@pytest.mark.django_db
def test_an_item_is_found_by_number_or_by_a_name_that_only_one_has(city):
    red, black = item(city, spec="红"), item(city, spec="黑")
    assert find_item(red.organ_id, red.code) == red
    with refused("is the name of several items"):
        find_item(red.organ_id, "中性笔")
    with refused("There is no item “钢笔”"):
        find_item(black.organ_id, "钢笔")


@pytest.mark.django_db
def test_reports_say_what_the_ledger_says(city):
    pen = item(city)
    hand_out(sheet(city, (pen, 3)))
    table = ledger_of_stock(KEEPER)
    assert [(row[5], row[6], row[7]) for row in table.rows] == [(50, None, 50), (None, 3, 47)]
    use, chart = use_of_supplies(KEEPER, year=2026)
    assert (use.total[2], use.total[3], chart.series[0].values[-1]) == (3, Decimal("6.00"), 6.0)
    with clock_at(now() + timedelta(days=500)):
        assert str(list_of_stock(KEEPER).rows[0][-1]) == "Dead stock"


@pytest.mark.django_db
def test_a_card_whose_target_is_below_its_reorder_point_is_refused(city):
    with pytest.raises(Refused):
        make(Item, city=city, minimum=10, target=5)


presses = st.lists(
    st.tuples(
        st.sampled_from(["ask", "issue", "issue", "back", "count", "buy"]), st.integers(0, 1), st.integers(1, 40)
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
@given(presses)
def test_whatever_is_pressed_stock_is_the_sum_of_its_ledger_and_never_negative(city, presses):
    with transaction.atomic():
        items, open_, done = [item(city), item(city, "复印纸")], [], []
        for name, which, number in presses:
            with suppress(Refused):
                _do(city, name, items[which], number, open_, done)
        for one in items:
            assert stock(one) >= 0
            assert all(
                balance >= 0 for balance in StockLine.objects.filter(item=one.pk).values_list("balance", flat=True)
            )
        transaction.set_rollback(True)


def _do(city, name, one, number, open_, done) -> None:
    if name == "ask":
        open_.append(sheet(city, (one, number)))
    elif name == "issue" and open_:
        done.append(hand_out(open_.pop(0)))
    elif name == "back" and done:
        done[-1] = press(done[-1], "take_back", actor=KEEPER, asked={"item": one.code, "quantity": number}).row
    elif name == "count":
        row = make(Count, city=city)
        row.lines.all().delete()
        row = press(row, "found", actor=KEEPER, asked={"item": one.code, "number": number}).row
        press(row, "close", actor=KEEPER, asked={"reason": "抽盘。"})
    elif name == "buy":
        row = press(bought(city, one, number, "1.00"), "submit", actor=KEEPER, asked={"method": "central"}).row
        row = press(through_route(row, "passed", city), "order", actor=KEEPER, asked={"supplier": "文汇公司"}).row
        press(row, "receive", actor=KEEPER)


def test_two_keepers_at_once_never_hand_out_more_than_there_is(django_db_setup, django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    with django_db_blocker.unblock(), kept_clean():
        city = City.load(MONDAY.date())
        pen, told, gate = item(city), [], Barrier(4)
        threads = [Thread(target=_race, args=(sheet(city, (pen, 30)), gate, told)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (told.count("issued"), stock(pen)) == (1, 20), told


def _race(row, gate, told) -> None:
    """One of four keepers hands out thirty of the fifty at the same moment."""
    try:
        with clock_at(MONDAY):
            gate.wait()
            told.append(hand_out(row).state)
    except Exception as error:
        told.append(str(error))
    finally:
        connection.close()
