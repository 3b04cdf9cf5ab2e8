"""From an address to a noun and a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.module.declare import Module, Screen
from chancery.kernel.module.registry import address, noun_key, registry

HIDDEN = say("There is no such page, or your post cannot see it.")


@dataclass(frozen=True)
class Place:
    """A noun at its address: the module and the screen that describe it."""

    module: Module
    screen: Screen

    @property
    def noun(self) -> str:
        return noun_key(self.module, self.screen)

    @property
    def href(self) -> str:
        return address(self.noun)

    def at(self, pk: int, step: str = "") -> str:
        return address(self.noun, pk) + (f"{step}/" if step else "")


def place_of(module: str, noun: str, actor: Actor) -> Place:
    """The place behind an address. Raises NotFound where there is none, or where the post may not read the noun."""
    try:
        found, screen = registry.screen(module, noun)
    except (LookupError, StopIteration):
        raise NotFound(HIDDEN) from None
    if screen.read not in actor.actions:
        raise NotFound(HIDDEN)
    return Place(found, screen)


def place_by_noun(noun: str) -> Place | None:
    """The place of a noun key such as `rooms.room`; None if its module is not installed any more."""
    try:
        return Place(*registry.by_noun(noun))
    except (LookupError, StopIteration, TypeError):
        return None


def row_at(place: Place, pk: int, actor: Actor, *, related: tuple[str, ...] = ()) -> Any:
    """One row with its entry. Raises NotFound if this actor may not see it."""
    return load(place.screen.model, pk, actor=actor, related=("entry", "organ", *related))


def actor_with(request: Any, action: str) -> Actor:
    """Who asks for a page that takes a right. Raises NotAllowed for a post without it."""
    actor: Actor = request.actor
    must(actor, action)
    return actor


def must(actor: Actor, action: str) -> None:
    """Raises NotAllowed if the post has no such right; an empty action belongs to nobody."""
    if not action or action not in actor.actions:
        raise NotAllowed(say("This step belongs to another post."))
