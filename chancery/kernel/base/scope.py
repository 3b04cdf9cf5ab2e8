"""Who acts, and which rows that lets them touch. Closed by default: no scope, no rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Channel = Literal["page", "api", "command", "import", "worker", "demo", "citizen"]


@dataclass(frozen=True)
class Actor:
    """Somebody acting in a post (岗位), or a program that acts in its own name.

    `actions` are the named things the post may do; `viewers` are the keys of `sight` it reads by (its post, its organ);
    `house` is the organ in whose name the post
    acts. `everything` marks the node's auditor and administrator, who read unfiltered.
    """

    person: int | None = None
    post: int | None = None
    organ: int | None = None
    acting_for: int | None = None
    channel: Channel = "page"
    actions: frozenset[str] = frozenset()
    viewers: tuple[int, ...] = ()
    everything: bool = False
    name: str = ""
    post_name: str = ""
    place: str = ""
    house: int | None = None
    extra: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def parties(self) -> list[int]:
        """The parties in whose name this actor finds tasks: all it reads by, and whom it stands in for."""
        return sorted({party for party in (*self.viewers, self.acting_for) if party})


class Scope(Protocol):
    """What a scoped manager asks: the rows of a set that may be touched now."""

    @property
    def actor(self) -> Actor: ...

    def rows(self, queryset: Any) -> Any: ...


class NoScope(RuntimeError):
    """A Record was asked for outside `acting(...)` or `everywhere(...)`. This is a programmer's error."""


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    scope = _scope.get()
    if scope is None:
        raise NoScope("Rows were asked for outside a scope. Use access.acting(actor) or access.everywhere('reason').")
    return scope


def current_actor() -> Actor:
    """Whoever acts now. Raises NoScope outside a scope."""
    return current_scope().actor


def actor_or_none() -> Actor | None:
    scope = _scope.get()
    return scope.actor if scope else None


@contextmanager
def within(scope: Scope) -> Iterator[Scope]:
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)
