"""From an address to a noun and a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.module.declare import Module, Screen

from .menu import address, modules

HIDDEN = say("There is no such page, or your post cannot see it.")


@dataclass(frozen=True)
class Place:
    """A noun at its address: the module and the screen that describe it."""

    module: Module
    screen: Screen

    @property
    def noun(self) -> str:
        return f"{self.module.key}.{self.screen.key}"

    @property
    def href(self) -> str:
        return address(self.module.key, self.screen.key)

    def at(self, pk: int, step: str = "") -> str:
        return address(self.module.key, self.screen.key, pk, step)


def place_of(module: str, noun: str, actor: Actor) -> Place:
    """The place behind an address. Raises NotFound where there is none, or where the post may not read the noun."""
    for found in modules():
        if found.key != module:
            continue
        for screen in found.screens:
            if screen.key == noun and screen.read in actor.actions:
                return Place(found, screen)
    raise NotFound(HIDDEN)


def place_by_noun(noun: str) -> Place | None:
    """The place of a noun key such as `trips.trip`; None if its module is not installed any more."""
    module_key, _, screen_key = noun.partition(".")
    for module in modules():
        if module.key == module_key:
            return next((Place(module, screen) for screen in module.screens if screen.key == screen_key), None)
    return None


def row_at(place: Place, pk: int, actor: Actor, *, related: tuple[str, ...] = ()) -> Any:
    """One row with its entry. Raises NotFound if this actor may not see it."""
    return load(place.screen.model, pk, actor=actor, related=("entry", "organ", *related))


def must(actor: Actor, action: str) -> None:
    """Raises NotAllowed if the post has no such right; an empty action belongs to nobody."""
    if not action or action not in actor.actions:
        raise NotAllowed(say("This step belongs to another post."))
