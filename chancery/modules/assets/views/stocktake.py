"""The screen and the pages of stocktaking: how far it is, what differs and why, and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chancery.kernel.access.rows import load, visible
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import page
from chancery.kernel.module.declare import Column, Filter, Group, Panel, Screen, View
from chancery.kernel.module.registry import address
from chancery.modules.assets.flow.stocktake import stocktake_flow
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeNote, StocktakeSurplus
from chancery.modules.assets.rules.stocktake import book_set_is_frozen
from chancery.modules.assets.selectors.stocktake import (
    by_result,
    by_room,
    counted,
    deficits,
    differing,
    disputed,
    odd_notes,
)
from chancery.modules.assets.services.stocktake import load_line
from chancery.modules.assets.services.stocktake_causes import EXPLAINED_IN, Explained, explain, settle
from chancery.modules.assets.services.stocktake_follow import propose_write_off, report_repair
from chancery.modules.assets.terms import CATEGORY_CHOICES
from chancery.modules.assets.terms.stocktake import DIFFERING, Cause, Decision, Seen
from chancery.modules.assets.terms.stocktake import StocktakeState as S
from chancery.ui.filters import chosen
from chancery.ui.labels import Tag
from chancery.ui.once import fresh_key, once
from chancery.ui.pages.labels import MOST_TAGS, label_page
from chancery.ui.places import actor_with, place_of
from chancery.ui.refusing import answer, wants_fragment
from chancery.ui.saying import keep_saying, see

from .cards import ASK, KEEP, READ

COUNT_READ, COUNT, PLAN = "stocktake.read", "stocktake.count", "stocktake.plan"
EACH = 50
MOST_ROOMS = 300
STOP_POLLING = 286


def progress(row: Stocktake, actor: Actor) -> Mapping[str, Any]:
    """The panel of a plan: how far it is, and the ways to counting, differences and result."""
    if not row.started_at:
        return {}
    found = by_result(row)
    results = [(Seen(key).label, *found[key]) for key in DIFFERING if key in found]
    whole, freezing = counted(row), row.state == S.RUNNING and not book_set_is_frozen(row, {})
    return {
        "lines": whole.lines, "left": whole.left, "done": whole.done, "results": results, "disputed": disputed(row),
        "counts": COUNT in actor.actions and row.state == S.RUNNING and not freezing, "freezing": freezing,
        "booking": row.state == S.CLOSED and bool(row.started_by_id) and not row.booked_at,
    }  # fmt: skip


def rooms(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress by room (按房间进度), which keeps itself up to date while the count runs."""
    row = _row(request, pk)
    every = by_room(row)
    whole = counted(row)
    open_rooms = sorted((pair for pair in every if pair[1].left), key=lambda pair: -pair[1].left)
    shown = every if "all" in request.GET else open_rooms
    context = {
        "row": row, "whole": whole, "rooms": shown[:MOST_ROOMS], "more": max(0, len(shown) - MOST_ROOMS), "all": "all" in request.GET,
        "done_rooms": len(every) - len(open_rooms), "every": len(every), "running": row.state == S.RUNNING, "disputed": disputed(row),
    }  # fmt: skip
    response = answer(request, "assets/stocktake_rooms.html", context, part="rooms")
    if wants_fragment(request) and row.state != S.RUNNING:
        response.status_code = STOP_POLLING
    return response


def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs (账实差异), each with its cause; what two people see differently is decided here."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _row(request, pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            n = explain(row, _explained(request, "line"), _explained(request, "surplus"), actor)
            keep_saying(request, say("Kept: {n} differences", n=n))
            return see(request.get_full_path())
        except Refused as raised:
            if raised.status != 422:
                raise
            refusal = raised
    kind = request.GET.get("kind", "")
    context = {"row": row, "kind": kind, "refusal": refusal, "sent": request.POST, **_differences(request, row, kind)}
    context |= {"may_write": PLAN in actor.actions and row.state in EXPLAINED_IN, "once": fresh_key()}
    context |= {
        "may_repair": ASK in actor.actions,
        "may_dispose": KEEP in actor.actions and kind == Seen.MISSING and deficits(row).exists(),
    }
    return answer(request, "assets/stocktake_differences.html", context, status=422 if refusal else 200)


def _differences(request: HttpRequest, row: Stocktake, kind: str) -> dict[str, Any]:
    found = by_result(row)
    surplus = (
        StocktakeSurplus.objects.filter(stocktake=row)
        .select_related("note__room", "note__photo", "asset")
        .order_by("pk")
    )
    odd = odd_notes(row)
    tabs = [(key, Seen(key).label, found[key][0]) for key in DIFFERING if key in found]
    told: dict[str, Any] = {
        "tabs": tabs,
        "surplus_count": surplus.count(),
        "odd_count": odd.count(),
        "disputed_count": disputed(row),
    }
    told |= {"causes": Cause.choices, "decisions": Decision.choices, "categories": CATEGORY_CHOICES}
    rows: Any = differing(row, kind if kind in DIFFERING else "")
    if kind == "surplus":
        rows = surplus
    elif kind == "odd":
        rows = odd
    elif kind == "disputed":
        rows = (
            StocktakeLine.objects.filter(stocktake=row, disputed=True)
            .select_related("room", "found_in")
            .prefetch_related("notes__room")
            .order_by("pk")
        )
    pages = Paginator(rows, EACH).get_page(request.GET.get("page"))
    return told | {"rows": pages}


def _explained(request: HttpRequest, kind: str) -> dict[int, Explained]:
    """What was written about each line, or each surplus thing, that the page showed."""
    sent, found = request.POST, {}
    for key in sent.getlist(kind):
        if key.isascii() and key.isdigit() and len(key) < 18:
            told = (
                sent.get(f"{kind}-{key}-{name}", "").strip()
                for name in ("cause", "explanation", "decision", "category", "cost")
            )
            found[int(key)] = Explained(*told)
    return found


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One of two observations holds (确认盘点结果)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    line = load_line(actor, pk)
    there = f"/assets/differences/{line.stocktake_id}/?kind=disputed"
    wished = request.POST.get("note", "")
    note = (
        StocktakeNote.objects.filter(line=line, pk=int(wished)).first()
        if wished.isascii() and wished.isdigit()
        else None
    )
    if request.method != "POST" or note is None:
        raise Refused(say("Choose which of the observations holds."))
    settle(line, note, actor)
    keep_saying(request, say("Decided about {name}", name=line.name))
    return see(there)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What follows from a difference: the repair of one broken thing, or the writing off of all that is missing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _row(request, pk)
    sent = request.POST.get("line", "")
    wished = sent if sent.isascii() and sent.isdigit() and len(sent) < 18 else ""

    def do() -> str:
        made: Any = report_repair(load_line(actor, int(wished)), actor) if wished else propose_write_off(row, actor)
        keep_saying(request, say("Opened from the stocktake: {title}", title=made.entry.title))
        return address(made.entry.noun.key, made.pk)

    return see(do() if wished else once(request, do))


def labels(request: HttpRequest) -> HttpResponse:
    """Labels of cards: of some chosen ones, of what a plan found without a label, or of a list with its filters."""
    actor = actor_with(request, READ)
    cards, back = _cards(request, actor)
    tags = [_tag(request, card) for card in cards[:MOST_TAGS]]
    return label_page(request, tags, title=str(say("Labels of assets")), back=back, more=len(cards) > MOST_TAGS)


def _cards(request: HttpRequest, actor: Actor) -> tuple[list[Asset], str]:
    plan = request.GET.get("stocktake", "")
    if plan.isascii() and plan.isdigit():
        row = _row(request, int(plan))
        wanted = StocktakeLine.objects.filter(stocktake=row, result=Seen.UNLABELLED).values("asset")
        return list(
            _labelled(actor).filter(pk__in=wanted)[: MOST_TAGS + 1]
        ), f"/assets/differences/{row.pk}/?kind=nolabel"
    picked = [int(key) for key in request.GET.getlist("row") if key.isascii() and key.isdigit() and len(key) < 18]
    if picked:
        return list(_labelled(actor).filter(pk__in=picked[:MOST_TAGS])), "/assets/asset/"
    place = place_of("assets", "asset", actor)
    found = page(actor, Asset, place.noun, where=chosen(place, actor, request.GET).where, size=MOST_TAGS + 1)
    return list(_labelled(actor).filter(pk__in=found.keys)), f"{place.href}?{request.GET.urlencode()}"


def _labelled(actor: Actor) -> Any:
    return (
        visible(actor, Asset)
        .filter(entry__voided_at__isnull=True)
        .select_related("organ")
        .order_by("building", "room", "pk")
    )


def _tag(request: HttpRequest, card: Asset) -> Tag:
    """No person stands on a label: it stays on the thing when its user changes."""
    made = " ".join(part for part in (card.brand, card.specification) if part)
    payload = request.build_absolute_uri(f"/a/{card.code}")
    return Tag(
        payload,
        card.name,
        f"{card.code[:5]}-{card.code[5:]}",
        (made, card.number, card.organ.short_name, card.acquired_on.isoformat()),
    )


def _row(request: HttpRequest, pk: int) -> Stocktake:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return load(Stocktake, pk, actor=actor)


stocktake = Screen(
    Stocktake,
    key="stocktake",
    title=_("Stocktake"),
    plural=_("Stocktakes"),
    reach="subtree",
    read=COUNT_READ,
    create=PLAN,
    edit=PLAN,
    create_title=_("Plan a stocktake"),
    columns=(
        Column("number", _("Number of the stocktake")),
        Column("title", _("Title of the stocktake"), under=("occasion",), wide=True),
        Column("size", _("Lines of the book set"), numeric=True),
        Column("until_on", _("To be counted by")),
        Column("state", _("State")),
        Column("holder", _("With")),
    ),
    filters=(
        Filter("state", _("State")),
        Filter("occasion", _("Occasion of the count")),
        Filter("opened_at", _("Received"), kind="date"),
    ),
    views=(View("open", _("In hand"), "open=1"), View("all", _("All"))),
    form=(
        Group(_("Why and until when"), ("title", "occasion", "until_on", "basis")),
        Group(_("What is counted"), ("unit", "building", "room", "family", "category")),
    ),
    facts=(
        Column("occasion"),
        Column("basis"),
        Column("until_on"),
        Column("unit"),
        Column("building", under=("room",)),
        Column("family"),
        Column("category"),
        Column("size"),
        Column("started_at"),
        Column("counted_at"),
        Column("conclusion"),
    ),
    flow=stocktake_flow,
    number="number",
    search=("basis", "building"),
    icon="clipboard-list",
    panels=(Panel("progress", _("Progress"), "assets/stocktake_progress.html", progress),),
)
