"""Tables in: the rows of a workbook or of separated text, within bounds, with the numbers that the office sees."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from chancery.kernel.attachments.bounds import MAX_CELLS, Lines, broken, opened, unzipped
from chancery.kernel.attachments.sniff import sniff
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .columns import heading_key
from .merging import filled_down

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767
SEARCHED = 10
"""The heading stands within the first rows; above it there may be a title and a unit."""
SECONDS = 60.0
CHUNK = 1 << 18
LONGEST = 1 << 20
"""No tag of a sheet and no text of a cell is so long."""
_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])?""")
_SEPARATORS = (",", "\t", ";")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")

Cells = list[Any]


@dataclass(frozen=True)
class Table:
    """A table (表格) as it came: its headings, where they stand, and the rows below with their numbers.

    `rows` can be walked once; blank rows are left out, but the numbers are those of the file, from 1.
    """

    headings: Sequence[str]
    heading_row: int
    rows: Iterator[tuple[int, Cells]] = field(repr=False)
    sheet: str = ""


def read_table(stream: BinaryIO, name: str, *, known: Collection[str] = ()) -> Table:
    """Read XLSX, or separated text in UTF-8, UTF-16 or GB18030 (导入表格); `known` are keys of headings.

    Raises Refused for what is no table, is damaged or too large, or has no row of headings.
    """
    stream, _ = opened(stream, name=name)
    kind = sniff(stream, name=name)
    if kind == "xlsx":
        sheet, rows = _workbook(stream, name, known)
    elif kind == "txt":
        sheet, rows = "", _separated(stream, name)
    else:
        raise Refused(
            say("The file {name} is {kind}, not a table. Save it as XLSX or CSV.", name=name, kind=kind.upper())
        )
    numbered = enumerate(rows, start=1)
    first = list(islice(numbered, SEARCHED))
    at = _heading_at([cells for _, cells in first], known)
    if at is None:
        raise Refused(say("The file {name} has no rows. The first filled row should hold the headings.", name=name))
    headings = [_plain(cell) for cell in first[at][1]]
    while headings and not headings[-1]:
        headings.pop()
    below = chain(first[at + 1 :], numbered)
    return Table(headings, first[at][0], _bounded(below, name, len(headings)), sheet)


def _heading_at(rows: Sequence[Cells], known: Collection[str]) -> int | None:
    """The row with most known headings; else the first with most filled cells."""
    scores = [
        (sum(heading_key(_plain(cell)) in known for cell in cells), sum(bool(_plain(cell)) for cell in cells))
        for cells in rows
    ]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at), default=None)
    return best if best is not None and scores[best][1] else None


def _bounded(rows: Iterator[tuple[int, Cells]], name: str, width: int) -> Iterator[tuple[int, Cells]]:
    count = 0
    for number, cells in rows:
        if all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused(
                say("The table {name} has more than {most} rows. Split it into parts.", name=name, most=MOST_ROWS)
            )
        yield number, [*cells[:width], *[""] * (width - len(cells))]


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()) if cell is not None else ""


def _workbook(stream: BinaryIO, name: str, known: Collection[str]) -> tuple[str, Iterator[Cells]]:
    _measure(stream, name)
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        best = max(seen or book.sheet_names, key=lambda title: _promise(book, title, known))
        sheet = book.get_sheet_by_name(best)
        if sheet.total_width > MOST_COLUMNS:
            raise _too_wide(name, sheet.total_width)
        return best, filled_down(sheet.iter_rows(), sheet)
    except (CalamineError, ValueError, OSError) as error:
        raise broken(name) from error


def _promise(book: Any, title: str, known: Collection[str]) -> tuple[int, int]:
    """How many known headings a sheet shows; the first of equal sheets wins."""
    rows = list(islice(book.get_sheet_by_name(title).iter_rows(), SEARCHED))
    found = max((sum(heading_key(_plain(cell)) in known for cell in cells) for cells in rows), default=0)
    return found, int(bool(rows))


def _measure(stream: BinaryIO, name: str) -> None:
    """Refuse macros, a binary workbook and one that would unfold to too many cells, before anything is read."""
    lines = Lines(name, seconds=SECONDS)
    with unzipped(stream, name=name) as package:
        members = package.namelist()
        if any(member.endswith(("vbaProject.bin", "workbook.bin")) for member in members):
            raise Refused(say("The workbook {name} has macros or is in binary form. Save it as plain XLSX.", name=name))
        for member in members:
            if not (member.startswith("xl/worksheets/") and member.endswith(".xml")):
                continue
            spans = _span(package, member, lines).rectangle
            if spans > MAX_CELLS:
                raise Refused(
                    say(
                        "The workbook {name} spans {n} cells; {most} is the most. Delete empty rows and columns.",
                        name=name,
                        n=spans,
                        most=MAX_CELLS,
                    )
                )


@dataclass
class Span:
    """The rectangle of a sheet: a workbook is read as a whole one, so a single far cell would claim all memory."""

    cells: int = 0
    rows: list[int] = field(default_factory=list)
    columns: set[bytes] = field(default_factory=set)

    def add(self, text: bytes) -> None:
        found = _CELL.findall(text)
        self.cells += len(found)
        self.columns.update(column for column, row in found if row)
        rows = [int(row) for _, row in found if row]
        self.rows = [min(rows + self.rows), max(rows + self.rows)] if rows else self.rows

    @property
    def rectangle(self) -> int:
        if not self.columns:
            return self.cells
        places = [_place(column) for column in self.columns]
        return max(self.cells, (self.rows[1] - self.rows[0] + 1) * (max(places) - min(places) + 1))


def _span(package: ZipFile, member: str, lines: Lines) -> Span:
    """What a sheet spans, read by pattern: it may be millions of cells."""
    span, left = Span(), b""
    try:
        with package.open(member) as part:
            while chunk := part.read(CHUNK):
                lines.check()
                text = left + chunk
                end = text.rfind(b"<")
                text, left = text[:end], text[end:]
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or len(left) > LONGEST:
                    raise broken(lines.name)
                span.add(text)
    except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
        raise broken(lines.name) from error
    return span


def _place(column: bytes) -> int:
    place = 0
    for letter in column:
        place = place * 26 + letter - 64
    return place


def _too_wide(name: str, columns: int) -> Refused:
    return Refused(
        say("The table {name} has {n} columns; {most} is the most.", name=name, n=columns, most=MOST_COLUMNS)
    )


def _separated(stream: BinaryIO, name: str) -> Iterator[Cells]:
    text = io.TextIOWrapper(stream, encoding=_encoding(stream, name), newline="")
    try:
        start = text.read(8192)
        text.seek(0)
        line = start.splitlines()[0] if start.strip() else ""
        mark = max(_SEPARATORS, key=line.count)
        for cells in csv.reader(text, delimiter=mark, strict=True):
            if len(cells) > MOST_COLUMNS:
                raise _too_wide(name, len(cells))
            if any(len(cell) > MOST_CHARACTERS for cell in cells):
                raise Refused(
                    say("A cell of {name} holds more than {most} characters.", name=name, most=MOST_CHARACTERS)
                )
            yield [cell[1:] if _QUOTED.match(cell) else cell for cell in cells]
    except csv.Error as error:
        raise Refused(say("The table {name} breaks off inside quotation marks.", name=name)) from error
    finally:
        text.detach()


def _encoding(stream: BinaryIO, name: str) -> str:
    """UTF-8 if every byte agrees, else the national standard that older spreadsheets write."""
    stream.seek(0)
    marked = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        stream.seek(0)
        return encoding
    raise Refused(say("The characters of {name} cannot be read. Save it as XLSX, or as CSV in UTF-8.", name=name))
