"""What is peculiar to tables of asset cards: who uses and keeps them, and the words that registers write for a choice."""

from __future__ import annotations

import io

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from chancery.kernel.org.models import Person
from chancery.kernel.transfer.applying import apply
from chancery.kernel.transfer.background import take_in
from chancery.kernel.transfer.columns import columns_of
from chancery.kernel.transfer.rows import cells_of
from chancery.kernel.transfer.staging import faults_of
from chancery.modules.assets.models import Asset
from chancery.modules.assets.views.cards import asset
from tests.maker import departments, maker

pytestmark = pytest.mark.django_db
HEAD = ("资产编号", "资产名称", "资产分类代码", "取得方式", "取得日期", "账面原值", "使用状况", "使用人", "保管人")


@pytest.fixture
def brought(city):
    """Takes rows in as a workbook under the headings of a finance department's register."""

    def take(*rows, head=HEAD):
        book, out = Workbook(), io.BytesIO()
        for row in (head, *rows):
            book.active.append(row)
        book.save(out)
        return take_in(
            out,
            "固定资产台账.xlsx",
            model=Asset,
            columns=asset.transfer,
            organ=departments(city)[0].pk,
            actor=maker(),
            match=asset.match,
        )

    return take


def row(number, *, category="2010104", how="外购", status="在用", user=None, keeper=None):
    return (number, "台式计算机", category, how, "2021-05-06", 4680, status, user, keeper)


def said(one):
    with override("en"):
        return [str(fault.sentence) for fault in faults_of(one)]


def cards():
    return {card.number: card for card in Asset.unscoped.exclude(number="")}


def test_a_register_of_the_edition_of_2010_comes_in_with_its_users_and_keepers(city, brought):
    first, second = city.person("周敏"), city.person("吴越")
    one = brought(
        row("G-1", user="周敏", keeper=second.staff_number),
        row("G-2", category=2010105.0, how="调入", status="闲置", user=f"{first.name} {first.staff_number}"),
        row(
            "G-3",
            category="A02010105台式机",
            how="Purchase (asset)",
            status="In use",
            user=f"周敏（{first.staff_number}）",
        ),
        row("G-4", category="便携式计算机", how="购置", status="待报废"),
    )
    assert said(one) == []
    apply(one, actor=maker())
    told = {
        number: (card.category, card.acquisition, card.status, card.user, card.keeper)
        for number, card in cards().items()
    }
    assert told == {
        "G-1": ("A02010105", "purchase", "in_use", first, second),
        "G-2": ("A02010108", "allocation", "idle", first, None),
        "G-3": ("A02010105", "purchase", "in_use", first, None),
        "G-4": ("A02010108", "purchase", "pending", None, None),
    }


def test_a_name_that_several_people_bear_is_said_with_its_row_and_the_staff_number_tells_them_apart(city, brought):
    other = Person.objects.create(name="周敏", staff_number="90001")
    assert said(brought(row("G-1"), row("G-2", user="周敏"))) == [
        "Row 3, “使用人” says “周敏”: several people are called so; write the staff number."
    ]
    apply(brought(row("G-1", user="90001")), actor=maker())
    assert cards()["G-1"].user == other


def test_somebody_who_left_is_named_by_the_staff_number_and_a_key_names_nobody(city, brought):
    left = Person.objects.create(name="田守业", staff_number="90002", left_on="2020-01-01")
    nobody = "there is nobody of this name or staff number; of those who left write the staff number."
    wrong = brought(row("G-1", user="田守业"), row("G-2", user=str(left.pk)))
    assert [text.split(": ", 1)[1] for text in said(wrong)] == [nobody, nobody]
    assert said(brought(row("G-1", user="90002"))) == []


def test_a_word_that_means_no_choice_and_a_code_of_no_edition_are_refused_with_their_row(brought):
    wrong = said(brought(row("G-1", category="9999999"), row("G-2", how="拾得")))
    assert [text.split(":", 1)[0] for text in wrong] == [
        "Row 2, “资产分类代码” says “9999999”",
        "Row 3, “取得方式” says “拾得”",
    ]


def test_a_second_table_moves_a_card_to_its_new_user_and_doubles_nothing(city, brought):
    apply(brought(row("G-1", user="周敏"), row("G-2", user="周敏")), actor=maker())
    again = brought(row("G-1", user="周敏"), row("G-2", user="吴越"))
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 1, 1)
    apply(again, actor=maker())
    assert {number: card.user.name for number, card in cards().items()} == {"G-1": "周敏", "G-2": "吴越"}


def test_people_go_out_so_that_two_of_one_name_come_back_as_two(city, brought):
    Person.objects.create(name="周敏", staff_number="90001")
    apply(brought(row("G-1", user=city.person("周敏").staff_number), row("G-2", user="90001")), actor=maker())
    columns = columns_of(Asset, ("number", "name", "category", "acquired_on", "cost", "user"))
    again = brought(*(cells_of(card, columns) for card in cards().values()), head=[str(one.label) for one in columns])
    assert (said(again), again.counts["same"]) == ([], 2)
