"""The table that government sites print above a document (索引号、发文机关、成文日期、标题、发文字号)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line, cells, compact

_FIELDS = {
    "index": ("信息索引号", "索引号"),
    "title": ("信息名称", "公文名称", "文件名称", "标题"),
    "number": ("发文字号", "文件编号", "公文文号", "文号"),
    "issuer": ("发文机关", "发布机构", "发文单位", "制发机关", "发布单位", "发布机关"),
    "date": ("成文日期", "发文日期", "生成日期"),
    "public": ("公开方式", "公开属性", "信息公开属性"),
    "": (
        "主题分类",
        "组配分类",
        "体裁分类",
        "服务对象",
        "发布日期",
        "公开日期",
        "公文种类",
        "文件类型",
        "主题词",
        "关键词",
        "有效性",
        "效力状态",
        "生效日期",
        "实施日期",
        "废止日期",
        "失效日期",
        "公开范围",
        "公开时限",
        "语种",
        "内容概述",
        "信息类别",
        "信息来源",
        "来源",
        "统一编号",
        "规范性文件编号",
        "责任部门",
        "公开责任部门",
        "载体类型",
        "浏览次数",
        "字体",
        "时效",
    ),
}
_LABELS = {label: field for field, labels in _FIELDS.items() for label in labels}
_ANY = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABELLED = re.compile(rf"(?<![\u3400-\u9fff《“])[【\[]?({_ANY})[】\]]?：")
_GLUED = re.compile(rf"[【\[]?({_ANY})[】\]]?：")
_ALONE = re.compile(rf"[【\[]?({_ANY})[】\]]?：?")
_DEEPEST = 40


def _pairs_of(line: Line) -> list[tuple[str, str]]:
    """Label and value pairs of one line; an empty value stands on the next line."""
    parts = [bare for cell in cells(line.text) if (bare := compact(cell))]
    if len(parts) > 1 and _ALONE.fullmatch(parts[0]):
        pairs: list[tuple[str, str]] = []
        for part in parts:
            if alone := _ALONE.fullmatch(part):
                pairs.append((alone[1], ""))
            elif pairs and not pairs[-1][1]:
                pairs[-1] = (pairs[-1][0], part)
        return pairs
    if alone := _ALONE.fullmatch(line.bare):
        return [(alone[1], "")] if line.bare not in ("标题：", "来源：") or len(alone[1]) > 1 else []
    if not _LABELLED.match(line.bare):
        return []
    marks = list(_GLUED.finditer(line.bare))
    ends = [mark.start() for mark in marks[1:]] + [len(line.bare)]
    return [(mark[1], line.bare[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def _is_value(bare: str, field: str, values: dict[str, str], alternating: bool) -> bool:
    """Whether a line is the value of the label above it; the last label of a table (主题词) often has none."""
    if values.get("title", "").startswith(bare[:60]) and "title" in values:
        return False
    return bool(field) or alternating


def split_catalogue(page: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """The values of the table by field (index, title, number, issuer, date, public), and the lines without it."""
    values: dict[str, str] = {}
    rest: list[Line] = []
    waiting = ""
    open_label = alternating = False
    for place, line in enumerate(page):
        pairs = _pairs_of(line) if place < _DEEPEST else []
        if open_label and not pairs and place < _DEEPEST and _is_value(line.bare, waiting, values, alternating):
            values.setdefault(waiting, line.bare)
            alternating = True
        elif not pairs:
            rest.append(line)
        for label, value in pairs:
            if value:
                values.setdefault(_LABELS[label], value)
        open_label = bool(pairs) and not pairs[-1][1] and len(pairs) == 1
        waiting = _LABELS[pairs[-1][0]] if pairs else ""
    values.pop("", None)
    return values, rest
