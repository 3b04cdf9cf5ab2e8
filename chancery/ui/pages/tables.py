"""Tables of a noun: what is seen goes out as XLSX; what comes in is looked at first, then brought in together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import bounded_count
from chancery.kernel.module.declare import Screen
from chancery.kernel.module.registry import match_of
from chancery.kernel.transfer.applying import brought_before, load_import, result, stands_still, withdraw
from chancery.kernel.transfer.background import begin, remap, take_in
from chancery.kernel.transfer.columns import Column, columns_of
from chancery.kernel.transfer.models import Import
from chancery.kernel.transfer.rows import rows_of
from chancery.kernel.transfer.staging import faults_of, preview
from chancery.kernel.transfer.writing import write_xlsx
from chancery.ui.filters import chosen
from chancery.ui.places import HIDDEN, Place, must, place_of
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

MOST_ROWS = 50_000
IN_MEMORY = 4 * 2**20
UNDER_WAY = ("reading", "applying", "landing")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Heading:
    """A heading of a table that came in: where it stands and which column it fills."""

    place: int
    text: str
    fills: str


def table(request: HttpRequest, module: str, noun: str) -> HttpResponseBase:
    """What is seen, with the filters of the list, under the headings that an import reads again (导出)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _with_tables(place_of(module, noun, actor))
    model, found = place.screen.model, chosen(place, actor, request.GET)
    if bounded_count(actor, model, place.noun, found.where, bound=MOST_ROWS + 1) > MOST_ROWS:
        raise Refused(say("One table holds {most} rows at most. Choose filters so that fewer remain.", most=MOST_ROWS))
    columns = _columns(place.screen)
    record(
        f"{place.noun}.export",
        entry=None,
        sentence=say("Rows were taken out as a table"),
        after={"query": request.GET.urlencode()},
    )
    return sent(place, columns, rows_of(actor, model, columns=columns, where=found.where))


def sent(place: Place, columns: tuple[Column, ...], rows: Iterator[list[Any]]) -> FileResponse:
    """The rows as a workbook, written beside the memory if it grows large."""
    title = gettext(str(place.screen.plural))
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it
    write_xlsx(cast(BinaryIO, out), columns=columns, rows=rows, title=title)
    out.seek(0)
    return FileResponse(out, content_type=XLSX, headers=as_file(f"{title} {today().isoformat()}.xlsx"))


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser keeps a file under its Chinese name."""
    return {"Content-Disposition": f"attachment; filename=table.xlsx; filename*=UTF-8''{quote(name)}"}


def bring(request: HttpRequest, module: str, noun: str) -> HttpResponseBase:
    """Choose a table to be brought in (导入); it is only read and checked here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _with_tables(place_of(module, noun, actor))
    must(actor, place.screen.create)
    columns = _columns(place.screen)
    if "blank" in request.GET:
        return sent(place, columns, iter(()))
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            one = _staged(request, place, actor)
            return see(f"{place.href}import/{one.pk}/")
        except Refused as raised:
            if raised.status != 422:
                raise
            refusal = raised
    context = {"place": place, "columns": columns, "key": _match_label(place.screen), "refusal": refusal}
    return answer(request, "ui/tables/bring.html", context, status=422 if refusal else 200)


def brought(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """A table that came in: its first rows, its faults, which heading fills what, and how far it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = _with_tables(place_of(module, noun, actor))
    must(actor, place.screen.create)
    one = load_import(pk, actor=actor)
    if one.noun != place.noun:
        raise NotFound(HIDDEN)
    if request.method == "POST":
        _do(request, one, actor)
        begun = "?begun=staged" if "apply" in request.POST and one.state == "staged" else ""
        return see(f"{place.href}import/{one.pk}/{begun}")
    columns = _columns(place.screen)
    headings = [Heading(at, text, one.mapping.get(str(at), "")) for at, text in enumerate(one.headings)]
    context = {
        "place": place, "one": one, "said_of_it": result(one), "columns": columns, "headings": headings,
        "lines": preview(one) if one.state in ("staged", "refused") else [], "faults": faults_of(one),
        "more": max(0, one.faults.get("count", 0) - len(faults_of(one))), "before": brought_before(one),
        "percent": _percent(one), "under_way": one.state in UNDER_WAY or "begun" in request.GET,
        "left": stands_still(one),
        "look": {"applied": "done", "undone": "back", "refused": "back", "staged": "new"}.get(one.state, "run"),
    }  # fmt: skip
    shown = answer(request, "ui/tables/brought.html", context, part="state")
    if request.GET.get("begun") == "reading" and one.state in ("staged", "refused"):
        shown["HX-Refresh"] = "true"  # the check is over: the page has rows and faults to show
    return shown


def _percent(one: Import) -> int:
    """How far the present step is: checking, making, showing."""
    of = one.rows if one.state == "reading" else one.counts.get("new", 0)
    of += one.counts.get("changed", 0) if one.state == "applying" else 0
    return min(100, 100 * one.done // max(of, 1))


def _do(request: HttpRequest, one: Import, actor: Actor) -> None:
    if "withdraw" in request.POST:
        keep_saying(request, result(withdraw(one, actor=actor)))
        return
    if "apply" in request.POST:
        begin(one, actor=actor)
        one.refresh_from_db()
        if one.state in ("applied", "undone"):
            keep_saying(request, result(one))
        else:
            keep_saying(request, say("The rows are brought in now. You can leave this page."))
        return
    wished = {at: request.POST.get(f"fills-{at}", "") for at in range(len(one.headings))}
    remap(one, {at: name for at, name in wished.items() if name}, actor=actor)


def _staged(request: HttpRequest, place: Place, actor: Actor) -> Import:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(say("Choose a file first."), fields={"file": say("Choose a file first.")})
    return take_in(
        cast(BinaryIO, upload.file),
        upload.name or "table",
        model=place.screen.model,
        columns=place.screen.transfer,
        organ=actor.viewers[1],
        actor=actor,
        match=match_of(place.screen),
    )


def _match_label(screen: Screen) -> str:
    named = match_of(screen)
    return "、".join(str(column.label) for column in _columns(screen) if column.name in named)


def _columns(screen: Screen) -> tuple[Column, ...]:
    return columns_of(screen.model, screen.transfer)


def _with_tables(place: Place) -> Place:
    """Raises NotFound for a noun that declares no columns for tables."""
    if not place.screen.transfer:
        raise NotFound(HIDDEN)
    return place
