"""The proposal for a day as a page: each line with its reason; all or single ones are taken by the ordinary move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.vehicles.services.proposal import Taken, accept, answers, propose
from chancery.ui.once import fresh_key, once
from chancery.ui.places import HIDDEN
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

HREF = "/vehicles/proposal/"
MOST = 400


def proposal(request: HttpRequest) -> HttpResponse:
    """What a day would look like (派车建议), and taking it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "trip.read" not in actor.actions:
        raise NotFound(HIDDEN)
    if "trip.dispatch" not in actor.actions:
        raise NotAllowed(say("This step belongs to another post."))
    sent = request.GET if request.method == "GET" else request.POST
    day = _day(sent)
    if request.method == "POST":
        return _take(request, actor, day)
    return _show(request, actor, day)


def _day(sent: Mapping[str, str]) -> date:
    try:
        return parse_date(sent.get("day", "")) or today()
    except ValueError:
        return today()


def _show(request: HttpRequest, actor: Actor, day: date, taken: Taken | None = None) -> HttpResponse:
    found = propose(actor, day)
    lines = [(line, answers(line.given) if line.given else {}) for line in found.lines]
    context = {
        "day": day, "found": found, "lines": lines, "once": fresh_key(), "taken": taken, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1), "left": len(lines) - found.served,
    }  # fmt: skip
    refused = taken is not None and not taken.done
    return answer(request, "vehicles/proposal.html", context, status=422 if refused else 200)


def _take(request: HttpRequest, actor: Actor, day: date) -> HttpResponse:
    """Take the chosen lines. When all are done the board shows them; else the page says which were not, and why."""
    chosen = _chosen(request.POST)
    if not chosen:
        keep_saying(request, say("Choose at least one row first."))
        return see(f"{HREF}?day={day.isoformat()}")
    kept: list[Taken] = []

    def carry_out() -> str:
        kept.append(accept(actor, chosen))
        return f"/vehicles/board/?day={day.isoformat()}"

    where = once(request, carry_out)
    if kept and kept[0].refused:
        return _show(request, actor, day, kept[0])
    keep_saying(request, say("{n} trips were given a vehicle.", n=len(kept[0].done) if kept else len(chosen)))
    return see(where)


def _chosen(sent: Any) -> dict[int, tuple[int, dict[str, str]]]:
    """The ticked lines as they were shown: trip to (version, answers)."""
    chosen: dict[int, tuple[int, dict[str, str]]] = {}
    for key in sent.getlist("row")[:MOST]:
        version = sent.get(f"version-{key}", "")
        if not key.isdigit() or not version.isdigit():
            continue
        asked = {name: sent.get(f"{name}-{key}", "") for name in ("vehicle", "driver", "joins")}
        chosen[int(key)] = (int(version), {name: value for name, value in asked.items() if value})
    return chosen
