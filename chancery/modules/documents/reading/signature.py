"""The signature (发文机关署名) and the date of signing (成文日期) at the end of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .dates import PrintedDate, ending_date
from .lines import Line
from .numbers import read_number
from .organs import is_organ, organs_of, same_organ
from .parties import is_printing_line

_ANNEX = re.compile(r"附(?:件|表|录)[\s]?[\d一二三四五六七八九十]{0,3}[.．：:、]?")
_PERSON = re.compile(
    r"(?:(?:代|副)?(?:总理|省长|市长|县长|区长|州长|旗长|盟长|镇长|乡长|部长|主任|局长|厅长|主席|署长|行长|审计长|书记|校长|院长|会长|秘书长|总局局长|主任委员|检察长))+"
    r"[\u3400-\u9fff·]{2,12}"
)
_ITEM = re.compile(r"^(?:\d{1,2}[.．、]|附件|[（(]|[一二三四五六七八九十]{1,3}、)")
_AFTER = re.compile(r"^(?:[（(].{0,60}[）)]?|附件.*|抄送.*|主送.*|.*印发|联系人.*)$")
_SEALED = re.compile(r"[（(](?:代|公|印|盖)?章[）)]")
MOST_ORGANS = 16


@dataclass(slots=True)
class Signature:
    """Organs or person that signed, the date, and where in the page the signature begins and ends."""

    organs: list[str] = field(default_factory=list)
    person: str = ""
    date: PrintedDate | None = None
    start: int = 0
    end: int = 0


def is_annex_heading(bare: str) -> bool:
    """Whether a line is the heading of an annex (附件1)."""
    return len(bare) <= 8 and _ANNEX.fullmatch(bare) is not None


def _explains(page: Sequence[Line], place: int) -> bool:
    """附件： alone on its line, with the list of annexes below it, is no heading."""
    following = page[place + 1 : place + 2]
    return (
        page[place].bare in ("附件：", "附件")
        and bool(following)
        and re.match(r"1[.．、]", following[0].bare) is not None
    )


def _is_end(page: Sequence[Line], place: int) -> bool:
    """Whether the first document of the file has ended: an annex, another document's number, or the foot."""
    bare = page[place].bare
    if len(bare) > 60:
        return False
    if is_annex_heading(bare):
        return not _explains(page, place)
    return bare.startswith(("抄送：", "抄报：")) or read_number(bare) is not None


def _organs_above(page: Sequence[Line], place: int, floor: int, known: Sequence[str]) -> tuple[list[str], str, int]:
    """The organs or the person on the lines above a place, and where they begin."""
    organs: list[str] = []
    begin = place
    while begin > floor and place - begin < MOST_ORGANS:
        line = page[begin - 1]
        if len(line.bare) > 90 or _ITEM.match(line.bare) or line.bare.endswith(("。", "：", "；", "，", "、")):
            break
        if not organs and _PERSON.fullmatch(line.bare):
            return [], line.bare, begin - 1
        found = organs_of(_SEALED.sub("", line.text))
        if not found or (organs and any(len(organ) < 4 for organ in found) and not set(found) & set(known)):
            break  # 乡镇 and the like above a signature are cells of a table, not co-signers
        organs, begin = found + organs, begin - 1
    if organs and begin > floor and (whole := _wrapped(page[begin - 1].bare + organs[0], known)):
        return [whole, *organs[1:]], "", begin - 1
    return organs, "", begin


def _wrapped(text: str, known: Sequence[str]) -> str:
    """A long name that the signature broke over two lines, when title or red name prove it."""
    return text if text in known else ""


def _candidate(page: Sequence[Line], place: int, floor: int, known: Sequence[str]) -> Signature | None:
    bare = page[place].bare
    dated = ending_date(bare) if bare.endswith("日") and len(bare) <= 80 else None
    if dated is None or is_printing_line(bare):
        return None
    before, printed = dated
    if before:
        own = organs_of(_SEALED.sub("", before))
        person = before if _PERSON.fullmatch(before) else ""
        return Signature(own, person, printed, place, place + 1) if own or person else None
    organs, person, begin = _organs_above(page, place, floor, known)
    if not organs and not person and place + 1 < len(page) and page[place + 1].bare in known:
        return Signature([page[place + 1].bare], "", printed, place, place + 2)  # the date above the organ
    return Signature(organs, person, printed, begin, place + 1)


def _matches(signature: Signature, known: Sequence[str]) -> bool:
    if not known:
        return bool(signature.organs or signature.person)
    joined = "".join(signature.organs)
    return bool(signature.person) or any(
        same_organ(organ, name) or same_organ(joined, name) for organ in signature.organs for name in known
    )


def _stands_last(page: Sequence[Line], signature: Signature) -> bool:
    """Whether nothing but the foot follows a date that nobody signed."""
    following = page[signature.end : signature.end + 1]
    return not following or len(following[0].bare) <= 80 and _AFTER.match(following[0].bare) is not None


def read_signature(page: Sequence[Line], floor: int, known: Sequence[str]) -> Signature | None:
    """The signature of the first document in the file: the first date under a known organ, else under any organ.

    `known` are the organs that title and red name give. Dates in annexes and in documents that are passed on are
    never taken.
    """
    second: Signature | None = None
    third: Signature | None = None
    for place in range(floor, len(page)):
        if _is_end(page, place):
            break
        found = _candidate(page, place, floor, known)
        if found is None:
            continue
        if _matches(found, known):
            return found
        if second is None and found.organs:
            second = found
        if third is None and not found.organs and _stands_last(page, found):
            third = found
    return second or third


def unsigned_organ(page: Sequence[Line], floor: int, known: Sequence[str]) -> int | None:
    """Where a signature without date stands, for copies that print none."""
    for place in range(floor, len(page)):
        if _is_end(page, place):
            return None
        bare = page[place].bare
        if len(bare) <= 40 and is_organ(bare) and bare in known:
            return place
    return None
