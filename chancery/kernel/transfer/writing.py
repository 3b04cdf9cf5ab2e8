"""Tables out: XLSX and CSV, row by row, so that a hundred thousand rows need no more memory than one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from chancery.kernel.base.clock import HOUSE

MOST_CHARACTERS = 32_767
"""What one cell of a workbook holds."""
RISKY = re.compile(r"'*[=+\-@\t\r]")
"""Text that a spreadsheet would take for a formula."""
WIDTHS = {"date": 12, "moment": 17, "number": 10, "decimal": 12, "money": 14, "flag": 8, "choice": 12}
FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "money": "#,##0.00"}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


class Headed(Protocol):
    """What the writers ask of a column: its heading and its kind."""

    @property
    def label(self) -> Any: ...

    @property
    def kind(self) -> Any: ...


def write_xlsx(out: BinaryIO, *, columns: Sequence[Headed], rows: Iterable[Sequence[Any]], title: str) -> int:
    """Write a workbook with one sheet (导出表格) to `out`; returns the number of rows.

    The heading is bold and stays in view, dates are dates, money is numbers, and no text becomes a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    sheet.append([_head(sheet, column) for column in columns])
    count, styled = 0, Styled(sheet)
    for row in rows:
        sheet.append([_cell(styled, place, value) for place, value in enumerate(row)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{count + 1}"
    book.save(out)
    return count


def write_csv(out: BinaryIO, *, columns: Sequence[Headed], rows: Iterable[Sequence[Any]]) -> int:
    """Write comma-separated text in UTF-8 with a mark, as spreadsheets open it; returns the number of rows."""
    count = 0
    for block in csv_lines(columns=columns, rows=rows):
        out.write(block)
        count += 1
    return count - 1


def csv_lines(*, columns: Sequence[Headed], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same as blocks of bytes, the heading first, for an answer that is sent while it is made."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([str(column.label) for column in columns])
    yield _taken(text)
    for row in rows:
        writer.writerow([_text(value) for value in row])
        yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    block = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return block


def _head(sheet: Any, column: Headed) -> Any:
    cell = WriteOnlyCell(sheet, str(column.label))
    cell.data_type = "s"
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EEF1F4")
    cell.alignment = Alignment(vertical="center", horizontal="right" if column.kind in ("number", "money") else None)
    return cell


class Styled:
    """Cells with a look, one for each place and kind: a row is written at once, so the next row may use them again."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.cells: dict[tuple[int, str], Any] = {}

    def at(self, place: int, kind: str, value: Any) -> Any:
        cell = self.cells.get((place, kind))
        if cell is None:
            cell = self.cells[place, kind] = WriteOnlyCell(self.sheet)
            cell.quotePrefix = kind == "text"
        cell.value = value
        if kind == "text":
            cell.data_type = "s"
        else:
            cell.number_format = FORMATS[kind]
        return cell


def _cell(styled: Styled, place: int, value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return styled.at(place, "moment", local(value))
    if isinstance(value, (Decimal, date)):
        return styled.at(place, "money" if isinstance(value, Decimal) else "date", value)
    text = clean(str(value))
    return styled.at(place, "text", text) if RISKY.match(text) or text.startswith("#") else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return local(value).isoformat(" ", "seconds")
    if isinstance(value, (int, Decimal, date)):
        return str(value)
    text = clean(str(value))
    return f"'{text}" if RISKY.match(text) else text


def local(moment: datetime) -> datetime:
    """A moment as the clock of the house shows it; a workbook knows no zones."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(HOUSE).replace(tzinfo=None)


def clean(text: str) -> str:
    """Text without what no table can hold: control characters, and whatever is beyond the room of one cell."""
    return _UNWRITABLE.sub("", text)[:MOST_CHARACTERS]


def _sheet_name(title: str) -> str:
    return _NOT_IN_A_NAME.sub(" ", clean(title)).strip(" '")[:31] or "Sheet"


def _width(column: Headed) -> int:
    heading = sum(2 if ord(character) > 255 else 1 for character in str(column.label)) + 4
    return max(min(heading, 40), WIDTHS.get(column.kind, 24))
