"""Pages of lists: one or two index ranges for everybody, whatever the volume."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from chancery.kernel.base.fields import epoch, moment
from chancery.kernel.base.scope import Actor
from chancery.kernel.search.services import among, keys_with, truly

from .models import Entry, Sight
from .projection import noun_id

PAGE = 50
WORDS = "entry__words"
MOST_SORTED = 2000
"""So many entries with a word are fetched and sorted; a word that more have is met soon in any list."""
MOST_INDEXES = 2
"""So many indexes are asked whether a filtered value is rare; the list is walked after that."""
BLOCK, MOST_WALKED = 400, 6400
BOUND = 1001
MARK = re.compile(r"(-?[0-9]{1,18})\.([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """Keys of one page in list order, and where the pages before and behind it begin."""

    keys: Sequence[int]
    after: str = ""
    before: str = ""
    rows: Sequence[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """A place in a list: the order key and the entry of a row, in an address as `1700000000000000.123`."""

    order: int
    entry: int

    def __str__(self) -> str:
        return f"{self.order}.{self.entry}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        fits = MARK.fullmatch(text)
        return cls(int(fits[1]), int(fits[2])) if fits else None


def page(
    actor: Actor,
    model: type[Any],
    noun: str,
    *,
    where: Q | None = None,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """One page of a noun, newest first, of what the actor may see.

    Without filters it is a union of ranges in `sight`; with filters the same ranges are walked and tested.
    `after` and `before` are marks of an earlier page.
    """
    mark, backwards = Mark.read(before or after), bool(before)
    rows = _range(actor, model, noun, where, mark, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    first, last = (Mark(*rows[0]), Mark(*rows[-1])) if rows else (None, None)
    return Page(
        keys=[entry for _, entry in rows],
        after=str(last) if last and (more or backwards) else "",
        before=str(first) if first and mark and (more or not backwards) else "",
    )


def _range(
    actor: Actor, model: type[Any], noun: str, where: Q | None, mark: Mark | None, backwards: bool, size: int
) -> list[tuple[int, int]]:
    where, words = parted(where)
    if words:
        return _worded(actor, model, noun, where, words, mark, backwards, size)
    if where is not None:
        return _filtered(actor, model, noun, where, mark, backwards, size)
    step, order = (">", "asc") if backwards else ("<", "desc")
    keyset = f"and opened_at {step}= %s and (opened_at {step} %s or entry_id {step} %s)" if mark else ""
    place = [mark.order, mark.order, mark.entry] if mark else []
    if actor.everything:
        query = f"select opened_at, id from desk_entry where noun_id = %s and landed {keyset.replace('entry_id', 'id')} order by opened_at {order}, id {order} limit %s"
        return _fetch(query, [noun_id(noun), *place, size])
    one = (
        f"select * from (select opened_at, entry_id from desk_sight where viewer = %s and noun = %s {keyset} "
        f"order by opened_at {order}, entry_id {order} limit %s) as v"
    )
    query = " union ".join(one + str(i) for i in range(len(actor.viewers))) + f" order by 1 {order}, 2 {order} limit %s"
    values = [value for viewer in actor.viewers for value in (viewer, noun_id(noun), *place, size)]
    return _fetch(query, [*values, size])


def containing(words: str) -> Q:
    """The condition that a row contains these words, in number, title or text, as the search finds them."""
    return Q(**{WORDS: words})


def parted(where: Q | None) -> tuple[Q | None, str]:
    """A condition without its words, which the index of the search answers and not the row."""
    if where is None:
        return None, ""
    asked = [child[1] for child in where.children if isinstance(child, tuple) and child[0] == WORDS]
    rest = [child for child in where.children if not (isinstance(child, tuple) and child[0] == WORDS)]
    if not asked:
        return where, ""
    return Q(*rest) if rest else None, " ".join(asked)


def _worded(
    actor: Actor,
    model: type[Any],
    noun: str,
    where: Q | None,
    words: str,
    mark: Mark | None,
    backwards: bool,
    size: int,
) -> list[tuple[int, int]]:
    """A rare word is asked of the index and sorted; a common one is met soon while the list is walked."""
    viewers = None if actor.everything else actor.viewers
    keys = keys_with(words, viewers=viewers, noun=noun_id(noun), most=MOST_SORTED)
    if keys is not None:
        rows = _sorted(model, noun, where, keys, mark, backwards)
        return _checked(rows, words, size)
    found: list[tuple[int, int]] = []
    block = BLOCK
    while len(found) < size:
        rows = _range(actor, model, noun, where, mark, backwards, block)
        hits = among([entry for _, entry in rows], words, viewers=viewers, noun=noun_id(noun))
        found += [row for row in rows if row[1] in hits]
        if len(rows) < block:
            break
        mark, block = Mark(*rows[-1]), min(2 * block, MOST_WALKED)
    return found[:size]


def _sorted(
    model: type[Any],
    noun: str,
    where: Q | None,
    keys: Sequence[int],
    mark: Mark | None,
    backwards: bool,
    viewers: Sequence[int] | None = None,
) -> list[tuple[int, int]]:
    """Of these entries those that meet a condition and that one of the viewers sees, in list order, behind a mark."""
    path = f"{model._meta.app_label}_{model._meta.model_name}__"
    entries = Entry.objects.filter(noun=noun_id(noun), landed=True, pk__in=keys)
    entries = entries.filter(_prefixed(where, "", path)) if where is not None else entries
    if viewers is not None:
        seen = Sight.objects.filter(viewer__in=viewers, opened_at=OuterRef("opened_at"), entry_id=OuterRef("pk"))
        entries = entries.filter(Exists(seen))
    rows = sorted(((epoch(at), pk) for at, pk in entries.values_list("opened_at", "pk")), reverse=not backwards)
    if mark is None:
        return rows
    place = (mark.order, mark.entry)
    return [row for row in rows if (row > place if backwards else row < place)]


def _checked(rows: Sequence[tuple[int, int]], words: str, size: int) -> list[tuple[int, int]]:
    """The first rows whose text really has the words side by side."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        hits = truly([entry for _, entry in some], words)
        found += [row for row in some if row[1] in hits]
        if len(found) >= size:
            break
    return found[:size]


def _filtered(
    actor: Actor, model: type[Any], noun: str, where: Q, mark: Mark | None, backwards: bool, size: int
) -> list[tuple[int, int]]:
    """A rare value is asked of its own index and sorted; else the same ranges are walked, one query for each viewer."""
    keys = _rare(model, where)
    if keys is not None:
        viewers = None if actor.everything else actor.viewers
        return _sorted(model, noun, where, keys, mark, backwards, viewers)[:size]
    path = f"{model._meta.app_label}_{model._meta.model_name}__"
    if actor.everything:
        entries = Entry.objects.filter(_prefixed(where, "", path), noun=noun_id(noun), landed=True)
        return _walk(entries, "id", mark, backwards, size)
    found: set[tuple[int, int]] = set()
    for viewer in actor.viewers:
        seen = Sight.objects.filter(_prefixed(where, "entry__", path), viewer=viewer, noun=noun_id(noun))
        found.update(_walk(seen, "entry_id", mark, backwards, size))
    return sorted(found, reverse=not backwards)[:size]


def _rare(model: Any, where: Q) -> Sequence[int] | None:
    """The rows with a filtered value that has an index of its own; None where there is none, or where many have the value."""
    if where.connector != Q.AND or where.negated:
        return None
    told = [child for child in where.children if isinstance(child, tuple) and child[0] in _indexed(model)]
    for name, value in told[:MOST_INDEXES]:
        keys = model.unscoped.filter(**{name: value}).order_by().values_list("pk", flat=True)[: MOST_SORTED + 1]
        if len(keys) <= MOST_SORTED:
            return list(keys)
    return None


@cache
def _indexed(model: type[Model]) -> frozenset[str]:
    """The columns by which rows of a noun are found at once: those that an index begins with."""
    begun = {index.fields[0].lstrip("-") for index in model._meta.indexes if index.fields and index.condition is None}
    own = {one.name for one in model._meta.concrete_fields if getattr(one, "db_index", False) and not one.primary_key}
    return frozenset(begun | own)


def _walk(rows: QuerySet[Any], key: str, mark: Mark | None, backwards: bool, size: int) -> list[tuple[int, int]]:
    step, sign = ("gt", "") if backwards else ("lt", "-")
    if mark:
        at = moment(mark.order)
        rows = rows.filter(**{f"opened_at__{step}e": at}).filter(
            Q(**{f"opened_at__{step}": at}) | Q(**{f"{key}__{step}": mark.entry})
        )
    found = rows.order_by(f"{sign}opened_at", f"{sign}{key}").values_list("opened_at", key)[:size]
    return [(epoch(at), pk) for at, pk in found]


def _prefixed(where: Q, entry: str, noun: str) -> Q:
    """A condition on a noun's columns, said from the entry or from sight."""
    children: list[Any] = []
    for child in where.children:
        if isinstance(child, Q):
            children.append(_prefixed(child, entry, noun))
        else:
            name, value = cast("tuple[str, Any]", child)
            name = "entry__pk__in" if name == "entry__in" else name
            rest = name.removeprefix("entry__")
            if rest != name and rest.startswith("opened_at"):
                children.append((rest, value))  # both tables carry it, and sight is walked by it
                continue
            children.append((entry + rest if rest != name else entry + noun + name, value))
    return Q(*children, _connector=where.connector, _negated=where.negated)


def _fetch(query: str, values: Sequence[int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [(int(order), int(entry)) for order, entry in cursor.fetchall()]


def bounded_count(actor: Actor, model: type[Any], noun: str, where: Q | None = None, *, bound: int = BOUND) -> int:
    """How many rows of a noun the actor sees, counted up to `bound`: the page says "1000+" beyond."""
    return len(_range(actor, model, noun, where, None, False, bound))


def in_order(rows: Sequence[Any], keys: Sequence[int]) -> list[Any]:
    """Rows that were fetched by key, in list order."""
    by_key: Mapping[int, Any] = {row["pk"] if isinstance(row, dict) else row.pk: row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


def neighbours(actor: Actor, model: type[Any], noun: str, entry: Entry) -> tuple[int | None, int | None]:
    """The entries before and behind one in list order, for walking through a list without going back."""
    mark = Mark(epoch(entry.opened_at), entry.pk)
    newer = _range(actor, model, noun, None, mark, True, 1)
    older = _range(actor, model, noun, None, mark, False, 1)
    return (newer[0][1] if newer else None, older[0][1] if older else None)


def opened_between(start: datetime, end: datetime) -> Q:
    """The condition that a row was opened in [start, end)."""
    return Q(entry__opened_at__gte=start, entry__opened_at__lt=end)
