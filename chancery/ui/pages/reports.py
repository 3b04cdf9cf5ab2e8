"""Registers to be printed and statistics: a form for the period, the chart, and always the table below it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.module.declare import Module, Report
from chancery.kernel.module.registry import registry
from chancery.kernel.reports.tables import Chart, Column, Table
from chancery.kernel.transfer.writing import write_xlsx
from chancery.ui import formats
from chancery.ui.pages.tables import IN_MEMORY, XLSX, as_file
from chancery.ui.places import HIDDEN
from chancery.ui.refusing import answer

YEARS = 6
"""So many years can be chosen; older ones stand in the archive."""


@dataclass(frozen=True)
class Asked:
    """One field of the form of a report: a day or a year."""

    name: str
    label: str
    value: Any
    years: tuple[int, ...] = ()


def reports(request: HttpRequest) -> HttpResponse:
    """The reports that this post may read, by module (报表)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for module, report in registry.reports():
        if _may_read(report, actor):
            line = (gettext(str(report.title)), f"/reports/{module.key}/{report.key}/", report.kind)
            found.setdefault(gettext(str(module.title)), []).append(line)
    return answer(request, "ui/reports/list.html", {"groups": found.items()})


def report(request: HttpRequest, module: str, key: str) -> HttpResponseBase:
    """One report of a period: on the page, in print, or as XLSX."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found_module, found = _find(module, key, actor)
    refusal: Refused | None = None
    table: Table | None = None
    chart: Chart | None = None
    try:
        wished = _wished(found, request.GET)
        built = found.build(actor, **wished)
        table, chart = built if isinstance(built, tuple) else (built, None)
        if "xlsx" in request.GET:
            return as_workbook(table)
    except Refused as raised:
        refusal, wished = raised, {}
    context = {
        "module": found_module, "report": found, "table": table, "chart": chart, "refusal": refusal,
        "asked": _form(found, request.GET, wished), "at": now(),
        "drawn": _drawn(chart) if chart and chart.labels else None, "xlsx": _link(request),
        "sections": [(section.title, shown_rows(table.columns, section.rows)) for section in table.sections] if table else [],
        "total": shown_rows(table.columns, [table.total])[0] if table and table.total else [],
    }  # fmt: skip
    return answer(request, "ui/reports/report.html", context, status=422 if refusal else 200)


def _find(module: str, key: str, actor: Actor) -> tuple[Module, Report]:
    for found, declared in registry.reports():
        if (found.key, declared.key) == (module, key) and _may_read(declared, actor):
            return found, declared
    raise NotFound(HIDDEN)


def _may_read(declared: Report, actor: Actor) -> bool:
    return bool(declared.read) and declared.read in actor.actions


def _takes(declared: Report) -> list[str]:
    """Which of since, until and year a report asks for: the names of its builder's parameters."""
    names = inspect.signature(declared.build).parameters
    return [name for name in ("since", "until", "year") if name in names]


def _wished(declared: Report, sent: Mapping[str, str]) -> dict[str, Any]:
    """What the address asks for; what it does not say is left to the report. Raises Refused for no day."""
    wished: dict[str, Any] = {}
    for name in _takes(declared):
        text = sent.get(name, "").strip()
        if text:
            wished[name] = _year(text) if name == "year" else _day(text)
    return wished


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2200:
        raise Refused(say("“{written}” is not a day; write it like 2026-11-03.", written=text[:20]))
    return day


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1990 <= int(text[:9]) <= 2200):
        raise Refused(say("“{written}” is not a year.", written=text[:20]))
    return int(text)


def _form(declared: Report, sent: Mapping[str, str], wished: Mapping[str, Any]) -> list[Asked]:
    """The fields of the period, filled with what is shown."""
    day = today()
    first = {"since": day.replace(day=1), "until": day, "year": day.year}
    labels = {"since": gettext("From"), "until": gettext("To and with"), "year": gettext("Year")}
    years = tuple(range(day.year, day.year - YEARS, -1))
    return [
        Asked(
            name,
            labels[name],
            wished.get(name) or (sent.get(name, "") and str(sent[name])[:20]) or first[name],
            years if name == "year" else (),
        )
        for name in _takes(declared)
    ]


def _link(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["xlsx"] = "1"
    return f"?{query.urlencode()}"


def shown_rows(columns: Any, rows: Any) -> list[list[tuple[Column, str]]]:
    return [[(column, _cell(column, value)) for column, value in zip(columns, row, strict=True)] for row in rows]


def _cell(column: Column, value: Any) -> str:
    """A cell as it is printed: `—` for none, days in full, a rate with its sign."""
    if value is None:
        return formats.NONE
    if column.kind == "date":
        return str(value)
    if column.kind == "money":
        return formats.money(value)
    if column.kind == "percent":
        return f"{value}%"
    return formats.figure(value) if column.numeric else str(value)


def _drawn(chart: Chart) -> dict[str, Any]:
    """The chart as the script draws it; the sentence and the table say the same without it."""
    series = [{"name": str(one.name), "values": list(one.values), "unit": one.unit} for one in chart.series]
    return {"kind": chart.kind, "labels": list(chart.labels), "series": series}


def as_workbook(table: Table) -> FileResponse:
    title = str(table.title)
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it
    rows = [*table.flat(), [], [str(table.period)], [str(table.source)], *([str(note)] for note in table.notes)]
    write_xlsx(cast(BinaryIO, out), columns=table.columns, rows=rows, title=title)
    out.seek(0)
    return FileResponse(out, content_type=XLSX, headers=as_file(f"{title} {today().isoformat()}.xlsx"))
