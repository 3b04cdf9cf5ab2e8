"""The pages of supplies: one press sends a sheet of several classes, a second press sends none, and bad numbers are told."""

from __future__ import annotations

import pytest
from django.test import Client

from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import today
from chancery.modules.supplies.models import Count, Issue, Item, Purchase
from tests.maker import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(city) -> Client:
    """Somebody of the documents section who keeps the office's store."""
    actor = city.actor("周敏")
    PostRole.objects.create(post_id=actor.post, role="supplies.keeper", since=today())
    client = Client()
    client.force_login(city.user("周敏"), backend="chancery.ui.accounts.Accounts")
    return client


@pytest.fixture
def items(city) -> list[Item]:
    return [make(Item, city=city, name="中性笔"), make(Item, city=city, name="硒鼓", category="printing")]


def sent(items, *numbers, **more):
    return {**{f"n_{one.pk}": number for one, number in zip(items, numbers, strict=True)}, **more}


def test_the_page_shows_one_class_and_keeps_what_was_typed_in_another(keeper, items):
    page = keeper.get("/supplies/ask/").content.decode()
    assert "中性笔" in page
    assert "硒鼓" not in page
    shown = keeper.post("/supplies/ask/", sent(items[:1], "3", show="1", **{"class": "printing"})).content.decode()
    assert "硒鼓" in shown
    assert f'name="n_{items[0].pk}" value="3"' in shown
    assert not Issue.unscoped.exists()


def test_one_press_sends_a_sheet_and_the_second_is_the_same(keeper, items):
    form = sent(items, "3", "1", title="会议筹备", once="a" * 24)
    first = keeper.post("/supplies/ask/", form)
    assert (first.status_code, keeper.post("/supplies/ask/", form)["Location"]) == (303, first["Location"])
    row = Issue.unscoped.get()
    assert (row.title, row.lines.count(), row.summary.count("×")) == ("会议筹备", 2, 2)


@pytest.mark.parametrize("number", ["-1", "1.5", "三", "99999"])
def test_a_bad_number_is_told_and_nothing_is_sent(keeper, items, number):
    answer = keeper.post("/supplies/ask/", sent(items, number, "2"))
    assert answer.status_code == 422
    assert number in answer.content.decode()
    assert not Issue.unscoped.exists()


def test_an_empty_sheet_and_an_item_of_another_store_are_refused(keeper, items, city):
    other = make(Item, city=city, organ=city.organ("市司法局"), name="公章盒")
    assert keeper.post("/supplies/ask/", sent(items, "", "")).status_code == 422
    assert keeper.post("/supplies/ask/", sent([other], "1")).status_code == 422
    shown = keeper.post("/supplies/ask/", sent([other], "1", show="1")).content.decode()
    assert "公章盒" not in shown


def test_what_is_not_urgent_goes_onto_the_batch_that_is_collected(keeper, items, city):
    assert keeper.post("/supplies/ask/", sent(items, "3", "", want="1")).status_code == 422
    batch = make(Purchase, city=city, title="十一月批次")
    assert (
        keeper.post("/supplies/ask/", sent(items, "3", "", want="1"))["Location"] == f"/supplies/purchase/{batch.pk}/"
    )
    assert batch.lines.get(item=items[0]).quantity == 3


def test_the_sheet_of_a_count_takes_many_figures_and_nothing_of_a_closed_one(keeper, items, city):
    row = make(Count, city=city)
    row.lines.all().delete()
    assert keeper.post("/supplies/tally/", sent(items, "48", "0", count=row.pk)).status_code == 303
    assert sorted(row.lines.values_list("found", flat=True)) == [0, 48]
    assert keeper.get("/supplies/tally/?count=999999").status_code == 404


def test_whoever_may_not_ask_is_told_so(city, items):
    client = Client()
    client.force_login(city.user("张克勤"), backend="chancery.ui.accounts.Accounts")
    PostRole.objects.filter(post_id=city.actor("张克勤").post, role__startswith="supplies").delete()
    assert client.get("/supplies/ask/").status_code == 403
