"""What the registry says about nouns and their addresses, and how many tasks wait for a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor
from chancery.kernel.module.registry import address, noun_key, registry, steps_within

UNREAD = "*unread"
WAITING = """
select n.key, count(*), sum(case when t.due_at < %s then 1 else 0 end)
from desk_task t join desk_entry e on e.id = t.entry_id join desk_noun n on n.id = e.noun_id
where t.assignee_id in ({parties}) and t.move in ({steps}) and t.reading = %s group by n.key
union all select '*unread', count(*), 0 from notify_message where recipient_id = %s and read_at is null
union all select '*unread', count(*), 0 from notify_message
where person_id = %s and recipient_id is null and read_at is null"""
"""Each page asks this, so it is written out. Messages to the post and to the person are two ranges: an `or` reads all."""


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


def marks(values: Sequence[object]) -> str:
    """As many places for parameters as there are values."""
    return ", ".join(["%s"] * len(values))


def waiting_for(actor: Actor) -> Waiting:
    """One query: the open tasks of this post and its organ by noun, and how many messages are unread."""
    parties = actor.parties or [0]
    steps = steps_within(actor.actions)
    query = WAITING.format(parties=marks(parties), steps=marks(steps))
    found = Waiting()
    with connection.cursor() as cursor:
        cursor.execute(query, [epoch(now()), *parties, *steps, False, actor.post or 0, actor.person or 0])
        for noun, number, late in cursor.fetchall():
            if noun == UNREAD:
                found.unread += number
                continue
            found.all += number
            found.late += late
            found.by_noun[noun] = number
    return found
