"""Titles (标题) and kinds (文种): organ, matter and kind, often broken over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line, balanced
from .organs import is_organ, organs_of

# Fifteen of 条例 art. 8 in its order, and two that State Council lists use besides.
KINDS = (
    "决议",
    "决定",
    "命令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "答复",
    "其他",
)

_ENDING = re.compile(
    r"(决议|决定|命令|公报|公告|通告|意见|通知书?|通报|报告|请示|批复|议案|函|纪要|答复|令)(?:[（(〔][^（）()〔〕]{0,40}[）)〕])*$"
)
_SURE = re.compile(
    r"的(?:[^，。的]{0,6})(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|答复)(?:[（(][^（）()]{0,40}[）)])*$"
)
_NOT_KIND = re.compile(r"(?:信函|公函|来函|发函|司令|法令|指令|条令|口令|政令)$")
_MATTER = re.compile(r"关于|转发|批转|印发|对")
_STARTS_BODY = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章条]|\d{1,2}[.．、](?!\d)"
    r"|为[了进全深贯加切认规做推落确促维保有]|根据|按照|依据|依照|经[市省县区国研党商]|现将|现就|近[年期日来]|当前|你[市省县区局院委厅部们单]|贵[市省县区局院委厅部单]"
    r"|[《“].{2,60}[》”]已|\d{4}年\d{1,2}月\d{1,2}日[，,至上下])"
)
LONGEST_TITLE = 8


def kind_of(title: str) -> str:
    """The kind that a title names at its end (条例 art. 8), 答复, or 其他; nothing for an empty title."""
    if not title:
        return ""
    found = _ENDING.search(title[-60:])
    if found is None or _NOT_KIND.search(title):
        return "其他"
    kind = found[1].removesuffix("书")
    return "命令" if kind == "令" else kind


def names_kind(text: str) -> bool:
    """Whether a text ends like a title."""
    return kind_of(text) not in ("", "其他") and balanced(text)


def begins_body(line: Line) -> bool:
    """Whether a line belongs to the text and cannot be part of a title."""
    bare = line.bare
    if not line.whole or len(bare) > 160:
        return True
    if _STARTS_BODY.match(bare) and not names_kind(bare):
        return True
    return any(mark in bare for mark in "。；！？") and not bare.endswith(("》", "）", ")"))


def join_title(lines: Sequence[Line]) -> str:
    """The title in one line; a space stays only between the names of two organs."""
    pieces: list[str] = []
    for line in lines:
        pieces.extend(_words(line))
    title = ""
    for piece in pieces:
        before = title.rsplit(" ", 1)[-1]
        apart = title and _ends_with_organ(before) and _begins_with_organ(piece)
        title += f" {piece}" if apart else piece
    return title


def _words(line: Line) -> list[str]:
    parts = line.text.split()
    return parts if len(parts) < 9 and all(len(part) > 2 for part in parts) else [line.bare]


def _ends_with_organ(text: str) -> bool:
    return "关于" not in text and len(text) > 2 and is_organ(text)


def _begins_with_organ(text: str) -> bool:
    organ = _MATTER.split(text, maxsplit=1)[0]
    return len(organ) > 2 and not organ.startswith(("办公", "人民政府", "委员会")) and is_organ(organ)


def _stops(title: str, line: Line) -> bool:
    """Whether a title that already names its kind ends before this line."""
    if line.bare.startswith("的") or not _SURE.search(title) or not balanced(title):
        return False
    return line.gap or "，" in line.bare or "：" in line.bare or len(line.bare) > 40


def best_title(run: Sequence[Line]) -> tuple[str, int]:
    """The title that begins a run of lines, and how many lines it takes: the longest that ends with a kind."""
    best, taken = "", 0
    for count in range(1, min(len(run), LONGEST_TITLE) + 1):
        if count > 1 and best and _stops(best, run[count - 1]):
            break
        title = join_title(run[:count])
        if names_kind(title):
            best, taken = title, count
    if not best:
        taken = min(len(run), LONGEST_TITLE)
        best = join_title(run[:taken])
    return _once(best, run), taken


def _once(title: str, run: Sequence[Line]) -> str:
    """Without the red name above a title that begins with the same organ."""
    first = run[0].bare
    below = title[len(first) :].strip() if title.startswith(first) else ""
    if names_kind(first) and "关于" not in first and "关于" in below and names_kind(below) and len(run) > 1:
        return below  # the name of a gazette or of a series above the title
    return title[len(first) :].strip() if len(run) > 1 and title[len(first) :].strip().startswith(first) else title


def is_strong(title: str) -> bool:
    """Whether a text has the form of a title beyond doubt."""
    return ("关于" in title and names_kind(title)) or _SURE.search(title) is not None


def title_organs(title: str) -> list[str]:
    """The organs that begin a title, before 关于, 转发, 批转, 印发 or 对."""
    found = _MATTER.search(title)
    head = title[: found.start()] if found else _ENDING.sub("", title)
    return organs_of(head.strip()) if head.strip() else []
