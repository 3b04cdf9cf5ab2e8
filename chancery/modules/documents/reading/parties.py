"""Addressees (主送机关), copies (抄送机关) and the printing line (印发机关和印发日期)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .numbers import read_number
from .organs import is_addressee
from .title import names_kind

_SENTENCE = re.compile(r"[。；！？“”《]|如下|现将|现就|为了|根据|按照|要求|以下|会议")
_LABELS = re.compile(
    r"^(?:出席|列席|请假|参会|参加|牵头|责任|主办|承办|协办|会议|抄|主送|发电|等级|签批|密级|紧急|发文|文号|索引|标题|成文|公开|联系|附件|签发|时间|地点|主持|记录|缺席|分送|印发|发送|[一二三四五六七八九十]+、|[（(]|\d)"
)
_HEADLESS = ("人民政府", "政府", "办公厅", "办公室", "党委", "委员会")
_WHOLE = ("新疆生产建设兵团", "生产建设兵团", "中央军委", "武警部队", "各人民团体", "各民主党派")
_COPIES = re.compile(r"^(抄送|抄报|分送|主送|发送|报送|送)：(.+)")
_PRINTED = re.compile(r"(?:印发|印制|翻印|印)(?:[）)])?$")
MOST_LINES = 8


def _pieces(text: str, marks: str) -> list[str]:
    """Split at marks outside brackets."""
    pieces, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "（(") - (character in "）)")
        if depth <= 0 and character in marks:
            pieces.append(text[start:place])
            start, depth = place + 1, 0
    pieces.append(text[start:])
    return [piece for piece in pieces if piece]


def split_addressees(text: str) -> list[str]:
    """The organs of an addressee line; nouns that share an ending stay one (各省、自治区、直辖市人民政府)."""
    addressees: list[str] = []
    for group in _pieces(text.strip("：。"), "，,；;"):
        waiting = ""
        first = len(addressees)
        for piece in _pieces(group, "、"):
            waiting = f"{waiting}、{piece}" if waiting else piece
            if piece in _HEADLESS and len(addressees) > first and waiting == piece:
                addressees[-1] += f"、{piece}"
                waiting = ""
            elif _complete(piece):
                addressees.append(waiting)
                waiting = ""
        if waiting:
            addressees.append(waiting)
    return addressees


def _complete(piece: str) -> bool:
    """Whether a piece is a noun by itself; 各省, 自治区, 市 and 县 wait for the ending that they share."""
    if piece in _WHOLE:
        return True
    if len(piece) <= 12 and re.fullmatch(
        r".{0,8}?(?:各?(?:省|自治区|直辖市|计划单列市|副省级城市|自治州|州|盟|旗|市|县|区|市州|市县|区县|县市|县区|乡|镇|乡镇|街道|村|地区|兵团|自治县)(?:（[^（）]{1,20}）)?)",
        piece,
    ):
        return False
    return is_addressee(piece)


def _letter_opening(text: str) -> bool:
    if len(text) > 600 or _SENTENCE.search(text) or _LABELS.match(text):
        return False
    pieces = split_addressees(text)
    return bool(pieces) and is_addressee(pieces[-1]) and (is_addressee(pieces[0]) or len(pieces) > 1)


def addressee_line(page: Sequence[Line], place: int) -> tuple[str, int] | None:
    """The addressees that begin at a place, and how many lines they take; None where the line is none.

    They end with a colon, within eight lines; text may follow the colon on the same line.
    """
    text = ""
    for count, line in enumerate(page[place : place + MOST_LINES], start=1):
        head, colon, tail = line.bare.partition("：")
        if not line.whole and not colon or (count > 1 and line.gap):
            return None
        text += head
        if (
            len(text) > 600
            or names_kind(text)
            or "关于" in head
            or _SENTENCE.search(head)
            or names_kind(head)
            or read_number(line.bare)
        ):
            return None
        if colon:
            return (text, count if not tail else count - 1) if _letter_opening(text) else None
    return None


def read_copies(page: Sequence[Line], start: int) -> tuple[list[str], list[str], int | None]:
    """Copies (抄送), addressees that were moved to the foot (主送), and the place of the first of them."""
    copies: list[str] = []
    moved: list[str] = []
    first: int | None = None
    for place in range(start, len(page)):
        if page[place].bare[:1] not in "抄分主发报送":
            continue
        found = _COPIES.match(page[place].bare)
        if found is None:
            continue
        first = place if first is None else first
        target = moved if found[1] in ("主送", "发送") else copies
        target.extend(split_addressees(_to_full_stop(page, place, found[2])))
    return copies, moved, first


def _to_full_stop(page: Sequence[Line], place: int, text: str) -> str:
    for line in page[place + 1 : place + 1 + MOST_LINES]:
        if text.endswith("。") or _COPIES.match(line.bare) or is_printing_line(line.bare) or line.gap:
            break
        text += line.bare
    return text.partition("。")[0]


def is_printing_line(bare: str) -> bool:
    """Whether a line says who printed the document and when (印发机关和印发日期)."""
    return len(bare) <= 80 and "日" in bare and _PRINTED.search(bare) is not None
