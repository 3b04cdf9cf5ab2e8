"""What the registry says about nouns and their addresses, and how many tasks wait for a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext

from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.module.declare import Module, Screen
from chancery.kernel.module.registry import registry


@dataclass(frozen=True)
class Place:
    """A noun's place in the menu."""

    noun: str
    title: str
    href: str
    icon: str
    screen: Screen


@dataclass
class Waiting:
    """Tasks that wait for a post: all, those that are late, and by noun."""

    all: int = 0
    late: int = 0
    by_noun: dict[str, int] = field(default_factory=dict)


def modules() -> Iterator[Module]:
    """The installed modules in menu order."""
    kept: Any = registry.modules
    yield from (kept.values() if hasattr(kept, "values") else kept)


def screens_of(wing: str, actor: Actor) -> list[Place]:
    """The nouns of a wing that this actor may read, in menu order."""
    return [
        Place(f"{module.key}.{screen.key}", gettext(screen.plural), address(module.key, screen.key), screen.icon, screen)
        for module in modules()
        if module.wing == wing
        for screen in module.screens
        if screen.read in actor.actions
    ]


def address(module: str, noun: str, pk: int | None = None, step: str = "") -> str:
    """The address of a noun's list, of one row, or of a step at it."""
    return f"/{module}/{noun}/" + (f"{pk}/" if pk else "") + (f"{step}/" if step else "")


def waiting_for(actor: Actor) -> Waiting:
    """One query: the open tasks of this post (and of its organ), counted by noun."""
    late: models.Q = Q(due_at__lt=now())
    rows = (
        Task.objects.filter(assignee__in=[party for party in (actor.post, actor.organ) if party], reading=False)
        .values("entry__noun__key")
        .annotate(n=Count("pk"), late=Count("pk", filter=late))
        .order_by()
    )
    found = Waiting()
    for row in rows:
        found.all += row["n"]
        found.late += row["late"]
        found.by_noun[row["entry__noun__key"]] = row["n"]
    return found
