"""Webhooks (事件推送): an organ's own system is told of what happens to the matters that the organ may see."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.shelves import shelves
from chancery.kernel.audit.models import Leaf
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Conflict, NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.models import Organ, Post

from .calling import checked_address
from .models import Delivery, Webhook
from .services import tell
from .signing import locked, new_secret, unlocked

KEEP = "webhooks.edit"
OVERDUE = "overdue"
TEST = "chancery.test"
FORMER = timedelta(days=1)
"""So long the old secret signs beside the new one, so that nothing is lost while the other side changes it."""
MOST_OF_AN_ORGAN = 20
S = Webhook.Standing


def may_keep(actor: Actor, organ: int) -> bool:
    """Whether this actor keeps the webhooks of an organ: of one's own, or, as administrator, of any."""
    return KEEP in actor.actions and (actor.everything or organ in (actor.organ, actor.house))


@transaction.atomic
def subscribe(organ: Organ, *, actor: Actor, name: str, address: str, events: Iterable[str]) -> tuple[Webhook, str]:
    """Let an address be told of events from now on; also gives the secret, which is shown this once.

    Raises NotAllowed for a foreign organ, Refused for an unfit address or an event that the post may not read.
    """
    _keeper(actor, organ.pk)
    if Webhook.objects.filter(organ=organ).exclude(standing=S.ENDED).count() >= MOST_OF_AN_ORGAN:
        raise Refused(say("An organ has at most {n} webhooks.", n=MOST_OF_AN_ORGAN))
    assert actor.post is not None
    secret = new_secret()
    hook = Webhook(organ=organ, post_id=actor.post, name=name, secret=locked(secret))
    hook.address, hook.events = checked_address(address), checked_events(events, actor)
    from_here(hook)
    hook.save()
    _leave("subscribe", hook, say("Events are sent to {name}", name=name))
    return hook, secret


@transaction.atomic
def change(hook: Webhook, *, actor: Actor, name: str, address: str, events: Iterable[str]) -> None:
    """Another name, address or choice of events; whoever changes it keeps it from then on. Raises like `subscribe`."""
    _keeper(actor, hook.organ_id)
    hook.name, hook.address, hook.events = name, checked_address(address), checked_events(events, actor)
    hook.post_id = actor.post or hook.post_id
    hook.save(update_fields=["name", "address", "events", "post"])
    _leave("change", hook, say("The webhook {name} was changed", name=name))


@transaction.atomic
def new_secret_for(hook: Webhook, *, actor: Actor) -> str:
    """Another secret (更换密钥), shown this once; the old one signs along for a day."""
    _keeper(actor, hook.organ_id)
    secret = new_secret()
    hook.former_secret, hook.former_until, hook.secret = hook.secret, now() + FORMER, locked(secret)
    hook.save(update_fields=["secret", "former_secret", "former_until"])
    _leave("secret", hook, say("The webhook {name} has a new secret", name=hook.name))
    return secret


@transaction.atomic
def stop(hook: Webhook, *, actor: Actor) -> None:
    """Tell it nothing until its keeper goes on (停用)."""
    _keeper(actor, hook.organ_id)
    _turn(hook, (S.ON, S.PAUSED), S.STOPPED)
    _leave("stop", hook, say("The webhook {name} was stopped", name=hook.name))


@transaction.atomic
def resume(hook: Webhook, *, actor: Actor, skip: bool = False) -> None:
    """Go on where it stopped (恢复), or with what happens from now on."""
    _keeper(actor, hook.organ_id)
    if skip:
        from_here(hook)
    hook.failures, hook.try_at, hook.why, hook.post_id = 0, None, None, actor.post or hook.post_id
    _turn(hook, (S.STOPPED, S.PAUSED), S.ON)
    hook.save(update_fields=["next", "late_at", "late_entry", "failures", "try_at", "why", "post"])
    _leave("resume", hook, say("The webhook {name} goes on", name=hook.name))


@transaction.atomic
def end(hook: Webhook, *, actor: Actor) -> None:
    """Take a webhook away for good (撤销); its last deliveries stay to be read."""
    _keeper(actor, hook.organ_id)
    _turn(hook, (S.ON, S.STOPPED, S.PAUSED), S.ENDED)
    _leave("end", hook, say("The webhook {name} was taken away", name=hook.name))


@transaction.atomic
def ask_test(hook: Webhook, *, actor: Actor) -> Delivery:
    """Let the worker send a trial event (测试)."""
    _keeper(actor, hook.organ_id)
    _alive(hook)
    event, at = f"test-{secrets.token_hex(8)}", now()
    return Delivery.objects.create(
        webhook=hook, event=event, kind=TEST, happened_at=at, at=at, outcome=Delivery.Outcome.WAITING
    )


@transaction.atomic
def ask_again(delivery: Delivery, *, actor: Actor) -> None:
    """Let the worker send an event once more (重发), under the same id, so that the receiver knows it again."""
    _keeper(actor, delivery.webhook.organ_id)
    _alive(delivery.webhook)
    Delivery.objects.filter(pk=delivery.pk).update(outcome=Delivery.Outcome.WAITING)


def pause(hook: Webhook, why: Sentence) -> None:
    """Give up for now and tell the keeper (暂停推送); nothing is lost, it goes on from the same place."""
    with transaction.atomic():
        if not Webhook.objects.filter(pk=hook.pk, standing=S.ON).update(standing=S.PAUSED, why=why.as_json()):
            return
        told = say(
            "Events are no longer sent to {name} ({organ}): {why}", name=hook.name, organ=hook.organ.short_name, why=why
        )
        tell([hook.post_id], told, kind="webhook")
        _leave("pause", hook, told)


def reader_of(hook: Webhook) -> Actor:
    """As whom events are read: with the rights of the post that keeps it today, and the sight of the organ alone.

    Raises NotAllowed if that post has ended or keeps no webhooks any more.
    """
    post = Post.objects.select_related("organ").get(pk=hook.post_id)
    actor = actor_in(post, channel="worker")
    if (post.until is not None and post.until <= today()) or not may_keep(actor, hook.organ_id):
        raise NotAllowed(say("The post that kept it does so no longer; somebody else must take it over."))
    return replace(actor, organ=hook.organ_id, house=hook.organ_id, viewers=(hook.organ_id,), everything=False)


def readable(events: Iterable[str], actor: Actor) -> list[str]:
    """Those of some events that are about nouns which this actor may read."""
    nouns = {noun.key for noun in shelves.nouns.values() if noun.read in actor.actions}
    return [event for event in events if ".".join(event.split(".")[:2]) in nouns]


def checked_events(events: Iterable[str], actor: Actor) -> list[str]:
    """Events by name, each once. Raises Refused for none, or for one that this actor may not read."""
    wished = list(dict.fromkeys(events))
    if not wished or len(readable(wished, actor)) < len(wished):
        raise Refused(say("Choose at least one event, of what your post may read."))
    return wished


def secrets_of(hook: Webhook) -> Sequence[str]:
    """The secrets that sign now: the present one, and the one before it for a day. Raises Refused if unreadable."""
    fresh = [unlocked(bytes(hook.secret))]
    if hook.former_secret is not None and hook.former_until is not None and now() < hook.former_until:
        fresh.append(unlocked(bytes(hook.former_secret)))
    return fresh


def from_here(hook: Webhook) -> None:
    """Let a webhook hear of what happens from now on."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    hook.next, hook.late_at, hook.late_entry = (0 if last is None else last + 1), now(), 0


def _keeper(actor: Actor, organ: int) -> None:
    if not may_keep(actor, organ):
        raise NotAllowed(say("This step belongs to another post."))


def _alive(hook: Webhook) -> None:
    if hook.standing == S.ENDED:
        raise Refused(say("This webhook was taken away."))


def _turn(hook: Webhook, sources: Sequence[str], target: str) -> None:
    if not Webhook.objects.filter(pk=hook.pk, standing__in=sources).update(standing=target):
        raise Conflict(say("Somebody else has changed this webhook meanwhile."))
    hook.standing = target


def _leave(verb: str, hook: Webhook, sentence: Sentence) -> None:
    after = {"webhook": hook.pk, "organ": hook.organ_id, "address": hook.address, "events": hook.events}
    record(f"notify.webhook.{verb}", entry=None, sentence=sentence, after=after)
