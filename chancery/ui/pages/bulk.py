"""One move for several chosen rows: each is tried by itself, and the answer says which were done and why others were not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chancery.kernel.access.rows import visible
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.steps import press
from chancery.ui.places import place_of
from chancery.ui.saying import keep_saying, next_address, see

MOST = 100


@require_POST
def bulk(request: HttpRequest, module: str, noun: str) -> HttpResponse:
    """Do a move to the chosen rows (批量办理). A reason is asked for once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    flow = place.screen.flow
    move = flow.by_name.get(request.POST.get("move", "")) if flow else None
    if move is None or move.outcome or move.grave:
        raise NotFound(say("There is no such step here."))
    keys = [int(key) for key in request.POST.getlist("row") if key.isdigit()][:MOST]
    back = next_address(request, place.href)
    if not keys:
        raise Refused(say("Choose at least one row first."))
    reason = request.POST.get("reason", "").strip()
    chosen = list(visible(actor, place.screen.model).filter(pk__in=keys).select_related("entry"))
    context: dict[str, Any] = {
        "place": place,
        "move": move,
        "title": gettext(str(move.title or move.name)),
        "rows": chosen,
        "back": back,
    }
    if move.reason and not reason:
        return render(request, "ui/bulk.html", {**context, "ask": True})
    done, refused = [], []
    for row in chosen:
        try:
            press(row, move.name, asked={"reason": reason} if reason else {})
            done.append(row)
        except Refused as refusal:
            refused.append((row, refusal.sentence))
    if not refused:
        keep_saying(request, say("{move}: {n} done", move=say(str(move.title or move.name)), n=len(done)))
        return see(back)
    return render(
        request,
        "ui/bulk.html",
        {**context, "done": done, "refused": refused, "reason": reason},
        status=200 if done else 422,
    )
