"""Document numbers (发文字号): 国发〔2019〕5号, 国办发明电〔2020〕1号, 国令第707号, 财政部公告2024年第5号."""

from __future__ import annotations

import re

from .lines import compact

_OPEN = r"[〔\[［【(（<〈「〖{]"
_CLOSE = r"[〕\]］】)）>〉」〗}]"
_CODE = r"[A-Za-z\u3400-\u9fff]{1,24}"
_YEAR = r"(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3}"
_SERIAL = r"第?\d{1,5}(?:-\d{1,3})?"
# With a bracket on either side of the year the 号 may be missing, without any it may not.
_NUMBER = re.compile(rf"({_CODE})(?:{_OPEN}({_YEAR}){_CLOSE}?|({_YEAR}){_CLOSE})({_SERIAL})号?(?!\d)")
_UNBRACKETED = re.compile(rf"([\u3400-\u9fff]{{2,12}})((?:19|20)\d{{2}})({_SERIAL})号")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ORDINAL = re.compile(r"[（(]?((?:(?:19|20)\d{2}年)?第[\d一二三四五六七八九十百〇零]{1,6}号)[)）]?")
_NAMED = re.compile(
    r"([\u3400-\u9fff ]{2,40}(?:令|公告|通告)) ?((?:(?:19|20)\d{2} ?年 ?)?第 ?[\d一二三四五六七八九十百〇零]{1,6} ?号)"
)
_YEAR_ONLY = re.compile(rf"{_OPEN}((?:19|20)\d{{2}}){_CLOSE}第?(\d{{1,5}})号")
_LABEL = re.compile(r"(?:发文字号|文件编号|公文编号|文号|字号|编号)[：]?")
# 代字 never begin so; a sentence about another document does.
_CITING = re.compile(
    r"^(?:根据|按照|依据|现将|转发|印发|关于|贯彻|落实|执行|遵照|参照|以及|详见|见|按|和|与|原|对|等级|特急|加急|平急|特提|附件|抄送)"
)


def _written(code: str, year: str, serial: str) -> str:
    return f"{code}〔{year.translate(_HAN_DIGITS)}〕{serial}号"


def read_number(text: str) -> str | None:
    """The number in its fixed form, when the text is a number and nothing else; brackets and spaces are put right."""
    bare = _LABEL.sub("", compact(text), count=1)
    if len(bare) > 60 or _CITING.match(bare):
        return None
    if bare.startswith(("（", "(")) and bare.endswith(("）", ")")):
        bare = bare[1:-1]
    if found := _NUMBER.fullmatch(bare):
        return _written(found[1], found[2] or found[3], found[4])
    if found := _UNBRACKETED.fullmatch(bare):
        return _written(*found.groups())
    return None


def read_ordinal(text: str) -> str | None:
    """第707号 or 2024年第5号 under the name of an order or announcement."""
    found = _ORDINAL.fullmatch(compact(text)[:30])
    return found[1] if found else None


def read_named(text: str) -> tuple[str, str] | None:
    """Name and ordinal of an order or announcement on one line (财政部公告2024年第5号)."""
    if len(text) > 80:
        return None
    found = _NAMED.fullmatch(" ".join(text.split()))
    return (found[1].strip(), compact(found[2])) if found else None


def read_year_only(text: str) -> str | None:
    """〔2024〕12号 alone, as minutes print it under their name."""
    found = _YEAR_ONLY.fullmatch(compact(text)[:30])
    return f"〔{found[1]}〕{found[2]}号" if found else None


def first_number(text: str) -> str | None:
    """The first number that a text cites."""
    found = _NUMBER.search(compact(text[:1200]))
    if found is None or not found.group().endswith("号"):
        return None
    return _written(_CITING.sub("", found[1]), found[2] or found[3], found[4])


def split_number(text: str) -> tuple[str, str, str] | None:
    """Before, number, after: for a head line that holds more than its number (发文字号与签发人同行)."""
    bare = compact(text)
    if len(bare) > 100:
        return None
    found = _NUMBER.search(bare)
    if found is None or not found.group().endswith("号") or _CITING.match(found[1]):
        return None
    return bare[: found.start()], _written(found[1], found[2] or found[3], found[4]), bare[found.end() :]


def order_number(name: str, ordinal: str) -> str:
    """The number of an order or announcement; those of the State Council are cited as 国令第707号."""
    return f"国令{ordinal}" if name in ("中华人民共和国国务院令", "国务院令") else f"{name}{ordinal}"
