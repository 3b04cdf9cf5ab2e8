"""The pages of documents that a Screen cannot make: dropping files, and what a document looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.reading import receipts
from chancery.kernel.org.labels import labels
from chancery.ui.once import fresh_key
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer

from .models import Incoming
from .services import take_in_many
from .terms import Arrival

MOST_FILES = 50


def intake(request: HttpRequest) -> HttpResponse:
    """Drop one or many files (登记来文): each is read, and what was recognised is shown for confirmation."""
    actor = actor_with(request, "incoming.register")
    context: dict[str, Any] = {
        "most": MOST_FILES,
        "arrivals": Arrival.choices,
        "chosen": request.POST.get("arrival", Arrival.FILE),
    }
    if request.method == "POST":
        return _take(request, actor, context)
    return answer(request, "documents/intake.html", context)


def _take(request: HttpRequest, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files or len(files) > MOST_FILES:
        wrong = (
            say("Choose at least one file.") if not files else say("At most {most} files at a time.", most=MOST_FILES)
        )
        return answer(request, "documents/intake.html", {**context, "refusal": Refused(wrong)}, status=422)
    arrival = context["chosen"] if context["chosen"] in Arrival.values else Arrival.FILE
    taken = take_in_many(
        [(file.name or "", cast(BinaryIO, file.file)) for file in files],
        organ=actor.house or 0,
        actor=actor,
        arrival=arrival,
    )
    context |= {
        "taken": [(one, fresh_key()) for one in taken],
        "refused": sum(one.refusal is not None for one in taken),
    }
    return answer(request, "documents/intake.html", context, status=200 if context["refused"] < len(taken) else 422)


def paper(row: Incoming, actor: Actor) -> Mapping[str, Any]:
    """The document as it was written, set like a paper."""
    return {"lines": [line.strip() for line in row.body.split("\n") if line.strip()]}


def handling(row: Incoming, actor: Actor) -> Mapping[str, Any]:
    """Proposal, organs and answer, once there are any."""
    named = labels([row.lead_id, *row.assist])
    return {"lead": named.get(row.lead_id or 0), "assist": [named[organ] for organ in row.assist if organ in named]}


def circulation(row: Incoming, actor: Actor) -> Mapping[str, Any]:
    """Who has the paper now, and who has read it (条例 art. 24(5): its whereabouts are known at any time)."""
    over = row.state in ("closed", "filed") and row.handling != "read"
    if over or row.state not in ("circulating", "closed", "filed", "acting", "answered"):
        return {"receipts": []}
    found = receipts(row.pk)
    return {"receipts": found if any(one.waiting for one in found) or row.handling == "read" else []}
