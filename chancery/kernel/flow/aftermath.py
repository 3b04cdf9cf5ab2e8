"""What follows from every move of a row: trail, entry, sight, due, tasks, search text, remark, messages, route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chancery.kernel.access.grants import grant_missing
from chancery.kernel.audit.trail import record
from chancery.kernel.base.bulk import update_row
from chancery.kernel.base.refusals import Answer
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.desk.models import Entry, Remark, Task
from chancery.kernel.desk.projection import (
    Todo,
    drop_tasks,
    due_of,
    viewers_by_organ,
    write_due,
    write_sight,
    write_tasks,
)
from chancery.kernel.notify.services import tell
from chancery.kernel.search.services import add_viewers, index

from .routes import start_route
from .seats import posts_to_tell
from .shelf import Kept


@dataclass
class After:
    """Everything that one change asks of the projections and the trail."""

    row: Any
    kept: Kept
    actor: Actor
    at: datetime
    action: str
    sentence: Sentence
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    todos: Sequence[Todo] | None = None
    reading: Sequence[Todo] = ()
    finished: Iterable[int] = ()
    reading_done: bool = False
    grants: Mapping[str, Sequence[int]] = field(default_factory=dict)
    returned: bool = False
    ends: bool = False
    due_changed: bool = False
    due_at: datetime | None = None
    tells: Iterable[int] = ()
    remark: tuple[str, str] | None = None
    route: str = ""
    seats: Mapping[str, Sequence[int]] = field(default_factory=dict)
    advice: Sequence[Answer] = ()
    shown_changed: bool = False


def carry_out(after: After) -> None:
    """Write all of it, in the caller's transaction."""
    entry: Entry = after.row.entry
    _trail(after, entry)
    if after.remark and after.remark[1]:
        _remark(after, entry)
    if after.route:
        after.todos = start_route(after.row, after.route, actor=after.actor, at=after.at, seats=after.seats)
    was = entry.due_at
    fresh_viewers, granted = _grant(after, entry)
    _tasks(after, entry)
    _entry(after, entry)
    _project(after, entry, fresh_viewers, granted, was)
    _tell(after, entry)


def _trail(after: After, entry: Entry) -> None:
    told = dict(after.after)
    if after.advice:
        told["advice"] = [answer.sentence.as_json() for answer in after.advice]
    record(after.action, entry=entry.pk, sentence=after.sentence, before=after.before, after=told)


def _remark(after: After, entry: Entry) -> None:
    assert after.remark is not None
    kind, words = after.remark
    actor = after.actor
    Remark.objects.create(
        entry=entry,
        kind=kind,
        text=words,
        at=after.at,
        post_id=actor.post,
        person_id=actor.person,
        acting_for=actor.acting_for,
    )


def _grant(after: After, entry: Entry) -> tuple[list[int], list[int]]:
    """Whoever must act or read sees the matter, by a grant that says why; also who sees it by any grant."""
    by_cause = {cause: set(parties) for cause, parties in after.grants.items()}
    by_cause.setdefault("assigned", set()).update(todo.assignee for todo in after.todos or ())
    by_cause.setdefault("reading", set()).update(todo.assignee for todo in after.reading)
    return grant_missing(entry.pk, by_cause)


def _tasks(after: After, entry: Entry) -> None:
    if after.due_changed:
        entry.due_at = due_of(after.due_at)
    if after.todos is not None:
        drop_tasks(entry.pk)
        todos = [] if after.ends else [_marked(todo, after.returned) for todo in after.todos]
        write_tasks(entry, [*todos, *after.reading], at=after.at)
        _hold(entry, todos, after.at)
        return
    if after.finished:
        Task.objects.filter(entry=entry, assignee_id__in=list(after.finished), reading=after.reading_done).delete()
        entry.holders = Task.objects.filter(entry=entry, reading=False).count()
    if after.due_changed:
        Task.objects.filter(entry=entry, reading=False).update(due_at=entry.due_at)
    if after.reading:
        write_tasks(entry, after.reading, at=after.at)


def _marked(todo: Todo, returned: bool) -> Todo:
    return Todo(
        todo.assignee, todo.move, todo.reading, returned or todo.returned, todo.source, todo.urged, todo.opened_at
    )


def _hold(entry: Entry, todos: Sequence[Todo], at: datetime) -> None:
    entry.holder_id = todos[0].assignee if todos else None
    entry.holders = len(todos)
    entry.held_since = at if todos else None


def _entry(after: After, entry: Entry) -> None:
    row, kept = after.row, after.kept
    entry.state = getattr(row, "state", "")
    entry.title = str(getattr(row, kept.title))[:300]
    entry.number = str(getattr(row, kept.number) or "") if kept.number else ""
    if after.ends and entry.closed_at is None:
        entry.closed_at = after.at
    columns = ("state", "title", "number", "due_at", "closed_at", "holder_id", "holders", "held_since", "urgency")
    update_row(Entry, {name: getattr(entry, name) for name in columns}, id=entry.pk)


def _project(after: After, entry: Entry, fresh_viewers: Sequence[int], granted: Sequence[int], was: datetime) -> None:
    moved = after.ends or was != entry.due_at
    viewers: list[int] = []
    if moved:
        viewers = sorted({*viewers_by_organ(entry.organ_id, after.kept.reach), *granted})
    if fresh_viewers:
        write_sight(entry, fresh_viewers)
    if moved:
        write_due(entry, viewers, was=was)
    elif fresh_viewers:
        write_due(entry, fresh_viewers, was=None)
    if after.shown_changed:
        _index(after, entry, fresh_viewers)
    elif fresh_viewers:
        add_viewers(entry.pk, fresh_viewers)


def _index(after: After, entry: Entry, fresh: Sequence[int]) -> None:
    row, kept = after.row, after.kept
    words = " ".join(str(getattr(row, name) or "") for name in kept.search)
    index(entry.pk, noun=entry.noun_id, title=entry.title, number=entry.number, body=words, also=fresh)


def _tell(after: After, entry: Entry) -> None:
    """Whoever got a task, a reading or is named by the move gets a message, but nobody about an own step."""
    parties = {todo.assignee for todo in (*(after.todos or ()), *after.reading)} | set(after.tells)
    if parties:
        tell(posts_to_tell(parties) - {after.actor.post}, after.sentence, entry_id=entry.pk, kind="task")
