"""Carrying events to webhooks: from the sealed trail, in order, side by side, with growing gaps after a failure."""

from __future__ import annotations

import heapq
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation

from chancery.kernel.audit.models import Leaf
from chancery.kernel.audit.trail import sentence_of
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say

from .calling import Reply, call
from .models import Delivery, Webhook
from .signing import node_name, signed_headers
from .webhooks import OVERDUE, TEST, pause, readable, reader_of, secrets_of

LOG = logging.getLogger(__name__)
Read = Callable[[Actor, str, int], "Mapping[str, Any] | None"]
"""Gives a row of a noun as this actor may read it, or None; the floors above know how rows look."""
GAPS = tuple(timedelta(seconds=n) for n in (5, 60, 300, 1800, 7200, 18000, 36000, 86400))
AT_ONCE = 20
FAR = 500
"""So many leaves without an event for it, and a webhook's place in the trail is written down."""
HELD = timedelta(minutes=2)
KEPT = timedelta(days=30)
HANDS = 16
GONE = 410
D, S = Delivery.Outcome, Webhook.Standing


@dataclass(frozen=True)
class Event:
    """Something that happened, as a receiver is told of it; `place` is how far the webhook has come after it."""

    id: str
    kind: str
    entry: int | None
    noun: str
    at: datetime
    sentence: Sentence
    line: int | None = None
    place: Mapping[str, Any] | None = None


class Courier:
    """Serves all webhooks side by side: one that answers slowly keeps no other from its turn."""

    def __init__(self, find: Callable[[], Iterable[int]], serve: Callable[[int], Any]) -> None:
        self.find, self.serve = find, serve
        self.pool = ThreadPoolExecutor(HANDS, thread_name_prefix="webhook")
        self.out: dict[int, Future[None]] = {}

    def round(self) -> None:
        """Begin with those that may be told something and are not being told already; returns at once."""
        self.out = {pk: task for pk, task in self.out.items() if not task.done()}
        for pk in self.find():
            if pk not in self.out:
                self.out[pk] = self.pool.submit(copy_context().run, self._serve, pk)

    def settle(self) -> None:
        """Wait until all that was begun has come to its end."""
        wait(self.out.values())

    def _serve(self, pk: int) -> None:
        try:
            self.serve(pk)
        except Exception:
            LOG.exception("Webhook %s could not be served; the next round tries again.", pk)
        finally:
            connection.close()


def waiting() -> list[int]:
    """The webhooks that a round looks at: those that are told and not in a gap, and those with something asked for."""
    at = now()
    told = Webhook.objects.filter(Q(try_at=None) | Q(try_at__lte=at), standing=S.ON)
    asked = Delivery.objects.filter(outcome=D.WAITING).values_list("webhook", flat=True)
    return sorted({*told.values_list("pk", flat=True), *asked})


def carry(pk: int, read: Read) -> int:
    """Tell one webhook what was asked for, then what it has not heard, in order; returns how many events it took."""
    hook, at = Webhook.objects.select_related("organ").get(pk=pk), now()
    if not _has_news(hook):
        return 0
    free = Webhook.objects.filter(Q(held_until=None) | Q(held_until__lt=at), pk=pk).exclude(standing=S.ENDED)
    if not free.update(held_until=at + HELD):
        return 0
    try:
        hook.refresh_from_db()
        return _carry(hook, read)
    finally:
        Webhook.objects.filter(pk=pk).update(held_until=None)


def _has_news(hook: Webhook) -> bool:
    """Looked at before it is held, so that a quiet webhook costs no write a second."""
    if hook.deliveries.filter(outcome=D.WAITING).exists():
        return True
    try:
        return hook.standing == S.ON and any(True for _ in _unheard(hook, reader_of(hook)))
    except Refused:
        return True


def _carry(hook: Webhook, read: Read) -> int:
    try:
        actor = reader_of(hook)
        secrets_of(hook)
    except Refused as refusal:
        pause(hook, refusal.sentence)
        Delivery.objects.filter(webhook=hook, outcome=D.WAITING).update(
            outcome=D.FAILED, fault=refusal.sentence.as_json()
        )
        return 0
    taken = 0
    for delivery in (
        hook.deliveries.filter(outcome=D.WAITING).select_related("line", "entry__noun").order_by("pk")[:AT_ONCE]
    ):
        taken += _tell(hook, _of(delivery), actor, read).taken
    if hook.standing != S.ON or (hook.try_at is not None and hook.try_at > now()):
        return taken
    for event in _unheard(hook, actor):
        reply = _tell(hook, event, actor, read)
        if not reply.taken:
            _fall_back(hook, reply)
            break
        taken += 1
        moved = {**(event.place or {}), "failures": 0, "try_at": None, "held_until": now() + HELD}
        if not Webhook.objects.filter(pk=hook.pk, standing=S.ON).update(**moved):
            break
    return taken


def _unheard(hook: Webhook, actor: Actor) -> Iterator[Event]:
    """What a webhook has not heard, by moment: lines of the sealed trail, and matters that have become overdue."""
    events = readable(hook.events, actor)
    late = [event.removesuffix(f".{OVERDUE}") for event in events if event.endswith(f".{OVERDUE}")]
    return heapq.merge(_from_trail(hook, events), _overdue(hook, late) if late else (), key=lambda event: event.at)


def _from_trail(hook: Webhook, events: list[str]) -> Iterator[Event]:
    top = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    if top is None or top < hook.next:
        return
    sight = apps.get_model("desk", "Sight").objects.filter(
        viewer=hook.organ_id, opened_at=OuterRef("line__entry__opened_at"), entry_id=OuterRef("line__entry_id")
    )
    leaves = Leaf.objects.filter(Exists(sight), index__gte=hook.next, index__lte=top, line__action__in=events)
    found = list(leaves.select_related("line__entry__noun").order_by("index")[:AT_ONCE])
    for leaf in found:
        line = leaf.line
        noun = line.entry.noun.key if line.entry else ""
        place = {"next": leaf.index + 1}
        yield Event(f"line-{line.pk}", line.action, line.entry_id, noun, line.at, sentence_of(line), line.pk, place)
    if len(found) < AT_ONCE and top - hook.next >= FAR:
        Webhook.objects.filter(pk=hook.pk, next__lte=top, failures=0).update(next=top + 1)


def _overdue(hook: Webhook, nouns: list[str]) -> Iterator[Event]:
    """Open matters whose term has passed since the last one told; no line of the trail says so by itself."""
    after = Q(due_at__gt=hook.late_at) | Q(due_at=hook.late_at, entry_id__gt=hook.late_entry)
    rows = apps.get_model("desk", "Due").objects.filter(
        after, viewer=hook.organ_id, due_at__gte=hook.late_at, due_at__lte=now(), entry__noun__key__in=nouns
    )
    for row in rows.select_related("entry__noun").order_by("due_at", "entry_id")[:AT_ONCE]:
        noun, place = row.entry.noun.key, {"late_at": row.due_at, "late_entry": row.entry_id}
        told = f"overdue-{row.entry_id}-{int(row.due_at.timestamp())}"
        yield Event(told, f"{noun}.{OVERDUE}", row.entry_id, noun, row.due_at, say("The term has passed"), None, place)


def _of(delivery: Delivery) -> Event:
    """An event that was asked for once more, or a trial."""
    if delivery.kind == TEST:
        sentence = say("A trial: the connection works.")
    else:
        sentence = sentence_of(delivery.line) if delivery.line else say("The term has passed")
    noun = delivery.entry.noun.key if delivery.entry else ""
    return Event(
        delivery.event, delivery.kind, delivery.entry_id, noun, delivery.happened_at, sentence, delivery.line_id
    )


def _tell(hook: Webhook, event: Event, actor: Actor, read: Read) -> Reply:
    """One event to one webhook, without any write while the other side thinks. Out of sight counts as told."""
    with translation.override(settings.LANGUAGE_CODE):
        row = read(actor, event.noun, event.entry) if event.entry else None
        if event.entry and row is None:
            _log(hook, event, D.WITHHELD, Reply())
            return Reply(204)
        body = envelope(event, row)
    headers = {"Content-Type": "application/cloudevents+json; charset=utf-8", "User-Agent": "Chancery"}
    reply = call(hook.address, body, {**headers, **signed_headers(event.id, now(), body, secrets_of(hook))})
    _log(hook, event, D.SENT if reply.taken else D.FAILED, reply)
    return reply


def envelope(event: Event, row: Mapping[str, Any] | None) -> bytes:
    """A CloudEvents 1.0 envelope in structured JSON; the row stands as it is now, the rest as it was."""
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"urn:chancery:{node_name()}",
        "type": event.kind,
        "time": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"sentence": str(event.sentence)},
    }
    if event.entry:
        told["subject"] = f"/api/v1/{event.noun.replace('.', '/')}/{event.entry}/"
        told["data"] |= {"noun": event.noun, "id": event.entry, "row": row}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def _log(hook: Webhook, event: Event, outcome: str, reply: Reply) -> None:
    """What the page shows of it; one row for each event, however often it is tried."""
    ended = {
        "outcome": outcome, "at": now(), "status": reply.status, "took": reply.took,
        "fault": reply.fault.as_json() if reply.fault else None,
    }  # fmt: skip
    first = {"kind": event.kind, "entry_id": event.entry, "line_id": event.line, "happened_at": event.at}
    with transaction.atomic():
        delivery, _ = Delivery.objects.get_or_create(webhook=hook, event=event.id, defaults={**first, **ended})
        Delivery.objects.filter(pk=delivery.pk).update(tries=F("tries") + int(outcome != D.WITHHELD), **ended)


def _fall_back(hook: Webhook, reply: Reply) -> None:
    """Wait longer after each failure; after the longest gap, or where the receiver says it is gone, give up for now."""
    why = reply.fault or say("The receiver answered {status}.", status=reply.status)
    if hook.failures >= len(GAPS) or reply.status == GONE:
        pause(hook, why)
        return
    Webhook.objects.filter(pk=hook.pk).update(failures=hook.failures + 1, try_at=now() + GAPS[hook.failures])


def trim() -> None:
    """Drop what was sent long ago from the log, a little at a time."""
    old = Delivery.objects.filter(at__lt=now() - KEPT).exclude(outcome=D.WAITING).order_by("at").values("pk")[:500]
    Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
