"""What the desk reads: one bounded index range for each viewer or party, merged, as plain values.

Never `viewer__in` with an order: no database merges the ranges of several viewers, it sorts all their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch, moment
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import NEVER
from chancery.kernel.module.registry import steps_within

from .menu import marks

MOST_DUE = 30
MOST_FRESH = 20
MOST_READING = 20
MOST_WAITING = 50
MOST_LATE = 500


class Item(NamedTuple):
    """An entry as the desk shows it."""

    pk: int
    noun: str
    number: str
    title: str
    urgency: int
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    opened_by_id: int | None
    holder_id: int | None
    organ_id: int
    organ_name: str


class Task(NamedTuple):
    """A task of this post or its organ, with the entry, and whether this post has opened it."""

    entry: Item
    move: str
    due_at: datetime
    opened_at: datetime
    returned: bool
    urged: int
    was_opened: bool
    reading: bool


class Queue(NamedTuple):
    """One stretch of the tasks of a party: which kind, from when to when they are due, and how many of them are shown."""

    reading: bool
    since: datetime | None
    until: datetime | None
    most: int


ITEM = """e.id, n.key, e.number, e.title, e.urgency, e.opened_at, e.due_at, e.closed_at, e.opened_by_id, e.holder_id, e.organ_id,
o.short_name from desk_entry e join desk_noun n on n.id = e.noun_id join org_organ o on o.id = e.organ_id"""
TASKS = (
    """select t.move, t.due_at, t.opened_at, t.returned, t.urged, t.reading, exists (select 1 from desk_seen s
where s.entry_id = t.entry_id and s.post_id = %s), """
    + ITEM
    + " join desk_task t on t.entry_id = e.id join ({keys}) k on k.id = t.id order by t.due_at, t.urgency desc, t.id"
)
TASK_KEYS = """
select t.id from desk_task t where t.assignee_id = %s and t.reading = %s and t.due_at >= %s and t.due_at < %s
and t.move in ({steps}) and exists (select 1 from desk_entry e where e.id = t.entry_id and e.landed)
order by t.due_at, t.id limit %s"""
ITEMS = "select " + ITEM + " join ({keys}) k on k.entry_id = e.id order by e.due_at, e.id"
WAITING_KEYS = """
select d.entry_id from desk_due d where d.viewer = %s
and not exists (select 1 from desk_task t where t.entry_id = d.entry_id and t.assignee_id in ({parties}))
order by d.due_at, d.entry_id limit %s"""
LATE_KEYS = """
select d.entry_id from desk_due d where d.viewer = %s and d.due_at < %s order by d.due_at, d.entry_id limit %s"""
LATE_HOLDERS = "select e.holder_id from desk_entry e join ({keys}) k on k.entry_id = e.id"


def tasks_of(actor: Actor, queues: Sequence[Queue]) -> list[list[Task]]:
    """Tasks of a post and its organ by queue, in the order of their due moments, each cut where its queue says: one query."""
    if not actor.parties:
        return [[] for _ in queues]
    steps = steps_within(actor.actions)
    spans = [(epoch(q.since) if q.since else 0, epoch(q.until or NEVER) + (q.until is None)) for q in queues]
    ranges = [
        (party, queue.reading, *span, *steps, queue.most)
        for queue, span in zip(queues, spans, strict=True)
        for party in actor.parties
    ]
    keys, values = merged(TASK_KEYS.format(steps=marks(steps)), ranges)
    rows = fetched(TASKS.format(keys=keys), [actor.post or 0, *values])
    return [
        [_task(row) for row in rows if bool(row[5]) == queue.reading and first <= row[1] < last][: queue.most]
        for queue, (first, last) in zip(queues, spans, strict=True)
    ]


def _task(row: Sequence[Any]) -> Task:
    move, due, opened, returned, urged, reading, seen = row[:7]
    return Task(item_of(row[7:]), move, moment(due), moment(opened), bool(returned), urged, bool(seen), bool(reading))


def waiting_on_others(actor: Actor) -> list[Item]:
    """Open matters that this post or its own organ handled and that now lie elsewhere, the most urgent first."""
    parties = actor.parties
    near = [viewer for viewer in dict.fromkeys((actor.post, actor.organ)) if viewer in actor.viewers]
    keys = WAITING_KEYS.format(parties=marks(parties))
    return _items(keys, [(viewer, *parties, MOST_WAITING) for viewer in near], MOST_WAITING)


def late_in_sight(viewers: Sequence[int]) -> list[Item]:
    """Overdue matters that these viewers may see, longest first, bounded."""
    return _items(LATE_KEYS, _late(viewers), MOST_LATE)


def holders_of_late(viewers: Sequence[int]) -> Sequence[int | None]:
    """With whom the overdue matters lie that these viewers may see: one item a matter, bounded."""
    ranges = _late(viewers)
    if not ranges:
        return []
    keys, values = merged(LATE_KEYS, ranges)
    return [holder for (holder,) in fetched(LATE_HOLDERS.format(keys=keys), values)[:MOST_LATE]]


def _late(viewers: Sequence[int]) -> list[tuple[Any, ...]]:
    at = epoch(now())
    return [(viewer, at, MOST_LATE) for viewer in dict.fromkeys(viewers)]


def _items(query: str, ranges: Sequence[tuple[Any, ...]], most: int) -> list[Item]:
    """The entries of these ranges by their due moments; cut here, so that no database walks all entries by that order."""
    if not ranges:
        return []
    keys, values = merged(query, ranges)
    return [item_of(row) for row in fetched(ITEMS.format(keys=keys), values)[:most]]


def item_of(row: Sequence[Any]) -> Item:
    """An entry from the values of `ITEM`."""
    pk, noun, number, title, urgency, opened, due, closed, *rest = row
    ended = None if closed is None else moment(closed)
    return Item(pk, noun, number, title, urgency, moment(opened), moment(due), ended, *rest)


def merged(query: str, ranges: Iterable[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """The keys of all ranges as one subquery with its values. Each branch keeps its own order and limit."""
    rows = list(ranges)
    branches = " union ".join(f"select * from ({query}) as r{at}" for at in range(len(rows)))
    return branches, [value for values in rows for value in values]


def fetched(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
