"""What the registry says about nouns and their addresses, and how many tasks wait for a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.projection import noun_id
from chancery.kernel.module.declare import Module
from chancery.kernel.module.registry import address, noun_key, registry, steps_within

UNREAD = 0
WAITING = """
select t.noun, t.reading, count(*), sum(case when t.due_at < %s then 1 else 0 end),
sum(case when t.due_at < %s then 1 else 0 end)
from desk_task t where t.assignee_id in ({parties}) and t.move in ({steps}) group by t.noun, t.reading
union all select 0, {no}, count(*), 0, 0 from notify_message where recipient_id = %s and read_at is null
union all select 0, {no}, count(*), 0, 0 from notify_message
where person_id = %s and recipient_id is null and read_at is null"""
"""Each page asks this, so it is written out. Messages to the post and to the person are two ranges: an `or` reads all."""


@dataclass(frozen=True)
class MenuItem:
    """A line of a module in the menu: one of its pages, or a noun with its number."""

    title: Any
    href: str
    icon: str
    noun: int = 0


@dataclass(frozen=True)
class MenuModule:
    """A module in the menu, with what this actor may open of it."""

    title: Any
    href: str
    icon: str
    lines: Sequence[MenuItem]


@dataclass
class Waiting:
    """Tasks that wait for a post: all to act on, those late, those due until tomorrow (late ones too), those to read.

    `by_noun` counts what is to act on, by the number of the noun.
    """

    all: int = 0
    late: int = 0
    soon: int = 0
    reading: int = 0
    unread: int = 0
    by_noun: dict[int, int] = field(default_factory=dict)


@lru_cache(maxsize=512)
def modules_of(wing: str, actions: frozenset[str]) -> tuple[MenuModule, ...]:
    """The modules of a wing with what these actions open: nouns and the modules' own pages, in menu order."""
    found = []
    for module in registry.modules.values():
        lines = _lines(module, actions) if module.wing == wing else []
        if lines:
            found.append(MenuModule(module.title, lines[0].href, lines[0].icon, tuple(lines)))
    return tuple(found)


def _lines(module: Module, actions: frozenset[str]) -> list[MenuItem]:
    pages = [
        (page.front, MenuItem(page.title, f"/{module.key}/{page.address}/", page.icon))
        for page in module.entrances
        if page.who in actions
    ]
    nouns = [
        MenuItem(screen.plural, address(noun_key(module, screen)), screen.icon, noun_id(noun_key(module, screen)))
        for screen in module.screens
        if screen.read in actions
    ]
    return [*(line for front, line in pages if front), *nouns, *(line for front, line in pages if not front)]


def marks(values: Sequence[object]) -> str:
    """As many places for parameters as there are values."""
    return ", ".join(["%s"] * len(values))


def end_of_tomorrow() -> datetime:
    """Where "due today or tomorrow" ends."""
    return datetime.combine(today() + timedelta(days=2), time(), HOUSE)


def waiting_for(actor: Actor) -> Waiting:
    """One query: the open tasks of this post and its organ by noun, and how many messages are unread."""
    parties = actor.parties or [0]
    steps = steps_within(actor.actions)
    no = "false" if connection.vendor == "postgresql" else "0"
    query = WAITING.format(parties=marks(parties), steps=marks(steps), no=no)
    found = Waiting()
    with connection.cursor() as cursor:
        times = (epoch(now()), epoch(end_of_tomorrow()))
        cursor.execute(query, [*times, *parties, *steps, actor.post or 0, actor.person or 0])
        for noun, reading, number, late, soon in cursor.fetchall():
            if noun == UNREAD:
                found.unread += number
            elif reading:
                found.reading += number
            else:
                found.all += number
                found.late += late
                found.soon += soon
                found.by_noun[noun] = number
    return found
