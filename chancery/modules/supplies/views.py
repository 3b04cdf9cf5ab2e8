"""The pages of supplies that a Screen cannot make: asking for several items at once, entering a count; and the panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.labels import labels
from chancery.ui.once import fresh_key, once
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

from .models import Count, Issue, Item, Purchase
from .selectors import how_many, judged, ledger_of, running_batch, shelf
from .services import ask_for, enter_count, want_for
from .terms import MOST_LINES, MOST_SHOWN, Category, IssueState

FIELD = "n_"


def ask(request: HttpRequest) -> HttpResponse:
    """What is in store, with a box for how many (领用申请): one press sends a sheet, or puts wants on the batch."""
    actor = actor_with(request, "supply.ask")
    organ = actor.house or 0
    context = _shelf(request, organ) | {
        "batch": running_batch(organ),
        "title": request.POST.get("title", ""),
        "once": fresh_key(),
    }
    if request.method != "POST" or "show" in request.POST:
        return answer(request, "supplies/ask.html", context)
    try:
        wants = _numbers(request)
        return see(once(request, lambda: _sent(request, actor, organ, wants)))
    except Refused as refusal:
        return answer(request, "supplies/ask.html", {**context, "refusal": refusal}, status=refusal.status)


def _sent(request: HttpRequest, actor: Actor, organ: int, wants: dict[int, int]) -> str:
    """Send the sheet, or put the wants on the batch; gives the page to see then."""
    if "want" in request.POST:
        batch = want_for(actor, organ=organ, wants=wants)
        keep_saying(request, say("{n} items stand on the purchase list.", n=len(wants)))
        return f"/supplies/purchase/{batch.pk}/"
    title = request.POST.get("title", "").strip() or str(say("Daily office work"))
    row = ask_for(actor, organ=organ, title=title, wants=wants)
    keep_saying(request, say("The sheet is with the keeper."))
    return f"/supplies/issue/{row.pk}/"


def tally(request: HttpRequest) -> HttpResponse:
    """The sheet of a count (盘点表): every item of a class with a box for what was found."""
    actor = actor_with(request, "supply.keep")
    key = request.GET.get("count", "") or request.POST.get("count", "")
    row: Count = load(Count, int(key) if key.isdigit() else 0, actor=actor)
    context = _shelf(request, row.organ_id) | {"row": row, "found": {line.item_id: line.found for line in row.sheet}}
    context["items"] = [(item, context["found"].get(item.pk, sent)) for item, sent in context["items"]]
    if request.method != "POST" or "show" in request.POST:
        return answer(request, "supplies/tally.html", context)
    try:
        enter_count(actor, row, _numbers(request, least=0))
    except Refused as refusal:
        return answer(request, "supplies/tally.html", {**context, "refusal": refusal}, status=refusal.status)
    return see(f"/supplies/count/{row.pk}/")


def _shelf(request: HttpRequest, organ: int) -> dict[str, Any]:
    """The items that the page shows, each with what was typed beside it; what was typed in another class stays on top."""
    sent = request.POST or request.GET
    words = sent.get("q", "").strip()[:40]
    category = sent.get("class", "" if words else Category.values[0])
    items = shelf(organ, category=category, words=words)
    typed = {
        int(name.removeprefix(FIELD)): value
        for name, value in sent.items()
        if value and name.removeprefix(FIELD).isdigit()
    }
    here = {item.pk for item in items}
    kept = Item.unscoped.filter(organ=organ, pk__in=[pk for pk in typed if pk not in here][:MOST_LINES]).order_by(
        "name"
    )
    return {
        "items": [(item, typed.get(item.pk, "")) for item in (*kept, *items[:MOST_SHOWN])],
        "more": len(items) > MOST_SHOWN, "most": MOST_SHOWN, "classes": Category.choices, "chosen": category, "q": words,
    }  # fmt: skip


def _numbers(request: HttpRequest, *, least: int = 1) -> dict[int, int]:
    """How many of which item; empty boxes say nothing. Raises Refused for what is no number of pieces."""
    found: dict[int, int] = {}
    for name, value in request.POST.items():
        key, text = name.removeprefix(FIELD), str(value).strip()
        if name.startswith(FIELD) and key.isdigit() and text:
            if not text.isascii() or not text.isdigit():
                raise Refused(say("“{value}” is not a number.", value=text[:20]))
            if least == 0 or int(text):
                found[int(key)] = how_many(text, least=least)
    return found


def sheet(row: Issue, actor: Actor) -> Mapping[str, Any]:
    """What is asked, beside what is in store, due back and over the quota."""
    open_ = row.state in (IssueState.ASKED, IssueState.APPROVING, IssueState.APPROVED)
    lines = judged(row) if open_ else [{"line": line, "item": line.item} for line in row.sheet]
    return {"lines": lines, "open": open_}


def purchase_lines(row: Purchase, actor: Actor) -> Mapping[str, Any]:
    return {"lines": [(line, line.quantity * line.price) for line in row.sheet]}


def count_lines(row: Count, actor: Actor) -> Mapping[str, Any]:
    return {"lines": row.sheet, "differs": sum(1 for line in row.sheet if line.difference)}


def ledger(row: Item, actor: Actor) -> Mapping[str, Any]:
    """The newest lines of the ledger."""
    lines = ledger_of(row)
    return {"lines": lines, "named": labels(line.post_id for line in lines)}
