"""The text of a workbook: each row a line, cells parted by tabs, each sheet under its name."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_CELLS, Lines, broken
from .xml import Walker, walk

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class _Extent(Walker):
    """Largest row and column. A workbook is read as a full rectangle, so one far cell would claim all memory."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.low, self.high = [10**9, 10**9], [0, 0]
        self.cells = 0

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "c":
            return
        self.cells += 1
        if match := _CELL.fullmatch(attributes.get("r", "")):
            at = (int(match[2]), _column(match[1]))
            self.low = [min(old, new) for old, new in zip(self.low, at, strict=True)]
            self.high = [max(old, new) for old, new in zip(self.high, at, strict=True)]

    @property
    def rectangle(self) -> int:
        if not self.high[0]:
            return self.cells
        return max(self.cells, (self.high[0] - self.low[0] + 1) * (self.high[1] - self.low[1] + 1))


def read_xlsx(stream: BinaryIO, package: ZipFile, lines: Lines) -> int:
    """Add the rows of every sheet to `lines`; returns the number of sheets. Refuses a sheet of too many cells."""
    for member in package.namelist():
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            extent = _Extent(lines.name)
            walk(package, member, extent, lines)
            if extent.rectangle > MAX_CELLS:
                raise Refused(
                    say(
                        "The workbook {name} spans {n} cells; {most} is the most. Delete empty rows and columns.",
                        name=lines.name,
                        n=extent.rectangle,
                        most=MAX_CELLS,
                    )
                )
        elif member.endswith((".xml", ".rels")) and not member.startswith("xl/media/"):
            walk(package, member, Walker(lines.name), lines)
    stream.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(stream)
        for name in workbook.sheet_names:
            lines.add(name)
            for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=True):
                lines.add("\t".join(map(_shown, row)).strip("\t"))
        return len(workbook.sheet_names)
    except (CalamineError, ValueError, OSError) as error:
        raise broken(lines.name) from error


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return " ".join(str(value).split())


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
