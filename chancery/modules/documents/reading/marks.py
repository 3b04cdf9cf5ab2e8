"""Marks on a copy: secrecy (密级), urgency (紧急程度), copy number (份号), publicity (公开方式)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from .lines import LONGEST, compact, plain

LEVELS = ("绝密", "机密", "秘密")
URGENCIES = ("特提", "特急", "加急", "平急")

_STAR = "★☆✩✭✮⭐🟊*＊"
_TRADITIONAL = str.maketrans("絕機祕級長啟", "绝机秘级长启")
_COUNT = r"[\d一二三四五六七八九十]{1,4}"
_DAY = r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:前|后)?"
_PERIOD = (
    rf"(?:长期|启用前|永久|{_COUNT}(?:年|个月|月|天|日)(?:解密)?|{_DAY}|公布前|解密日期.{{0,20}}|解密条件.{{0,30}})"
)
_LEVEL = r"绝密|机密|秘密"
_TOKEN = re.compile(rf"(?P<level>{_LEVEL})(?:级|件)?[{_STAR}·\-—]{{0,3}}(?P<period>{_PERIOD})?[{_STAR}]{{0,2}}")
_STARRED = re.compile(rf"({_LEVEL})(?:级)?[{_STAR}]")
_CHECKED = re.compile(rf"[☑√✓✔■☒●]({_LEVEL})")
# What may stand beside a level in the head without making the line a sentence.
_COMPANY = re.compile(
    r"密级(?:和保密期限)?|保密期限|紧急程度|缓急程度|等级|份号|编号|明电|特提|特急|加急|平急|急件|№|[Nn][Oo]\.?|\d{3,8}|[：/、·|｜【】\[\]（）()\-—]|"
    + _PERIOD
)
_QUOTED = re.compile(r"[“\"‘「《][^”\"’」》]{0,60}[”\"’」》]")
_URGENCY = re.compile(r"(?:(?:紧急程度|缓急程度|等级)：?)?(特提|特急|加急|平急)(?:[·•\-]?(?:明电|密电|件))?")
_COPY = re.compile(r"(?:(?:份号|№|[Nn][Oo]\.?)：?(\d{1,8})|(\d{6})|(0\d{2,6}))(?!\d)")
_PUBLIC = re.compile(
    r"(?:此件|本件|此文|本文|公开方式|公开属性|信息公开选项|信息公开属性|公开类型|政务公开|信息公开)[：]?"
    r"(主动公开|依申请公开|不予公开|不公开|公开发布|删减后公开|公开)"
)


def _levels_of_row(bare: str) -> set[str]:
    """The levels of a line that holds only marks and their company; nothing when other words stand there."""
    if _CHECKED.search(bare):
        return set(_CHECKED.findall(bare))
    rest = bare.lstrip(_STAR)
    levels: set[str] = set()
    while rest and len(levels) < 2:
        if found := _TOKEN.match(rest):
            levels.add(found["level"])
        elif not (found := _COMPANY.match(rest)):
            return set()
        rest = rest[found.end() :].lstrip(_STAR)
    return levels if len(levels) == 1 else set()


def _levels_of_line(line: str, *, in_head: bool) -> set[str]:
    bare = compact(line).translate(_TRADITIONAL)
    if len(bare) > 80 or "。" in bare:
        return set()
    if levels := _levels_of_row(bare):
        return levels
    unquoted = _QUOTED.sub("", bare)
    if starred := set(_STARRED.findall(unquoted)):
        return starred
    words = plain(line).translate(_TRADITIONAL).split()
    if in_head and len(words) > 1:
        # a level beside the copy number or the red name, kept apart from it by a space
        return {level for word in (words[0], words[-1]) if (level := word.strip(_STAR)) in LEVELS}
    return set()


def _upright(lines: Sequence[str]) -> Iterator[str]:
    """Lines of one character each, joined: marks that were set upright."""
    joined = ""
    for line in lines:
        text = line.strip() if len(line) < 40 else line[:40]
        if len(text) == 1:
            joined = (joined + text)[-40:]
        elif text:
            if len(joined) > 1:
                yield joined
            joined = ""
    if len(joined) > 1:
        yield joined


def find_secrecy_mark(lines: Sequence[str]) -> str | None:
    """The highest secrecy mark on the copy (绝密、机密、秘密), or None.

    A mark is a line or cell that holds nothing but a level, its period and other marks of the head. A text that
    speaks about secrets has none. State secrets must not enter the platform (保守国家秘密法), so in doubt a line
    that is only a level counts as a mark.
    """
    found: set[str] = set()
    seen = 0
    for line in lines:
        seen += bool(line and not line.isspace())
        if "密" in line and len(line) <= LONGEST:
            pieces = re.split(r"[\n\r\v\f\t|｜]", line)
            for piece in pieces if len(pieces) == 1 else (*pieces, line):
                if "密" in piece:
                    found |= _levels_of_line(piece, in_head=seen <= 30)
    for joined in _upright(lines):
        found |= _levels_of_row(compact(joined).translate(_TRADITIONAL))
    return next((level for level in LEVELS if level in found), None)


def take_copy_number(bare: str) -> tuple[str, str]:
    """The copy number that begins a head line, and the rest."""
    found = _COPY.match(bare)
    if found is None or bare[found.end() :][:1] in tuple("年月.、-/"):
        return "", bare
    return found[1] or found[2] or found[3], bare[found.end() :]


def take_urgency(bare: str) -> tuple[str, str]:
    """The urgency that begins a head line, and the rest."""
    found = _URGENCY.match(bare)
    return (found[1], bare[found.end() :].lstrip("·、|｜")) if found else ("", bare)


def take_secrecy(bare: str) -> tuple[str, str]:
    """The secrecy mark that begins a head line, and the rest."""
    simple = bare.translate(_TRADITIONAL).removeprefix("密级").lstrip("：" + _STAR)
    found = _TOKEN.match(simple)
    return (found["level"], simple[found.end() :].lstrip("·、|｜")) if found else ("", bare)


def public_mark(bares: Sequence[str]) -> str:
    """How the copy may be published, in its own words (公开方式), or nothing."""
    for bare in islice(bares, None):
        if "公开" in bare and len(bare) <= 40 and (found := _PUBLIC.fullmatch(bare.strip("（）()[]【】。"))):
            return found.group().partition("：")[2] or found.group()
    return ""
