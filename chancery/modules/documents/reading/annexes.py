"""Annexes: the list that the text ends with (附件说明), or else the headings of the annexes themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .signature import is_annex_heading

_LIST = re.compile(r"附件(?:：|(?=1[.．、]))(.*)")
_ITEM = re.compile(r"(?:附件)?(\d{1,2})[.．、：](?!\d)(.+)")
_HEADED = re.compile(r"附件(\d{0,2})[：.．](.{2,80})")
MOST = 60


def find_list(page: Sequence[Line], floor: int, ceiling: int) -> int | None:
    """Where the list of annexes begins, between two places."""
    for place in range(floor, ceiling):
        bare = page[place].bare
        if bare.startswith("附件") and len(bare) <= 300 and "。" not in bare and (found := _LIST.fullmatch(bare)):
            following = page[place + 1].bare if place + 1 < len(page) else ""
            if found[1] or _ITEM.fullmatch(following):
                return place
    return None


def _clean(title: str) -> str:
    return title.strip("。；;，,. ")


def read_list(page: Sequence[Line], start: int, end: int) -> list[str]:
    """The titles in the list; a title that is broken over lines is joined."""
    titles: list[str] = []
    text = page[start].bare[len("附件") :].lstrip("：")
    for piece in (text, *(line.bare for line in page[start + 1 : min(end, start + MOST)])):
        found = _ITEM.fullmatch(piece)
        if found and int(found[1]) == len(titles) + 1:
            titles.append(found[2])
        elif titles:
            titles[-1] += piece
        elif piece:
            titles.append(piece)
    return [clean for title in titles if (clean := _clean(title))]


def read_headings(page: Sequence[Line], floor: int) -> list[str]:
    """The titles under the headings 附件1, 附件2 …, for copies without a list."""
    titles: list[str] = []
    for place in range(floor, len(page)):
        bare = page[place].bare
        if not bare.startswith("附件") or len(bare) > 90:
            continue
        found = _HEADED.fullmatch(bare)
        if found and "。" not in bare and _expected(found[1], len(titles)):
            titles.append(_clean(found[2]))
        elif is_annex_heading(bare) and place + 1 < len(page) and len(page[place + 1].bare) <= 80:
            titles.append(_clean(page[place + 1].bare))
    return titles


def _expected(number: str, already: int) -> bool:
    return int(number or already + 1) == already + 1
