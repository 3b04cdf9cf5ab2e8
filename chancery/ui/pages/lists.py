"""The list of a noun: saved views as tabs, filters as links, keyset pages, a bar for what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict

from chancery.kernel.access.rows import visible
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import msgid
from chancery.kernel.desk.lists import BOUND, Page, bounded_count, page
from chancery.kernel.desk.models import SavedView
from chancery.kernel.module.declare import Column, View
from chancery.ui import formats
from chancery.ui.cells import field_at, head
from chancery.ui.controls import Control, few
from chancery.ui.filters import Chosen, chosen, drawn_chips, options_of, without
from chancery.ui.lines import Line, drawn_lines, lines_of
from chancery.ui.places import Place, place_of
from chancery.ui.refusing import answer
from chancery.ui.typed import is_typed, model_behind, source_of
from chancery.ui.words import gettext

SIZES = (25, 50, 100)


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    href: str
    current: bool
    count: str = ""


def rows(request: HttpRequest, module: str, noun: str) -> HttpResponse:
    """A page of a noun (列表)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    if "pick" in request.GET:
        return _pick(request, place, actor)
    found = chosen(place, actor, request.GET)
    if "count" in request.GET:
        return answer(
            request,
            "ui/list.html",
            {"place": place, "tabs": _tabs(place, actor, found, request, counted=True)},
            part="tabs",
        )
    size = next((size for size in SIZES if request.GET.get("size") == str(size)), 50)
    found_page = page(
        actor, place.screen.model, place.noun, where=found.where,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=size,
    )  # fmt: skip
    columns = shown_columns(place, request)
    lines, bulk = lines_of(place, actor, found_page.keys, columns), bulk_moves(place, actor)
    context = {
        "place": place, "found": found, "lines": drawn_lines(place, lines, columns, choosable=bool(bulk)), "columns": columns, "page": found_page,
        "heads": [(column, head(column, place.screen.model)) for column in columns],
        "tabs": _tabs(place, actor, found, request), "chips": drawn_chips(place, found),
        "all_columns": [(column.source, head(column, place.screen.model), column in columns) for column in place.screen.columns],
        "exportable": f"{place.href}export/?{request.GET.urlencode()}", "bulk": bulk,
        "foot": foot(found_page, lines, request),
        "may_create": place.screen.create and place.screen.create in actor.actions,
        "empty": _empty(place, actor, found) if not lines else None,
    }  # fmt: skip
    return answer(request, "ui/list.html", context, part="list")


def shown_columns(place: Place, request: HttpRequest) -> list[Column]:
    """The columns that somebody chose for this list in this session; else those the module names."""
    key = f"cols:{place.noun}"
    if "cols" in request.GET:
        wished = [name for name in request.GET.getlist("cols") if name]
        request.session[key] = wished
    kept = request.session.get(key) or []
    columns = [column for column in place.screen.columns if column.source in kept or column.source == "title"]
    return columns if kept else list(place.screen.columns)


def _tabs(place: Place, actor: Actor, found: Chosen, request: HttpRequest, *, counted: bool = False) -> list[Tab]:
    """Shipped views, the person's own, and all. Counts are asked for after the page stands, each up to 1,000."""
    views = [view for view in place.screen.views if view.key != "all"]
    own: list[View] = []
    if counted and actor.person:
        saved = SavedView.objects.filter(person=actor.person, noun=place.noun)
        own = [View(f"own-{view.pk}", view.name, view.query) for view in saved]
    tabs = [_tab(place, actor, view, f"?view={view.key}", found, counted) for view in views]
    tabs += [_tab(place, actor, view, f"?{view.query}", found, counted) for view in own]
    return [*tabs, _tab(place, actor, View("all", gettext("All")), "?view=all", found, counted)]


def _tab(place: Place, actor: Actor, view: View, href: str, found: Chosen, counted: bool) -> Tab:
    count = ""
    if counted:
        where = chosen(place, actor, QueryDict(view.query or "view=all")).where
        number = bounded_count(actor, place.screen.model, place.noun, where)
        count = formats.count(number, BOUND - 1)
    return Tab(view.key, gettext(msgid(view.label)), place.href + href, view.key == found.view, count)


@dataclass(frozen=True)
class Bulk:
    """A move that can be done to several rows at once: it asks for nothing but perhaps a reason."""

    name: str
    title: str
    states: str
    reason: bool


def bulk_moves(place: Place, actor: Actor) -> list[Bulk]:
    flow = place.screen.flow
    if flow is None:
        return []
    return [
        Bulk(move.name, gettext(msgid(move.title or move.name)), " ".join(move.sources), move.reason)
        for move in flow.moves
        if not move.outcome
        and not move.grave
        and move.who in actor.actions
        and not any(ask.required for ask in move.asks)
    ]


def foot(found: Page, lines: Sequence[Line], request: HttpRequest) -> dict[str, Any]:
    """The foot of a list: how many are shown, and the way to the pages before and behind."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    rest = query.urlencode()
    link = "?" + (f"{rest}&" if rest else "")
    return {
        "shown": len(lines),
        "whole": not found.after and not found.before,
        "previous": f"{link}before={found.before}" if found.before else "",
        "next": f"{link}after={found.after}" if found.after else "",
    }


def _empty(place: Place, actor: Actor, found: Chosen) -> dict[str, Any]:
    """What an empty list means: nothing at all yet, or nothing under these filters."""
    if not found.own and found.view in {"all", ""} and found.where is None:
        return {"first": True}
    fewer = []
    for name in list(found.own)[:3]:
        fewer.append(without(found.own, name, base=found.view))
    return {"first": False, "fewer": fewer, "clear": f"?view={found.view or 'all'}" if found.own else "?view=all"}


def _pick(request: HttpRequest, place: Place, actor: Actor) -> HttpResponse:
    """The choices of a filter that must be looked up, each a link."""
    source = request.GET["pick"]
    own = request.GET.copy()
    own.pop("pick", None)
    item = next((item for item in place.screen.filters if item.source == source), None)
    context: dict[str, Any] = {
        "place": place,
        "source": source,
        "label": head(Column(source), place.screen.model),
        "kept": own,
    }
    if item is None or item.kind == "date":
        return answer(request, "ui/pick.html", context, part="dialog")
    column = field_at(place.screen.model, source)
    pairs = options_of(place.screen, item)
    if not pairs and column is not None and column.is_relation:
        related = model_behind(column)
        known = few(related, actor) if is_typed(related) else [(str(r.pk), str(r)) for r in related.objects.all()[:200]]
        if known is None:
            context["c"] = Control(source, context["label"], "typed", source=source_of(related))
        pairs = known or []
    elif not pairs and column is not None:
        values = (
            visible(actor, place.screen.model).filter(~Q(**{f"{source}__isnull": True})).values_list(source, flat=True)
        )
        pairs = [(str(value), str(value)) for value in values.distinct().order_by(source)[:100]]
    context["options"] = [(words, without(own, source, key, base=own.get("view", ""))) for key, words in pairs]
    return answer(request, "ui/pick.html", context, part="dialog")
