"""Dates as documents print them (成文日期): 2019年1月27日, 二〇〇四年八月十二日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .lines import compact

_ZERO = "〇○◯零OoＯоОΟο0"
_DIGITS = {
    **dict.fromkeys(_ZERO, 0),
    **{character: value for value, character in enumerate("一二三四五六七八九", start=1)},
}
_ARABIC = r"(?:19|20)\d{2}年[01]?\d月[0-3]?\d日"
_HAN = (
    rf"[一二][{_ZERO}一二三四五六七八九]{{3}}年[元正一二三四五六七八九十]{{1,3}}月[初廿卅一二三四五六七八九十]{{1,3}}日"
)
_DATE = re.compile(rf"{_ARABIC}|{_HAN}")
_DASHED = re.compile(r"((?:19|20)\d{2})[-./]([01]?\d)[-./]([0-3]?\d)(?:T?\d{1,2}[：:]\d{2}(?:[：:]\d{2})?)?")
_PARTS = re.compile(r"(.{4})年(.{1,3})月(.{1,3})日")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date and the words in which it was printed."""

    text: str
    day: date


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.replace("元", "一").replace("正", "一").replace("初", "").replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(str(_DIGITS[character]) for character in text) or "0")
    tens, _, ones = text.partition("十")
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _printed(text: str) -> PrintedDate | None:
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    try:
        year, month, day = (_number(part) for part in found.groups())
        return PrintedDate(text, date(year, month, day))
    except (KeyError, ValueError):
        return None  # 二〇〇四年十三月: printed, but no day of any calendar


def read_date(text: str) -> PrintedDate | None:
    """The date, when the line holds nothing else."""
    bare = compact(text)
    if len(bare) > 20:
        return None
    return _printed(bare) if _DATE.fullmatch(bare) else None


def read_dashed(text: str) -> PrintedDate | None:
    """A date of a catalogue table, which may also be written 2019-01-27."""
    bare = compact(text)[:40]
    found = _DASHED.fullmatch(bare)
    if found is None:
        return read_date(bare)
    try:
        return PrintedDate(bare, date(*(int(part) for part in found.groups()[:3])))
    except ValueError:
        return None


def ending_date(text: str) -> tuple[str, PrintedDate] | None:
    """What stands before a date that ends the line, and the date."""
    bare = compact(text)
    if len(bare) > 80:
        return None
    for found in _DATE.finditer(bare):
        if found.end() == len(bare) and (printed := _printed(found.group())):
            return bare[: found.start()], printed
    return None


def first_date(text: str) -> PrintedDate | None:
    """The first date in a text, for notes under a title (题注)."""
    found = _DATE.search(compact(text[:300]))
    return _printed(found.group()) if found else None
