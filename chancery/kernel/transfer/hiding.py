"""Rows that are made but not yet landed: taken out of every list at once, and put in by one statement.

`open_row` writes a row with all that belongs to it; what would show it too early is taken back in its transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import F

from chancery.kernel.access.models import Grant
from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch, moment
from chancery.kernel.desk.models import Entry, Task
from chancery.kernel.desk.projection import drop_sight, viewers_of
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.notify.models import Message
from chancery.kernel.numbering.models import Number
from chancery.kernel.org.tree import ancestors
from chancery.kernel.search.services import index, remove

from .models import Import, ImportRow

TASK = ("assignee_id", "move", "urgency", "reading", "returned", "urged", "source")
ROWS = "from transfer_importrow r join desk_entry e on e.id = r.entry_id"


def hide(rows: Sequence[ImportRow]) -> None:
    """Take fresh rows out of lists, desks, messages and search, in the transaction that made them."""
    entries = {row.entry.pk: row.entry for row in rows if row.entry}
    held: dict[int, list[dict[str, Any]]] = {}
    for task in Task.objects.filter(entry__in=entries):
        kept = {name: getattr(task, name) for name in TASK}
        moments = {"due_at": epoch(task.due_at), "opened_at": epoch(task.opened_at)}
        held.setdefault(task.entry_id, []).append(kept | moments)
    Task.objects.filter(entry__in=entries).delete()
    Message.objects.filter(entry__in=entries).delete()
    granted: dict[int, list[int]] = {}
    for entry_id, viewer in Grant.objects.filter(entry__in=entries).values_list("entry", "viewer"):
        granted.setdefault(entry_id, []).append(viewer)
    line = ancestors(rows[0].of.organ_id)
    for pk, entry in entries.items():
        drop_sight(entry, {*line, *granted.get(pk, [])})
        remove(pk)
    for row in rows:
        row.held = {"tasks": held.get(row.entry_id or 0, [])}
    Entry.objects.filter(pk__in=entries).update(landed=False)


def land(one: Import) -> None:
    """Let all rows of an import be seen at once; part of the caller's transaction."""
    fresh = ImportRow.objects.filter(of=one, target__isnull=True, entry__isnull=False)
    Entry.objects.filter(pk__in=fresh.values("entry")).update(landed=True)
    first = fresh.first()
    if first is None or first.entry is None:
        return
    reach = _reach(first.entry)
    line = {"subtree": ancestors(one.organ_id), "organ": [one.organ_id], "parties": []}[reach]
    _insert(one, "desk_sight (viewer, opened_at, entry_id, noun)", "{viewer}, e.opened_at, e.id, e.noun_id", line)
    due = "{viewer}, e.due_at, e.id, e.noun_id, e.urgency"
    _insert(one, "desk_due (viewer, due_at, entry_id, noun, urgency)", due, line, "and e.closed_at is null")
    with_tasks = fresh.exclude(held={"tasks": []}).iterator(chunk_size=500)
    Task.objects.bulk_create((_task(row, kept) for row in with_tasks for kept in row.held["tasks"]), batch_size=500)


def _insert(one: Import, table: str, cells: str, line: Sequence[int], condition: str = "") -> None:
    """For each entry a row for each organ above it and for each party with a live grant."""
    where = f"where r.of_id = %s and r.target is null {condition}"
    granted = (
        f"select {cells.format(viewer='g.viewer_id')} {ROWS} "
        f"join access_grant g on g.entry_id = e.id and g.until is null {where}"
    )
    query, values = granted, [one.pk]
    if line:
        marks = ", ".join(["%s"] * len(line))
        above = f"select {cells.format(viewer='p.id')} {ROWS} join org_party p on p.id in ({marks}) {where}"
        query, values = f"{above} union {granted}", [*line, one.pk, one.pk]
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} select * from ({query}) as seen where true on conflict do nothing", values)


def _task(row: ImportRow, kept: dict[str, Any]) -> Task:
    moments = {name: moment(kept[name]) for name in ("due_at", "opened_at")}
    return Task(**{"entry_id": row.entry_id, **kept, **moments})


def make_searchable(rows: Sequence[ImportRow]) -> None:
    """Put landed rows into the search index."""
    for row in rows:
        if row.entry is None:
            continue
        entry = row.entry
        model = shelf.models[entry.noun.key]
        kept, record = shelf.nouns[model], model.unscoped.get(pk=entry.pk)
        index(
            entry.pk,
            noun=entry.noun_id,
            title=entry.title,
            number=entry.number,
            body=" ".join(str(getattr(record, name) or "") for name in kept.search),
            viewers=viewers_of(entry, kept.reach),
        )


def give_up(one: Import, rows: Sequence[ImportRow], reason: str) -> None:
    """Void rows that never landed, and free their names and numbers for the next table: nobody has seen them."""
    model, entries = shelf.models[one.noun], [row.entry_id for row in rows if row.entry_id]
    Entry.objects.filter(pk__in=entries).update(
        voided_at=now(), void_reason=reason[:300] or "-", closed_at=now(), holder=None, holders=0
    )
    Number.objects.filter(entry__in=entries, entry__landed=False).delete()
    if one.key and model._meta.get_field(one.key).null:
        model.unscoped.filter(pk__in=entries).update(**{one.key: None}, version=F("version") + 1)


def _reach(entry: Entry) -> Any:
    return shelf.nouns[shelf.models[entry.noun.key]].reach
