"""What the registry says about nouns and their addresses, and how many tasks wait for a post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import gettext

from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.module.registry import address, noun_key, registry
from chancery.kernel.notify.models import Message

UNREAD = "*unread"


@dataclass(frozen=True)
class MenuItem:
    """A noun in the menu."""

    noun: str
    title: str
    href: str
    icon: str


@dataclass
class Waiting:
    """Tasks that wait for a post: all, those that are late, and by noun."""

    all: int = 0
    late: int = 0
    unread: int = 0
    by_noun: dict[str, int] = field(default_factory=dict)


def screens_of(wing: str, actor: Actor) -> list[MenuItem]:
    """The nouns of a wing that this actor may read, in menu order."""
    return [
        MenuItem(noun_key(module, screen), gettext(str(screen.plural)), address(noun_key(module, screen)), screen.icon)
        for module, screen in registry.screens()
        if module.wing == wing and screen.read in actor.actions
    ]


def parties_of(actor: Actor) -> list[int]:
    """The parties in whose name this actor finds tasks: its post, its organ, what it reaches, whom it stands in for."""
    return actor.parties


def waiting_for(actor: Actor) -> Waiting:
    """One query: the open tasks of this post and its organ by noun, and how many messages are unread.

    Messages to the post and to the person are two ranges of their own: with an `or` every unread message is read.
    """
    tasks = Task.objects.filter(assignee__in=parties_of(actor), reading=False).order_by()
    by_noun = tasks.annotate(key=F("entry__noun__key")).values("key")
    counted = by_noun.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now()))).values_list(
        "key", "n", "late"
    )
    unread = (_unread(recipient=actor.post or 0), _unread(person=actor.person or 0, recipient=None))
    found = Waiting()
    for noun, number, late in counted.union(*unread, all=True):
        if noun == UNREAD:
            found.unread += number
            continue
        found.all += number
        found.late += late
        found.by_noun[noun] = number
    return found


def _unread(**whose: int | None) -> QuerySet[Message, Any]:
    rows = Message.objects.filter(read_at__isnull=True, **whose).order_by().annotate(key=Value(UNREAD)).values("key")
    return rows.annotate(n=Count("pk"), late=Value(0)).values_list("key", "n", "late")
