"""The one writer of sight, due and tasks: plain statements in the transaction of their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from chancery.kernel.access.grants import live_viewers
from chancery.kernel.access.shelves import Reach
from chancery.kernel.base.fields import epoch
from chancery.kernel.org.tree import ancestors

from .models import NEVER, Entry, Noun, Task


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
    by_organ = ancestors(entry.organ_id) if reach == "subtree" else [entry.organ_id] if reach == "organ" else []
    return sorted({*by_organ, *live_viewers(entry.pk)})


def write_sight(entry: Entry, viewers: Iterable[int]) -> None:
    """Add the missing rows of sight for these viewers."""
    opened = epoch(entry.opened_at)
    rows = [(viewer, opened, entry.pk, entry.noun_id) for viewer in viewers]
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
    if entry.closed_at is None:
        due = epoch(entry.due_at)
        rows = [(viewer, due, entry.pk, entry.noun_id, entry.urgency) for viewer in viewers]
        _insert("desk_due", ("viewer", "due_at", "entry_id", "noun", "urgency"), rows)


def write_tasks(entry: Entry, todos: Sequence[Todo], *, at: datetime) -> None:
    """Add these tasks to an entry; the caller has taken away what no longer holds."""
    Task.objects.bulk_create(
        [
            Task(
                entry_id=entry.pk,
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
            for todo in todos
        ]
    )


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
    if not rows:
        return
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    values = ", ".join([one] * len(rows))
    _run(
        f"insert into {table} ({', '.join(columns)}) values {values} on conflict do nothing",
        [cell for row in rows for cell in row],
    )


def _run(statement: str, parameters: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def due_of(moment: datetime | None) -> datetime:
    """The due moment as the desk stores it."""
    return moment or NEVER
