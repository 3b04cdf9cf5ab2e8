"""Tables of messages with their class, and of the classes themselves, read by what their headings are called."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.transfer.columns import heading_key
from chancery.kernel.transfer.sheets import Table, read_table

MOST_MESSAGES = 100_000
LONGEST_TEXT = 20_000
LONGEST_CLASS = 50
_MESSAGE = {
    "number": ("留言编号", "编号", "工单编号", "工单号", "序号", "number", "id"),
    "sender": ("留言用户", "用户", "来电人", "留言人", "用户编号", "sender", "user"),
    "title": ("留言主题", "主题", "标题", "工单标题", "留言标题", "title", "subject"),
    "moment": ("留言时间", "时间", "来电时间", "受理时间", "提交时间", "日期", "time", "date"),
    "text": ("留言详情", "详情", "留言内容", "内容", "正文", "诉求内容", "工单内容", "text", "message", "content"),
    "label": ("一级分类", "一级标签", "一级类别", "分类", "类别", "标签", "事项分类", "class", "label", "category"),
    "answer": ("答复意见", "答复内容", "回复内容", "答复", "answer", "reply"),
}
_TAXONOMY = {
    "first": ("一级分类", "一级标签", "一级类别", "first", "level1"),
    "second": ("二级分类", "二级标签", "二级类别", "second", "level2"),
    "third": ("三级分类", "三级标签", "三级类别", "third", "level3"),
}
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?)?"
)
_FIRST_DAY = datetime(1899, 12, 30)
"""The day from which a sheet counts."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a table (留言): what the caller said, when, and the class that the office gave it."""

    row: int
    number: str
    sender: str
    title: str
    text: str
    moment: datetime | None
    label: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One line of a table of classes (三级分类)."""

    first: str
    second: str
    third: str


def read_messages(stream: BinaryIO, name: str, *, labelled: bool = False) -> list[Message]:
    """The messages of a workbook, in their order; `labelled` refuses a row without its class.

    Raises Refused with the sheet and the row when the file is no such table.
    """
    table = read_table(stream, name, known=_known(_MESSAGE))
    at = _columns(table, _MESSAGE, ("text", "label") if labelled else ("text",), name)
    messages: list[Message] = []
    for row, cells in table.rows:
        if len(messages) == MOST_MESSAGES:
            raise Refused(say("The table {name} has more than {most} messages.", name=name, most=MOST_MESSAGES))
        messages.append(_message(_Row(table.sheet, row, cells, at), name, labelled))
    if not messages:
        raise Refused(say("The table {name} holds headings and no message.", name=name))
    return messages


def read_taxonomy(stream: BinaryIO, name: str) -> list[Leaf]:
    """The classes of a workbook with their second and third levels (分类体系)."""
    table = read_table(stream, name, known=_known(_TAXONOMY))
    at = _columns(table, _TAXONOMY, ("first", "second"), name)
    leaves = []
    for row, cells in table.rows:
        of = _Row(table.sheet, row, cells, at)
        leaves.append(Leaf(of.words("first"), of.words("second"), of.words("third")))
        if len(leaves) > MOST_MESSAGES:
            raise Refused(say("The table {name} has more than {most} classes.", name=name, most=MOST_MESSAGES))
    return leaves


def taxonomy_beside(path: Path) -> list[Leaf]:
    """The table of classes that lies in the folder of a table of messages, or nothing."""
    beside = path.parent / "taxonomy.xlsx"
    if beside == path or not beside.is_file():
        return []
    return read_taxonomy(io.BytesIO(beside.read_bytes()), beside.name)


@dataclass(frozen=True, slots=True)
class _Row:
    sheet: str
    number: int
    cells: Sequence[Any]
    at: Mapping[str, int]

    def value(self, field: str) -> Any:
        return self.cells[self.at[field]] if field in self.at else ""

    def words(self, field: str) -> str:
        value = self.value(field)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return re.sub(r"\s+", " ", str("" if value is None else value)).strip()


def _known(aliases: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {heading_key(alias) for names in aliases.values() for alias in names}


def _columns(table: Table, aliases: Mapping[str, tuple[str, ...]], wanted: Sequence[str], name: str) -> dict[str, int]:
    """Where each column stands; of several headings the name that stands first among the aliases wins."""
    keys = [heading_key(heading) for heading in table.headings]
    at: dict[str, int] = {}
    for field, names in aliases.items():
        found = next((keys.index(key) for key in map(heading_key, names) if key in keys), None)
        if found is not None and found not in at.values():
            at[field] = found
    missing = next((field for field in wanted if field not in at), "")
    if missing:
        raise Refused(
            say(
                "Sheet {sheet} of {name} has no column {heading}. Row {row} was taken for its headings.",
                sheet=table.sheet or "1",
                name=name,
                heading=aliases[missing][0],
                row=table.heading_row,
            )
        )
    return at


def _message(row: _Row, name: str, labelled: bool) -> Message:
    text = row.words("text")
    label = row.words("label")
    place = {"sheet": row.sheet or "1", "name": name, "row": row.number}
    if not text and not row.words("title"):
        raise Refused(say("Sheet {sheet} of {name}, row {row}: the message has no words.", **place))
    if len(text) > LONGEST_TEXT:
        raise Refused(
            say(
                "Sheet {sheet} of {name}, row {row}: the message is longer than {most} characters.",
                **place,
                most=LONGEST_TEXT,
            )
        )
    if (labelled and not label) or len(label) > LONGEST_CLASS:
        raise Refused(say("Sheet {sheet} of {name}, row {row}: the message has no class.", **place))
    moment = _moment(row.value("moment"))
    return Message(
        row.number,
        row.words("number"),
        row.words("sender"),
        row.words("title"),
        text,
        moment,
        label,
        row.words("answer"),
    )


def _moment(value: Any) -> datetime | None:
    """The moment of a cell, on the clock of the office: a date, a number of the sheet, or printed words."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=HOUSE)
    if isinstance(value, (int, float)) and 20_000 < value < 80_000:
        return (_FIRST_DAY + timedelta(days=value)).replace(tzinfo=HOUSE)
    found = _MOMENT.search(str(value))
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part) for part in found.groups("0"))
        return datetime(year, month, day, hour, minute, second, tzinfo=HOUSE)
    except ValueError:
        return None
