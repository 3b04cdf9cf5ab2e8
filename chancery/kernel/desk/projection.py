"""The one writer of sight, due and tasks: plain statements in the transaction of their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from chancery.kernel.access.grants import live_viewers
from chancery.kernel.access.shelves import Reach
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.fields import epoch
from chancery.kernel.org.tree import ancestors

from .models import NEVER, Entry, Noun, Task

MOST_AT_ONCE = 2000
"""Rows of one statement: SQLite binds 32,766 values at most."""


@dataclass(frozen=True)
class Todo:
    """A task to be projected."""

    assignee: int
    move: str = ""
    reading: bool = False
    returned: bool = False
    source: int | None = None
    urged: int = 0
    opened_at: datetime | None = None


@lru_cache(maxsize=200)
def noun_id(key: str) -> int:
    """The small number of a noun; `module.preparing` has made it."""
    return Noun.objects.get(key=key).pk


def viewers_of(entry: Entry, reach: Reach) -> list[int]:
    """All parties that may see an entry: by the organ's line above, by the organ alone, and by live grants."""
    return sorted({*viewers_by_organ(entry.organ_id, reach), *live_viewers(entry.pk)})


def viewers_by_organ(organ: int, reach: Reach) -> list[int]:
    """The parties that see an organ's rows without any grant."""
    return ancestors(organ) if reach == "subtree" else [organ] if reach == "organ" else []


def write_sight(entry: Entry, viewers: Iterable[int]) -> None:
    """Add the missing rows of sight for these viewers."""
    write_sights([(entry, viewers)])


def write_sights(seen: Iterable[tuple[Entry, Iterable[int]]]) -> None:
    """The same for several entries, each with its viewers."""
    rows = [
        (viewer, opened, entry.pk, entry.noun_id)
        for entry, viewers in seen
        for opened in (epoch(entry.opened_at),)
        for viewer in viewers
    ]
    _insert("desk_sight", ("viewer", "opened_at", "entry_id", "noun"), rows)


def drop_sight(entry: Entry, viewers: Iterable[int]) -> None:
    """Take rows of sight away; the caller makes sure that no other reason remains."""
    rows = list(viewers)
    if rows:
        marks = ", ".join(["%s"] * len(rows))
        _run(
            f"delete from desk_sight where viewer in ({marks}) and opened_at = %s and entry_id = %s",
            [*rows, epoch(entry.opened_at), entry.pk],
        )
        _run(
            f"delete from desk_due where viewer in ({marks}) and due_at = %s and entry_id = %s",
            [*rows, epoch(entry.due_at), entry.pk],
        )


def write_due(entry: Entry, viewers: Sequence[int], *, was: datetime | None) -> None:
    """Put an open entry under its due moment for each viewer; `was` is the moment under which it stood, if any."""
    if was is not None and viewers and (was != entry.due_at or entry.closed_at):
        marks = ", ".join(["%s"] * len(viewers))
        _run(
            f"delete from desk_due where viewer in ({marks}) and due_at = %s and entry_id = %s",
            [*viewers, epoch(was), entry.pk],
        )
    write_dues([(entry, viewers)])


def write_dues(seen: Iterable[tuple[Entry, Iterable[int]]]) -> None:
    """Put those of several entries that are open under their due moments, for the viewers of each."""
    rows = [
        (viewer, due, entry.pk, entry.noun_id, entry.urgency)
        for entry, viewers in seen
        if entry.closed_at is None
        for due in (epoch(entry.due_at),)
        for viewer in viewers
    ]
    _insert("desk_due", ("viewer", "due_at", "entry_id", "noun", "urgency"), rows)


def write_tasks(entry: Entry, todos: Sequence[Todo], *, at: datetime) -> None:
    """Add these tasks to an entry; the caller has taken away what no longer holds."""
    write_all_tasks([(entry, todos, at)])


def write_all_tasks(asked: Iterable[tuple[Entry, Sequence[Todo], datetime]]) -> None:
    """The same for several entries, each with its tasks and the moment from which it is held."""
    insert_rows(
        [
            Task(
                entry_id=entry.pk,
                noun=entry.noun_id,
                assignee_id=todo.assignee,
                move=todo.move,
                due_at=entry.due_at,
                urgency=entry.urgency,
                opened_at=todo.opened_at or at,
                reading=todo.reading,
                returned=todo.returned,
                urged=todo.urged,
                source=todo.source,
            )
            for entry, todos, at in asked
            for todo in todos
        ]
    )


def drop_tasks(entry: int) -> None:
    """Take away what is asked of an entry; what waits to be read stays."""
    with connection.cursor() as cursor:
        cursor.execute("delete from desk_task where entry_id = %s and not reading", [entry])


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    for start in range(0, len(rows), MOST_AT_ONCE):
        some = rows[start : start + MOST_AT_ONCE]
        values = ", ".join([one] * len(some))
        _run(
            f"insert into {table} ({', '.join(columns)}) values {values} on conflict do nothing",
            [cell for row in some for cell in row],
        )


def _run(statement: str, parameters: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def due_of(moment: datetime | None) -> datetime:
    """The due moment as the desk stores it."""
    return moment or NEVER
