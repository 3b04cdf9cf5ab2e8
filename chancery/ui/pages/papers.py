"""A printed table that belongs to one row: on the page, in print, or as XLSX; drawn like any other report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from chancery.kernel.base.clock import now
from chancery.kernel.reports.tables import Table
from chancery.ui.pages import reports
from chancery.ui.refusing import answer


def paper(request: HttpRequest, table: Table, *, back: str, up: str) -> HttpResponseBase:
    """The table with the way back to its row (`up` at `back`)."""
    if "xlsx" in request.GET:
        return reports.as_workbook(table)
    context = {
        "table": table, "back": back, "up": up, "at": now(),
        "sections": [(section.title, reports.shown_rows(table.columns, section.rows)) for section in table.sections],
        "total": reports.shown_rows(table.columns, [table.total])[0] if table.total else [],
    }  # fmt: skip
    return answer(request, "ui/paper.html", context)
