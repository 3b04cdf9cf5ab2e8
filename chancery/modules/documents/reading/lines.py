"""The lines of a document, cleaned of what typesetting adds (spaces, page numbers, full-width digits)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# An element of the form is short; of a longer line only this much is looked at, so that every pattern has a bound.
LONGEST = 1200

_FULL_WIDTH = {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# PDF files write some characters as Kangxi radicals or compatibility forms; they look alike and compare unequal.
_LOOK_ALIKE = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9))
}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_SPACES = dict.fromkeys((0x00A0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F), " ")
_TABLE = {**_FULL_WIDTH, **_LOOK_ALIKE, **_INVISIBLE, **_SPACES, ord("﹝"): "〔", ord("﹞"): "〕"}

_PAGE_NUMBER = re.compile(
    r"[-—–－─―_·•]{1,4}\d{1,4}[-—–－─―_·•]{1,4}|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}|[-—–－─━═_=*]{3,200}"
)
_BREAKS = re.compile(r"[\n\r\v\f\u2028\u2029]+")
_HAN = r"[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with text: where it stood, its text, the same without spaces, and whether an empty line came before."""

    index: int
    text: str
    bare: str
    gap: bool

    @property
    def whole(self) -> bool:
        """Whether the line was short enough to be read to its end."""
        return len(self.text) < LONGEST


def plain(text: str) -> str:
    """The text with ordinary spaces, digits and characters."""
    return text.translate(_TABLE)


def compact(text: str) -> str:
    """The text without any space, and with Chinese colons (去空格)."""
    return "".join(plain(text).split()).replace(":", "：")


def cells(text: str) -> list[str]:
    """The cells of a table row, or the pieces of a line that wide spaces part."""
    return [cell for piece in re.split(r"[\t|｜]| {2,}", text) if (cell := piece.strip())]


def is_page_number(bare: str) -> bool:
    """Whether the line is a page number or a drawn rule (页码、分隔线)."""
    return len(bare) <= 200 and _PAGE_NUMBER.fullmatch(bare) is not None


def _pieces(lines: Sequence[str]) -> Iterable[tuple[int, str]]:
    for index, line in enumerate(lines):
        for piece in _BREAKS.split(line):
            yield index, piece


def prepare(lines: Sequence[str]) -> list[Line]:
    """Lines that hold text, in order, without page numbers. Linear in the size of the input."""
    prepared: list[Line] = []
    gap = False
    for index, piece in _pieces(lines):
        text = plain(piece[: LONGEST * 2]).strip()[:LONGEST]
        bare = compact(text)
        if not bare:
            gap = True
        elif not is_page_number(bare):
            prepared.append(Line(index, text, bare, gap))
            gap = False
    return prepared


def words(text: str) -> list[str]:
    """The words of a line that spaces part; a word whose letters are spaced out counts as one (国 务 院)."""
    parts = text.split()
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return ["".join(parts)]
    return parts


def balanced(text: str) -> bool:
    """Whether book marks and brackets are closed."""
    return all(text.count(left) <= text.count(right) for left, right in ("《》", "（）", "〈〉", "“”"))
