"""Who called: keyed hashes, the citizen as an actor, earlier calls, and looking a caller up with a line in the trail."""

from __future__ import annotations

import re
from typing import Any

from django.utils.crypto import salted_hmac

from chancery.kernel.access.rows import visible
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Task
from chancery.kernel.org.tree import descendants
from chancery.kernel.rules.registry import cite
from chancery.modules.hotline.models import Caller, Order
from chancery.modules.hotline.terms import Kind

SEE_CALLER = "hotline.see_caller"
CITIZEN = Actor(
    channel="citizen",
    name="来电人",
    actions=frozenset(f"order.{verb}" for verb in ("read", "take", "rate", "reopen", "withdraw", "call_back")),
    everything=True,
)
"""Whoever stands outside and proved to be the caller of one order by its code; services hand it that order only."""


def keyed(purpose: str, value: str) -> str:
    """A keyed hash under which a value is found again without being told; nothing for nothing."""
    return salted_hmac(f"chancery.hotline.{purpose}", value, algorithm="sha256").hexdigest()[:32] if value else ""


def digits_of(phone: str) -> str:
    """A telephone number as its digits, without the code of the country."""
    found = re.sub(r"\D", "", phone)
    return found[2:] if len(found) == 13 and found.startswith("86") else found


def phone_key(phone: str) -> str:
    return keyed("phone", digits_of(phone))


def reveal(order: Order, actor: Actor) -> Caller:
    """The caller of an order, for whoever handles it; each look leaves a line (查看来电人).

    A tip-off never tells its reporter to the organ it is about (信访工作条例 art. 30). Raises NotFound, NotAllowed.
    """
    if not visible(actor, Order).filter(pk=order.pk).exists():
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    if order.kind == Kind.TIP_OFF and order.against_id and _inside(actor, order.against_id):
        raise NotAllowed(
            say("Who gave a tip-off is not told to the organ it is about."), cite=cite("hotline.protect_reporter")
        )
    handles = Task.objects.filter(entry=order.pk, assignee__in=actor.parties).exists()
    if SEE_CALLER not in actor.actions and (order.confidential or not handles):
        raise NotAllowed(say("Only whoever handles the order looks up its caller."))
    caller = Caller.objects.filter(order=order.pk).first()
    if caller is None:
        raise NotFound(say("Nothing is known about the caller of this order."))
    record("hotline.order.reveal", entry=order.pk, sentence=say("The caller was looked up"))
    return caller


def _inside(actor: Actor, organ: int) -> bool:
    """Whether an actor belongs to an organ or to something inside it."""
    return bool({actor.organ, actor.house} & set(descendants(organ)))


def earlier(phone: str, actor: Actor, *, most: int = 10) -> list[Any]:
    """The earlier orders of a telephone number that this actor may see, newest first (来电历史)."""
    key = phone_key(phone)
    if not key:
        return []
    orders = Caller.objects.filter(phone_hash=key).order_by("-at").values_list("order", flat=True)[: most * 2]
    return list(visible(actor, Order).filter(pk__in=list(orders)).select_related("entry").order_by("-pk")[:most])
