"""What a list shows, as a workbook: the same rows and columns, in the same order, and one line in the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import page
from chancery.kernel.module.declare import Column
from chancery.ui.cells import head
from chancery.ui.columns import Cell
from chancery.ui.filters import Chosen, chosen
from chancery.ui.formats import short_moment
from chancery.ui.lines import Line, lines_of
from chancery.ui.pages.lists import shown_columns
from chancery.ui.places import Place, place_of

MOST = 5000
STEP = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request: HttpRequest, module: str, noun: str) -> HttpResponse:
    """The list at this address as XLSX (导出), at most 5,000 rows; the last row says if there are more."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    columns = shown_columns(place, request)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext(str(place.screen.plural))[:31])
    sheet.append([head(column, place.screen.model) for column in columns])
    number = 0
    for line in _lines(place, actor, chosen(place, actor, request.GET), columns):
        sheet.append([_written(sheet, _words(cell, line)) for cell in line.cells])
        number += 1
    if number == MOST:
        sheet.append([gettext("There are more rows; narrow the list and export it again.")])
    record(
        f"{place.noun}.export",
        entry=None,
        sentence=say("{n} rows were exported", n=number),
        after={"query": request.GET.urlencode()},
    )
    return _sent(book, place)


def _lines(place: Place, actor: Actor, found: Chosen, columns: Sequence[Column]) -> Iterator[Line]:
    after, left = "", MOST
    while left > 0:
        part = page(actor, place.screen.model, place.noun, where=found.where, after=after, size=min(STEP, left))
        yield from lines_of(place, actor, part.keys, columns)
        left -= len(part.keys)
        after = part.after
        if not after or not part.keys:
            return


def _words(cell: Cell, line: Line) -> str:
    entry = line.entry
    built_in = {
        "title": entry.title,
        "number": entry.number,
        "state": line.state,
        "holder": line.holder.short if line.holder else "",
        "due": short_moment(entry.due_at) if entry.due_at.year < 9999 else "",
        "opened_at": short_moment(entry.opened_at),
    }
    words = built_in.get(cell.kind, cell.words)
    below = strip_tags(str(cell.below)).replace("\u2060", " · ") if cell.below else ""
    return f"{words} · {below}" if below else str(words)


def _written(sheet: Any, words: str) -> WriteOnlyCell:
    """Text stays text: a title that begins with `=` is no formula."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = words
    cell.data_type = "s"
    return cell


def _sent(book: Workbook, place: Place) -> HttpResponse:
    with TemporaryFile() as kept:
        book.save(kept)
        kept.seek(0)
        response = HttpResponse(kept.read(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{place.noun}-{today():%Y%m%d}.xlsx"'
    return response
