"""What the desk reads: one bounded index range for each viewer or party, merged.

Never `viewer__in` with an order: no database merges the ranges of several viewers, it sorts all their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Entry, Seen, Task
from chancery.kernel.module.registry import steps_within

from .menu import marks

Ranges = Sequence[tuple[Any, ...]]
MOST_TASKS = 200
MOST_WAITING = 50
MOST_LATE = 500

TASKS = """
select t.id from desk_task t where t.assignee_id = %s and t.reading = %s and t.move in ({steps})
and exists (select 1 from desk_entry e where e.id = t.entry_id and e.landed) order by t.due_at, t.id limit %s"""
WAITING = """
select d.entry_id from desk_due d where d.viewer = %s
and not exists (select 1 from desk_task t where t.entry_id = d.entry_id and t.assignee_id in ({parties}))
order by d.due_at, d.entry_id limit %s"""
LATE = """
select d.entry_id from desk_due d where d.viewer = %s and d.due_at < %s order by d.due_at, d.entry_id limit %s"""


def tasks_of(actor: Actor) -> list[Any]:
    """The tasks of a post and its organ in the order of their due moments, with whether it has opened them."""
    seen = Seen.objects.filter(entry_id=OuterRef("entry_id"), post=actor.post or 0)
    steps = steps_within(actor.actions)
    ranges: Ranges = [(party, kind, *steps, MOST_TASKS) for party in actor.parties for kind in (False, True)]
    rows = Task.objects.filter(pk__in=_merged(TASKS.format(steps=marks(steps)), ranges)).select_related(
        "entry__noun", "entry__organ"
    )
    found = rows.annotate(was_opened=Exists(seen)).order_by("due_at", "-urgency", "pk")
    return list(found)[:MOST_TASKS] if ranges else []


def waiting_on_others(actor: Actor) -> list[Entry]:
    """Open matters that this post or its own organ handled and that now lie elsewhere, the most urgent first."""
    parties = actor.parties
    near = [viewer for viewer in dict.fromkeys((actor.post, actor.organ)) if viewer in actor.viewers]
    query = WAITING.format(parties=", ".join(["%s"] * len(parties)))
    return _entries(query, [(viewer, *parties, MOST_WAITING) for viewer in near], MOST_WAITING)


def late_in_sight(viewers: Sequence[int]) -> list[Entry]:
    """Overdue matters that these viewers may see, longest first, bounded."""
    return _entries(LATE, _late(viewers), MOST_LATE)


def holders_of_late(viewers: Sequence[int]) -> Sequence[int | None]:
    """With whom the overdue matters lie that these viewers may see: one item a matter, bounded."""
    ranges = _late(viewers)
    if not ranges:
        return []
    rows = Entry.objects.filter(pk__in=_merged(LATE, ranges))
    return list(rows.values_list("holder_id", flat=True))[:MOST_LATE]


def _late(viewers: Sequence[int]) -> Ranges:
    at = epoch(now())
    return [(viewer, at, MOST_LATE) for viewer in dict.fromkeys(viewers)]


def _entries(query: str, ranges: Ranges, most: int) -> list[Entry]:
    """The entries of these ranges by their due moments; cut here, so that no database walks all entries by that order."""
    if not ranges:
        return []
    rows: QuerySet[Entry] = Entry.objects.filter(pk__in=_merged(query, ranges)).select_related("noun", "organ")
    return list(rows.order_by("due_at", "pk"))[:most]


def _merged(query: str, ranges: Ranges) -> RawSQL:
    """The keys of all ranges as one subquery. Each branch keeps its own order and limit."""
    branches = " union ".join(f"select * from ({query}) as r{at}" for at in range(len(ranges)))
    return RawSQL(branches, [value for values in ranges for value in values])  # noqa: S611  # every value is a parameter
