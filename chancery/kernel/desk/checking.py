"""Rebuilding the projections from their sources, and proving that they are equal to them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from chancery.kernel.access.shelves import Reach
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.sentences import Sentence, say

from .models import Due, Entry, Sight, Task
from .projection import viewers_of, write_due, write_sight

ReachOf = Callable[[int], Reach]
"""The reach of a noun, given its small number."""


def rebuild(reach_of: ReachOf) -> int:
    """Write sight and due anew from entries, organs and grants, in batches; returns the number of entries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from desk_sight")
        cursor.execute("delete from desk_due")
    count = 0
    for entry in Entry.objects.filter(landed=True).order_by("pk").iterator(chunk_size=500):
        viewers = viewers_of(entry, reach_of(entry.noun_id))
        with transaction.atomic():
            write_sight(entry, viewers)
            write_due(entry, viewers, was=None)
        count += 1
    return count


def check(reach_of: ReachOf) -> list[Sentence]:
    """What in the projections is not what their sources say. Empty is good."""
    wrong: list[Sentence] = []
    for entry in Entry.objects.filter(landed=True).order_by("pk").iterator(chunk_size=500):
        wished = set(viewers_of(entry, reach_of(entry.noun_id)))
        seen = set(Sight.objects.filter(entry=entry.pk).values_list("viewer", "opened_at"))
        if {(viewer, entry.opened_at) for viewer in wished} != seen:
            wrong.append(
                say(
                    "Entry {entry} is seen by {seen} parties and should be by {wished}.",
                    entry=entry.pk,
                    seen=len(seen),
                    wished=len(wished),
                )
            )
        held = set(Due.objects.filter(entry=entry.pk).values_list("viewer", "due_at"))
        due: set[tuple[int, int]] = (
            {(viewer, epoch(entry.due_at)) for viewer in wished} if entry.closed_at is None else set()
        )
        if {(viewer, epoch(at)) for viewer, at in held} != due:
            wrong.append(say("Entry {entry} does not stand under its due moment.", entry=entry.pk))
    for task in Task.objects.filter(entry__closed_at__isnull=False, reading=False)[:20]:
        wrong.append(say("Entry {entry} is closed and still a task of somebody.", entry=task.entry_id))
    return wrong
