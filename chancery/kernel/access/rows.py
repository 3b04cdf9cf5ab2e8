"""Which rows: the scope, loading one row, and the two questions `visible` and `may`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet

from chancery.kernel.audit.trail import record
from chancery.kernel.base.models import Record
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import OK, Answer, NotFound
from chancery.kernel.base.scope import Actor, Scope, current_actor, within
from chancery.kernel.base.sentences import say

from .actors import program
from .shelves import shelves

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class ActorScope:
    """The rows that an actor may see."""

    actor: Actor

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        actor, noun = self.actor, shelves.noun_of(queryset.model)
        if noun.read not in actor.actions:
            return queryset.none()
        if actor.everything:
            return queryset.filter(entry__landed=True)
        return seen_by(queryset, actor.viewers)


def seen_by(queryset: QuerySet[Any], viewers: Sequence[Any]) -> QuerySet[Any]:
    """The rows that one of these viewers may see, by the narrow rows of sight."""
    sight = apps.get_model("desk", "Sight").objects.filter(
        viewer__in=viewers, opened_at=OuterRef("entry__opened_at"), entry_id=OuterRef("pk")
    )
    return queryset.filter(Exists(sight))


@dataclass(frozen=True)
class Everywhere:
    """All rows, for a reason that stands in the trail."""

    actor: Actor

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


@contextmanager
def acting(actor: Actor) -> Iterator[Scope]:
    """Inside the block, `Record.objects` gives the rows that `actor` may see."""
    with within(ActorScope(actor)) as scope:
        yield scope


@contextmanager
def everywhere(reason: str, *, actor: Actor | None = None) -> Iterator[Scope]:
    """Cross the boundaries of organs, for a reason that is written into the trail."""
    with within(Everywhere(actor or program("Chancery"))) as scope:
        record("access.everywhere", entry=None, sentence=say("Looked across all organs: {reason}", reason=reason))
        yield scope


def visible(actor: Actor, model: type[R]) -> QuerySet[R]:
    """The rows of a noun that this actor may see."""
    return ActorScope(actor).rows(model.unscoped.all())


def may(actor: Actor, action: str, row: Model | None = None) -> Answer:
    """Whether this actor may do `action` (to `row`). Raises UnknownName for an action nobody declared."""
    shelves.known(action)
    if action not in actor.actions:
        return Answer(False, say("This step belongs to another post."))
    if isinstance(row, Record) and not actor.everything and not visible(actor, type(row)).filter(pk=row.pk).exists():
        return Answer(False, say("There is no such matter, or your post cannot see it."))
    return OK


def load(model: type[R], pk: int, *, actor: Actor | None = None, related: tuple[str, ...] = ("entry", "organ")) -> R:
    """The row, if this actor may see it. Raises NotFound otherwise: absent and hidden look alike."""
    asking = actor or current_actor()
    row: R | None = None
    if shelves.noun_of(model).read in asking.actions:
        if asking.everything:
            row = _loading(model, related, None).first(pk=pk)
        elif asking.viewers:
            viewers = {f"viewer{n}": viewer for n, viewer in enumerate(asking.viewers)}
            row = _loading(model, related, len(viewers)).first(pk=pk, **viewers)
    if row is None:
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    return row


@lru_cache(maxsize=512)
def _loading(model: type[R], related: tuple[str, ...], viewers: int | None) -> Prepared:
    """The query for one row, for so many viewers; None stands for somebody who sees everything."""
    rows: QuerySet[Any] = model.unscoped.filter(entry__id=given("pk")).select_related(*related)
    if viewers is None:
        return Prepared(lambda: rows.filter(entry__landed=True))
    return Prepared(lambda: seen_by(rows, [given(f"viewer{n}") for n in range(viewers)]))
