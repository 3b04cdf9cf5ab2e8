"""Webhooks (事件推送): which systems of an organ are told of which events, and how the last deliveries went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST

from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.declare import Flow
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.module.registry import noun_key, registry
from chancery.kernel.notify import webhooks as kernel
from chancery.kernel.notify.models import Delivery, Webhook
from chancery.kernel.org.labels import labels
from chancery.ui.places import HIDDEN, actor_with, place_by_noun
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

PAGE = 50
LOOKS = {"on": "run", "stopped": "wait", "paused": "stop", "ended": "done"}
DELIVERED = {"waiting": "wait", "sent": "done", "failed": "stop", "withheld": "wait"}
FIRST = {"open": gettext_noop("Entered"), "edit": gettext_noop("Changed")}
LAST = {"void": gettext_noop("Voided"), kernel.OVERDUE: gettext_noop("Overdue")}


@dataclass(frozen=True)
class Offered:
    """The events of one noun: their names and what they are called."""

    noun: str
    title: str
    events: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sending:
    """One delivery as its page shows it."""

    row: Delivery
    look: str
    event: str
    title: str
    href: str
    fault: Sentence


def offered(actor: Actor) -> list[Offered]:
    """What may be subscribed to by somebody: each step of each noun that the post may read, in the order of the menu."""
    return [
        Offered(
            noun_key(module, screen), gettext(str(screen.title)), list(_events(noun_key(module, screen), screen.flow))
        )
        for module, screen in registry.screens()
        if screen.read in actor.actions
    ]


def _events(noun: str, flow: Flow | None) -> Iterator[tuple[str, str]]:
    steps: dict[str, Any] = dict(FIRST)
    if flow:
        steps |= {move.name: move.title or move.name for move in flow.moves if not move.outcome}
        steps |= {name: move.title for name, move in STEPS.items()} if any(state.route for state in flow.each) else {}
    steps |= LAST if flow else {"void": LAST["void"]}
    for name, title in steps.items():
        yield f"{noun}.{name}", gettext(str(title))


def called() -> Mapping[str, str]:
    """The words for all events."""
    told = {kernel.TEST: gettext("Trial")}
    for module, screen in registry.screens():
        noun = noun_key(module, screen)
        told |= {event: f"{gettext(str(screen.title))} · {words}" for event, words in _events(noun, screen.flow)}
    return told


def kept_by(actor: Actor) -> QuerySet[Webhook]:
    """The webhooks that this actor keeps: of the own organ, or, as administrator, of all."""
    rows = Webhook.objects.select_related("organ")
    return rows if actor.everything else rows.filter(organ__in=[actor.organ, actor.house])


def hook_at(actor: Actor, pk: int) -> Webhook:
    """Raises NotFound for an unknown one, or for one of another organ."""
    row = kept_by(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound(HIDDEN)
    return row


def webhooks(request: HttpRequest) -> HttpResponse:
    """The webhooks of the organ (事件推送一览); those that were taken away stand below."""
    actor = actor_with(request, kernel.KEEP)
    rows = list(kept_by(actor).order_by("organ__position", "pk")[:500])
    shown = [(row, LOOKS[row.standing]) for row in rows]
    context = {
        "rows": [one for one in shown if one[0].standing != Webhook.Standing.ENDED],
        "ended": [one for one in shown if one[0].standing == Webhook.Standing.ENDED],
    }
    return answer(request, "ui/webhooks/list.html", context, part="list")


def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: what it is told, how it stands, and its last deliveries."""
    actor = actor_with(request, kernel.KEEP)
    row = hook_at(actor, pk)
    words = called()
    sent = list(row.deliveries.select_related("entry__noun").order_by("-at", "-pk")[:PAGE])
    context = {
        "hook": row, "look": LOOKS[row.standing], "events": [(name, words.get(name, name)) for name in row.events],
        "sent": [_sending(one, words) for one in sent], "ended": row.standing == Webhook.Standing.ENDED,
        "keeper": labels([row.post_id]).get(row.post_id, ""),
        "why": Sentence.from_json(row.why) if row.standing == Webhook.Standing.PAUSED else "",
    }  # fmt: skip
    return answer(request, "ui/webhooks/webhook.html", context)


def _sending(row: Delivery, words: Mapping[str, str]) -> Sending:
    place = place_by_noun(row.entry.noun.key) if row.entry else None
    href = place.at(row.entry.pk) if place and row.entry else ""
    title = (row.entry.number or f"#{row.entry.pk}") if row.entry else ""
    return Sending(
        row, DELIVERED[row.outcome], words.get(row.kind, row.kind), title, href, Sentence.from_json(row.fault)
    )


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a trial event be sent (发送测试)."""
    actor = actor_with(request, kernel.KEEP)
    kernel.ask_test(hook_at(actor, pk), actor=actor)
    keep_saying(request, say("The trial goes out within a second or two; load the page again to see how it ended."))
    return see(f"/webhooks/{pk}/")


@require_POST
def again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Let one event be sent once more (重发)."""
    actor = actor_with(request, kernel.KEEP)
    row = Delivery.objects.select_related("webhook").filter(pk=delivery, webhook=hook_at(actor, pk)).first()
    if row is None:
        raise NotFound(HIDDEN)
    kernel.ask_again(row, actor=actor)
    keep_saying(request, say("The event goes out again within a second or two, under the same id."))
    return see(f"/webhooks/{pk}/")


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell this system nothing for now (停用)."""
    actor = actor_with(request, kernel.KEEP)
    kernel.stop(hook_at(actor, pk), actor=actor)
    keep_saying(request, say("Nothing is sent until you go on. What happens meanwhile is not lost."))
    return see(f"/webhooks/{pk}/")
