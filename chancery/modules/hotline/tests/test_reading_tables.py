"""A table of messages is read by its headings, and a wrong one is answered with its sheet and row."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.modules.hotline.reading.tables import Leaf, read_messages, read_taxonomy, taxonomy_beside

SHARED = Path(os.environ.get("CHANCERY_SHARED", Path(__file__).parents[5] / "shared")) / "data" / "citizens"
MESSAGES = SHARED / "messages-labelled.xlsx"
needs_messages = pytest.mark.skipif(not MESSAGES.exists(), reason="the shared messages are not on this machine")


def workbook(rows: Sequence[Sequence[Any]], sheet: str = "留言") -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


HEADINGS = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级分类"]


def test_messages_are_read_with_their_class_and_moment() -> None:
    found = read_messages(
        workbook([HEADINGS, [24, "U1", "路灯不亮", "2020/1/6 12:09:38", "\n\t路口的灯 坏了\n", "城乡建设"]]), "a.xlsx"
    )

    assert len(found) == 1
    one = found[0]
    assert (one.number, one.sender, one.title, one.text, one.label) == (
        "24",
        "U1",
        "路灯不亮",
        "路口的灯 坏了",
        "城乡建设",
    )
    assert one.moment == datetime(2020, 1, 6, 12, 9, 38, tzinfo=HOUSE)
    assert one.row == 2


def test_other_offices_call_the_columns_otherwise_and_in_another_order() -> None:
    found = read_messages(workbook([["表一"], ["标签", "内容", "标题"], ["教育", "食堂太贵", "中学食堂"]]), "b.xlsx")

    assert [(one.title, one.text, one.label, one.moment) for one in found] == [("中学食堂", "食堂太贵", "教育", None)]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (datetime(2021, 5, 4, 3, 2), datetime(2021, 5, 4, 3, 2, tzinfo=HOUSE)),
        ("2021年5月4日", datetime(2021, 5, 4, tzinfo=HOUSE)),
        (44320.5, datetime(2021, 5, 4, 12, tzinfo=HOUSE)),
        ("2021/13/40 1:1:1", None),
        ("昨天", None),
    ],
)
def test_moments_come_as_dates_numbers_or_words(cell: Any, moment: datetime | None) -> None:
    assert read_messages(workbook([HEADINGS, [1, "", "灯", cell, "灯坏", "城建"]]), "c.xlsx")[0].moment == moment


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["留言编号", "留言主题"], [1, "灯"]], "留言详情"),
        ([HEADINGS, [1, "", "灯", "", "灯坏", "城建"], [2, "", "水", "", "停水", ""]], "3"),
        ([HEADINGS, [1, "", "", "", "", "城建"]], "2"),
        ([HEADINGS], "wrong.xlsx"),
        ([HEADINGS, [1, "", "灯", "", "长" * 20_001, "城建"]], "20000"),
    ],
    ids=["no column of text", "no class", "no words", "no message", "too long"],
)
def test_a_wrong_table_is_refused_with_its_place(rows: Sequence[Sequence[Any]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_messages(workbook(rows), "wrong.xlsx", labelled=True)


def test_what_is_no_workbook_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused):
        read_messages(io.BytesIO(b"PK\x03\x04 not a workbook"), "broken.xlsx")


def test_a_taxonomy_is_read_to_its_third_level() -> None:
    found = read_taxonomy(
        workbook([["一级分类", "二级分类", "三级分类"], ["交通运输", "出租车管理", "运价监管"]]), "t.xlsx"
    )

    assert found == [Leaf("交通运输", "出租车管理", "运价监管")]


def test_a_taxonomy_is_taken_only_where_one_lies(tmp_path: Path) -> None:
    assert taxonomy_beside(tmp_path / "messages.xlsx") == []
    (tmp_path / "taxonomy.xlsx").write_bytes(workbook([["一级分类", "二级分类"], ["交通", "公路"]]).getvalue())
    assert taxonomy_beside(tmp_path / "messages.xlsx") == [Leaf("交通", "公路", "")]


@needs_messages
def test_the_shared_messages_are_read_whole() -> None:
    with MESSAGES.open("rb") as stream:
        found = read_messages(stream, MESSAGES.name, labelled=True)

    assert len(found) == 495
    assert len(Counter(one.label for one in found)) == 7
    assert all(one.moment and one.number and one.sender and one.title for one in found)
