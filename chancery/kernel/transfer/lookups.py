"""Finding what a cell names: an organ, a post, a person, or a row of another register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.models import Organ, Person, Post

from .cells import Unreadable
from .columns import Column, folded

MOST_KNOWN = 60_000
Find = Callable[[str], Any]


def lookups_for(columns: Sequence[Column], actor: Actor) -> Mapping[str, Find]:
    """For each column that names another row: the function from a cell's text to the key of that row."""
    return {column.name: _LOOKUPS[column.kind](column, actor) for column in columns if column.field.is_relation}


def _in_force() -> Q:
    return Q(since__lte=today()) & (Q(until__isnull=True) | Q(until__gt=today()))


def _organs(column: Column, actor: Actor) -> Find:
    known: dict[str, set[int]] = {}
    for pk, name, short in Organ.objects.filter(_in_force()).values_list("pk", "name", "short_name")[:MOST_KNOWN]:
        _learn(known, pk, (name, short))
    return partial(
        _found,
        known,
        missing=say("there is no organ of this name; write the full or the short name"),
        several=say("several organs bear this name; write the full name or the number"),
    )


def _posts(column: Column, actor: Actor) -> Find:
    known: dict[str, set[int]] = {}
    rows = Post.objects.filter(_in_force()).values_list("pk", "organ__name", "organ__short_name", "title")
    for pk, name, short, title in rows[:MOST_KNOWN]:
        _learn(known, pk, (f"{name}{title}", f"{short}{title}"))
    return partial(
        _found,
        known,
        missing=say("there is no such post; write organ and post, parted by a blank"),
        several=say("several posts are called so; write the number of the post"),
    )


def _people(column: Column, actor: Actor) -> Find:
    """By staff number, with or without the name, or by the name alone of somebody who has not left."""
    known: dict[str, set[int]] = {}
    rows = Person.objects.values_list("pk", "name", "staff_number", "left_on")
    for pk, name, number, left_on in rows[:MOST_KNOWN]:
        here = left_on is None or left_on > today()
        _learn(known, pk, (number, f"{name}{number}", f"{name}({number})", name if here else ""), keyed=False)
    return partial(
        _found,
        known,
        missing=say("there is nobody of this name or staff number; of those who left write the staff number"),
        several=say("several people are called so; write the staff number"),
    )


def _records(column: Column, actor: Actor) -> Find:
    model = column.field.related_model
    kept = shelf.nouns[model]
    known: dict[str, set[int]] = {}
    names = [name for name in (kept.number, kept.title) if name]
    rows = visible(actor, model).filter(entry__voided_at__isnull=True, entry__landed=True)
    for pk, *words in rows.values_list("pk", *names)[:MOST_KNOWN]:
        _learn(known, pk, words)
    return partial(
        _found,
        known,
        missing=say("there is no such row, or your post cannot see it"),
        several=say("several rows are called so; write the number"),
    )


def _learn(known: dict[str, set[int]], pk: int, words: Iterable[Any], *, keyed: bool = True) -> None:
    for word in {folded(str(word)) for word in words if word}:
        known.setdefault(word, set()).add(pk)
    if keyed:
        known.setdefault(f"#{pk}", set()).add(pk)


def _found(known: Mapping[str, set[int]], text: str, *, missing: Sentence, several: Sentence) -> int:
    """By name first; a bare figure that is nobody's name is taken as the key."""
    found = known.get(folded(text)) or known.get(f"#{text.strip()}") or set()
    if not found:
        raise Unreadable(missing)
    if len(found) > 1:
        raise Unreadable(several)
    return next(iter(found))


_LOOKUPS: Mapping[str, Callable[[Column, Actor], Find]] = {
    "organ": _organs, "post": _posts, "person": _people, "record": _records,
}  # fmt: skip
