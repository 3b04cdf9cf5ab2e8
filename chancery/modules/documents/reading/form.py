"""The form of an official document (公文格式, GB/T 9704-2012), read from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .annexes import find_list, read_headings, read_list
from .catalogue import split_catalogue
from .dates import PrintedDate, read_dashed
from .head import Head, read_head
from .lines import Line, prepare
from .marks import find_secrecy_mark, public_mark
from .numbers import first_number, read_number
from .parties import addressee_line, is_printing_line, read_copies, split_addressees
from .signature import Signature, read_signature, unsigned_organ
from .title import join_title, kind_of, names_kind, title_organs

_BOOK = re.compile(r"《((?:[^《》]|《[^《》]{1,60}》){2,120})》")
_CONTACT = re.compile(r"[（(]?(联系人[^。）)]{2,80})")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the form of a document says about it. What was not found is empty, never a guess."""

    file: str = ""
    title: str = ""
    issuer: str = ""
    number: str = ""
    kind: str = ""
    signed_on: date | None = None
    signed_on_text: str = ""
    addressees: tuple[str, ...] = ()
    addressees_text: str = ""
    urgency: str = ""
    secrecy: str = ""
    attachments: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    index_number: str = ""
    cc: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    copy_number: str = ""
    public_mark: str = ""
    reply_number: str = ""
    printed_by: str = ""
    contact: str = ""
    body: tuple[int, int] = field(default=(0, 0))  # first line of the text and the line after its last, of the input

    def as_json(self) -> dict[str, Any]:
        """The object that `chancery read` writes: `signed_on` as printed, `signed_on_iso` as a calendar date."""
        return {
            "file": self.file,
            "title": self.title,
            "issuer": self.issuer,
            "number": self.number,
            "kind": self.kind,
            "signed_on": self.signed_on_text,
            "signed_on_iso": self.signed_on.isoformat() if self.signed_on else None,
            "addressees": list(self.addressees),
            "addressees_text": self.addressees_text,
            "urgency": self.urgency,
            "secrecy": self.secrecy,
            "attachments": list(self.attachments),
        }


@dataclass(slots=True)
class _Reading:
    """What has been read so far, passed from one part of the form to the next."""

    page: list[Line]
    head: Head
    catalogue: dict[str, str]
    addressees_text: str = ""
    text_at: int = 0
    signature: Signature | None = None
    annex_list: int | None = None
    annexes: list[str] = field(default_factory=list)

    @property
    def text_end(self) -> int:
        if self.annex_list is not None:
            return self.annex_list
        return self.signature.start if self.signature else len(self.page)


def _known_organs(reading: _Reading) -> list[str]:
    head = reading.head
    known = [*title_organs(head.title), *head.red, *title_organs(reading.catalogue.get("title", ""))]
    if head.name:
        known.extend(title_organs(head.name))
    return known or ([reading.catalogue["issuer"]] if "issuer" in reading.catalogue else [])


def _read_addressees(reading: _Reading) -> None:
    place = reading.head.text_at
    found = addressee_line(reading.page, place) if place < len(reading.page) else None
    if found:
        reading.addressees_text, taken = found
        reading.text_at = place + taken
    else:
        reading.text_at = place


def _read_end(reading: _Reading) -> None:
    """Signature, date and annexes."""
    page, known = reading.page, _known_organs(reading)
    reading.signature = read_signature(page, reading.text_at, known)
    ceiling = reading.signature.start if reading.signature else None
    if ceiling is None:
        ceiling = unsigned_organ(page, reading.text_at, known)
    limit = len(page) if ceiling is None else ceiling
    reading.annex_list = find_list(page, reading.text_at, limit)
    if reading.annex_list is not None:
        reading.annexes = read_list(page, reading.annex_list, limit if ceiling is not None else reading.annex_list + 1)
    else:
        reading.annexes = read_headings(page, limit if ceiling is not None else reading.text_at)


def _order_title(reading: _Reading) -> str:
    """The title of the rule that an order brings: the lines after the signature that its text names in 《》."""
    page, start = reading.page, reading.text_at
    end = reading.signature.end if reading.signature else start
    text = "".join(line.bare for line in page[start : min(end, start + 20)])
    named = [name.replace("〈", "《").replace("〉", "》") for name in _BOOK.findall(text)]
    for count in range(1, 5):
        title = join_title(page[end : end + count])
        if title.replace("〈", "《").replace("〉", "》") in named:
            return title
    return named[0] if named and re.search(r"公布|发布|施行", text) else ""


def _kind(reading: _Reading, title: str) -> str:
    kind = kind_of(title)
    if kind == "其他" and reading.head.name and not reading.head.is_order and not reading.head.title:
        return kind_of(reading.head.name)
    return kind


def _issuers(reading: _Reading) -> list[str]:
    head, signature = reading.head, reading.signature
    if signature and signature.organs:
        return signature.organs
    named = title_organs(head.name) if head.name else []
    found = [organ.removeprefix("中华人民共和国") for organ in named] or title_organs(head.title) or head.red
    if not found and reading.catalogue.get("issuer"):
        return [reading.catalogue["issuer"]]
    return list(found) or ([head.organ_of_date] if head.organ_of_date else [])


def _date(reading: _Reading) -> PrintedDate | None:
    if reading.signature and reading.signature.date:
        return reading.signature.date
    listed = read_dashed(reading.catalogue["date"]) if "date" in reading.catalogue else None
    return reading.head.dated or listed or reading.head.noted


def _reply_number(reading: _Reading) -> str:
    """The number of the letter that a reply answers (…收悉)."""
    for line in reading.page[reading.text_at : reading.text_at + 4]:
        before, found, _ = line.text.partition("收悉")
        if found and (number := first_number(before)):
            return number
    return ""


def _first_after(page: Sequence[Line], start: int, pattern: re.Pattern[str]) -> str:
    for line in page[start:]:
        if "联系" in line.bare and len(line.bare) <= 120 and (found := pattern.search(line.bare)):
            return found[1]
    return ""


def _printed_by(page: Sequence[Line], start: int) -> str:
    return next((line.bare for line in page[start:] if is_printing_line(line.bare)), "")


def _index(reading: _Reading, place: int) -> int:
    page = reading.page
    return page[place].index if place < len(page) else (page[-1].index + 1 if page else 0)


def _finish(reading: _Reading, lines: Sequence[str], file_name: str) -> Recognised:
    page, head = reading.page, reading.head
    title = (_order_title(reading) if head.is_order else "") or head.title
    listed = reading.catalogue.get("title", "")
    if listed and not head.is_order and (not names_kind(title) or listed.endswith(title)):
        title = listed
    copies, moved, _ = read_copies(page, reading.text_at)
    issuers, dated = _issuers(reading), _date(reading)
    addressees = split_addressees(reading.addressees_text) or moved
    return Recognised(
        file=file_name,
        title=title,
        issuer="、".join(issuers),
        number=head.number or read_number(reading.catalogue.get("number", "")) or "",
        kind=_kind(reading, title),
        signed_on=dated.day if dated else None,
        signed_on_text=dated.text if dated else "",
        addressees=tuple(addressees),
        addressees_text=reading.addressees_text,
        urgency=head.urgency,
        secrecy=find_secrecy_mark(lines) or "",
        attachments=tuple(reading.annexes),
        issuers=tuple(issuers),
        index_number=reading.catalogue.get("index", ""),
        cc=tuple(copies),
        signers=tuple(head.signers),
        copy_number=head.copy_number,
        public_mark=public_mark([line.bare for line in page]) or reading.catalogue.get("public", ""),
        reply_number=_reply_number(reading),
        printed_by=_printed_by(page, reading.text_at),
        contact=_first_after(page, reading.text_end, _CONTACT),
        body=(_index(reading, reading.text_at), _index(reading, reading.text_end)),
    )


def read_lines(lines: Sequence[str], *, file_name: str = "") -> Recognised:
    """Recognise a document by its form (公文识别).

    In: its lines in order, as an extractor gives them. Out: what the form states; what it does not state is empty.
    Time is linear in the input; nothing is raised.
    """
    catalogue, page = split_catalogue(prepare(lines))
    reading = _Reading(page=page, head=read_head(page), catalogue=catalogue)
    _read_addressees(reading)
    _read_end(reading)
    return _finish(reading, lines, file_name)
