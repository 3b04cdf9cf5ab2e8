"""After a holiday notice arrived: due moments that its clocks moved are carried to entries, tasks and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chancery.kernel.audit.trail import record
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Entry
from chancery.kernel.desk.projection import viewers_of, write_due

from .shelf import shelf

Moved = tuple[int, datetime, datetime]
"""Entry, old due moment, new due moment, as `deadlines.clocks.recompute_open_clocks` tells."""


@transaction.atomic
def redate(moved: Sequence[Moved]) -> list[Moved]:
    """Move the due moment of open entries with their clocks (期限重算); one line of the trail each.

    An entry whose own due moment is not the one that moved keeps it: another clock, or somebody's hand, had set it.
    Returns what was moved.
    """
    reaches = {kept.noun: kept.reach for kept in shelf.nouns.values()}
    entries = Entry.objects.filter(closed_at__isnull=True).select_related("noun").in_bulk([key for key, _, _ in moved])
    done: list[Moved] = []
    for key, old, new in moved:
        entry = entries.get(key)
        if entry is None or entry.due_at != old or entry.noun.key not in reaches:
            continue
        entry.due_at = new
        entry.save(update_fields=["due_at"])
        entry.tasks.filter(due_at=old).update(due_at=new)  # type: ignore[misc]  # a moment, kept as an integer
        write_due(entry, viewers_of(entry, reaches[entry.noun.key]), was=old)
        record(
            "flow.due.move",
            entry=key,
            sentence=say("A holiday notice moved the due moment from {old} to {new}", old=old, new=new),
            before={"due_at": old.isoformat()},
            after={"due_at": new.isoformat()},
        )
        done.append((key, old, new))
    return done
