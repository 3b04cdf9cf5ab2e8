"""Any noun at any size: the rows of the demo city, made anew again and again with other keys, numbers and moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction

from chancery.kernel.base.fields import epoch
from chancery.kernel.base.spans import NoOverlap
from chancery.kernel.desk.models import Noun
from chancery.kernel.module.declare import Screen
from chancery.kernel.module.registry import registry
from chancery.kernel.search.tokens import tokens_of

from .load import Say, bare, insert, quick, sequences, settle
from .mark import Mark, disk_in_words, write_mark
from .plan import TODAY
from .rows import BATCH, TEN_YEARS

BESIDE = ("desk_task", "access_grant", "deadlines_clock")
"""What stands beside a matter, by its entry."""
PROJECTED = {"desk_sight": "entry_id", "desk_due": "entry_id"}
OPEN_SHARE = 20
"""Each so many-th copy may be one of an open matter: five of a hundred are open, as in life."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """One row of the demo with all that stands around it, as the database keeps it."""

    entry: Row
    row: Row
    text: Row
    beside: dict[str, list[Row]]

    @property
    def is_open(self) -> bool:
        return self.entry["closed_at"] is None


def multiply(noun: str, rows: int, seed: int, told: Say) -> Mark:
    """Build the demo city in an empty database and bring its rows of one noun to `rows`. Raises Refused on a full disk."""
    building = Mark(rows, seed, "building", facts={"noun": noun})
    with disk_in_words():
        call_command("demo", no_serve=True)
        write_mark(building)
        _, screen = registry.by_noun(noun)
        patterns = patterns_of(screen, Noun.objects.get(key=noun).pk)
        told(f"{len(patterns)} patterns")
        with quick(), transaction.atomic():
            _fill(Copier(screen, patterns, rows), told)
        settle()
        mark = Mark(rows, seed, "built", facts={"noun": noun})
        write_mark(mark)
    return mark


def patterns_of(screen: Screen, noun: int) -> list[Pattern]:
    """What is copied: every row that no constraint on time allows only once."""
    model = screen.model
    key, table = model._meta.pk.column, model._meta.db_table
    once = models.Q()
    for held in (one for one in model._meta.constraints if isinstance(one, NoOverlap)):
        once |= held.where
    kept = model.unscoped.exclude(once) if once else model.unscoped.all()
    pks = sorted(kept.filter(entry__landed=True).values_list("pk", flat=True))
    entries = _by("desk_entry", "id", pks)
    own, texts = _by(table, key, pks), _by("search_searchsource", "entry_id", pks)
    beside = {name: _by(name, "entry_id", pks) for name in (*BESIDE, *PROJECTED)}
    return [
        Pattern(entries[pk][0], own[pk][0], texts[pk][0], {name: found.get(pk, []) for name, found in beside.items()})
        for pk in pks
        if pk in texts and entries[pk][0]["noun_id"] == noun
    ]


def _by(table: str, key: str, pks: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    marks = ", ".join(["%s"] * len(pks)) or "null"
    with closing(connection.create_cursor()) as cursor:
        cursor.execute(f"select * from {table} where {key} in ({marks})", tuple(pks))
        names = [column[0] for column in cursor.description]
        for line in cursor.fetchall():
            row = dict(zip(names, line, strict=True))
            found.setdefault(row[key], []).append(row)
    return found


class Copier:
    """Gives the rows of each copy: other key, other number, another moment of the last ten years; the rest as it was."""

    def __init__(self, screen: Screen, patterns: Sequence[Pattern], rows: int) -> None:
        meta = screen.model._meta
        self.table, self.key = meta.db_table, str(meta.pk.column)
        single = {name for one in meta.constraints if isinstance(one, models.UniqueConstraint) for name in one.fields}
        fields = [field for field in meta.concrete_fields if field.unique or field.name in single]
        self.derived = [str(field.column) for field in meta.concrete_fields if field.generated]
        texts = [field for field in fields if isinstance(field, models.CharField)]
        self.told_apart = {str(field.column): field.max_length or 0 for field in texts}
        self.emptied = [field.column for field in fields if field.is_relation and field.null]
        self.open = [one for one in patterns if one.is_open] or patterns
        self.closed = [one for one in patterns if not one.is_open] or patterns
        self.rows, self.register = rows, screen.flow is None
        self.first = _highest("desk_entry") + 1
        self.next = {name: _highest(name) + 1 for name in BESIDE}
        self.end = epoch(TODAY)

    def copies(self) -> Iterator[tuple[int, int, Pattern]]:
        """Key, moment and pattern of each, oldest first."""
        running, ended = cycle(self.open), cycle(self.closed)
        for number in range(self.rows):
            at = self.end - TEN_YEARS + number * TEN_YEARS // self.rows
            pattern = next(running) if self.register or number % OPEN_SHARE == 0 else next(ended)
            yield self.first + number, at, pattern

    def rows_of(self, pk: int, at: int, one: Pattern) -> Iterator[tuple[str, Row]]:
        """The rows of one copy, each with its table."""
        number = one.entry["number"] and f"{one.entry['number']}·{pk}"
        yield "desk_entry", {**one.entry, "id": pk, "opened_at": at, "number": number}
        apart = {column: self._apart(one.row[column], pk, most) for column, most in self.told_apart.items()}
        row = {**one.row, **dict.fromkeys(self.emptied), **apart, self.key: pk}
        yield self.table, {column: value for column, value in row.items() if column not in self.derived}
        for name in BESIDE:
            for row in one.beside[name]:
                self.next[name] += 1
                yield name, {**row, "id": self.next[name] - 1, "entry_id": pk}
        for row in one.beside["desk_sight"]:
            yield "desk_sight", {**row, "entry_id": pk, "opened_at": at}
        for row in one.beside["desk_due"]:
            yield "desk_due", {**row, "entry_id": pk}
        text = {**one.text, "entry_id": pk, "number": number}
        yield "search_searchsource", text
        words = tokens_of(number, text["title"], text["body"])
        readers = [f"v{viewer}" for viewer in text["viewers"].split()]
        yield "search_text", {"entry_id": pk, "tokens": " ".join([*words, f"n{text['noun']}", *readers])}

    def _apart(self, value: Any, pk: int, most: int) -> Any:
        ending = f"·{pk}"
        return value and f"{value[: most - len(ending)]}{ending}"


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(max(id), 0) from {table}")
        return int(cursor.fetchone()[0])


def _fill(copier: Copier, told: Say) -> None:
    unique = bare(["desk_entry", copier.table, *BESIDE, *PROJECTED, "search_searchsource", "search_text"])
    waiting, done = copier.copies(), 0
    while part := list(islice(waiting, BATCH)):
        batch: dict[str, list[Row]] = {}
        for pk, at, pattern in part:
            for table, row in copier.rows_of(pk, at, pattern):
                batch.setdefault(table, []).append(row)
        for table, lines in batch.items():
            insert(table, list(lines[0]), [tuple(line.values()) for line in lines])
        done += len(part)
        if done % (20 * BATCH) == 0:
            told(f"{done:,} of {copier.rows:,} rows")
    told("indexes")
    with connection.cursor() as cursor:
        for statement in unique:
            cursor.execute(statement)
    sequences()
