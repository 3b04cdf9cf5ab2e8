"""Opening rows, one or many in few statements: first they are made, unseen, then what shows them is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from chancery.kernel.access.grants import grant_fresh
from chancery.kernel.audit.trail import Told, record_all
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Entry
from chancery.kernel.desk.projection import Todo, noun_id, viewers_by_organ, write_all_tasks, write_dues, write_sights
from chancery.kernel.notify.services import tell
from chancery.kernel.numbering.models import Number
from chancery.kernel.numbering.services import release, reserve_all
from chancery.kernel.search.services import Text, index_fresh

from .judging import check_columns, saving
from .routes import start_route
from .seats import posts_to_tell
from .shelf import Kept, shelf

Values = Mapping[str, Any]
Grants = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Fresh:
    """A row to be opened: its values, and for a matter of history the state in which it begins."""

    values: Values
    at: str = ""
    opened_at: datetime | None = None
    urgency: int = 0


@dataclass(frozen=True)
class Opened:
    """A row that was made, with who holds it now and which parties see it by a grant."""

    row: Any
    todos: Sequence[Todo]
    grants: Grants = field(default_factory=dict)

    @property
    def entry(self) -> Entry:
        entry: Entry = self.row.entry
        return entry

    @property
    def granted(self) -> set[int]:
        return {party for parties in self.grants.values() for party in parties}


def make_rows(
    model: type[Any], fresh: Sequence[Fresh], *, organ: int, actor: Actor, landed: bool = True, checked: bool = False
) -> list[Any]:
    """Write entries, rows and given numbers; nobody is told yet. `checked` says that the columns were looked at.

    Raises Refused for a wrong value, Conflict for a number that is used. Inside the caller's transaction.
    """
    kept, moment = shelf.nouns[model], now()
    rows = [_row(model, kept, one) for one in fresh]
    for row in rows:
        if not checked:
            check_columns(row)
    with saving():
        entries = [
            _entry(row, kept, one, organ, actor, one.opened_at or moment) for one, row in zip(fresh, rows, strict=True)
        ]
        for entry in entries:
            entry.landed = landed
        insert_rows(entries, keys=True)
        for row, entry in zip(rows, entries, strict=True):
            row.entry, row.organ_id = entry, organ
        insert_rows(rows)
    if kept.series:
        _numbers(kept.series, entries, organ, held=not landed)
    return rows


def _row(model: type[Any], kept: Kept, one: Fresh) -> Any:
    row = model(**one.values)
    if kept.flow:
        row.state = one.at or kept.flow.start
    return row


def _entry(row: Any, kept: Kept, one: Fresh, organ: int, actor: Actor, at: datetime) -> Entry:
    return Entry(
        noun_id=noun_id(kept.noun),
        organ_id=organ,
        opened_at=at,
        opened_by_id=actor.post,
        state=getattr(row, "state", ""),
        title=str(getattr(row, kept.title))[:300],
        number=str(getattr(row, kept.number) or "") if kept.number else "",
        urgency=one.urgency,
    )


def _numbers(series: str, entries: Sequence[Entry], organ: int, *, held: bool) -> None:
    by_year: dict[int, list[tuple[str, int | None]]] = {}
    for entry in entries:
        if entry.number:
            by_year.setdefault(entry.opened_at.year, []).append((entry.number, entry.pk))
    for year, given in by_year.items():
        reserve_all(series, given, organ_id=organ, year=year, held=held)


def land(
    rows: Sequence[Any], *, actor: Actor, cause: str | Sentence = "", grants: Grants | None = None, quiet: bool = False
) -> None:
    """Write all that shows rows of one noun and one organ: trail, grants, tasks, sight, due, search text, messages.

    `quiet` tells nobody: of a table with a thousand rows nobody wants a thousand messages.
    """
    if not rows:
        return
    kept = shelf.of(rows[0])
    sentence = say("Opened as a matter of history: {cause}", cause=cause) if cause else say("Entered")
    record_all(
        [
            Told(
                f"{kept.noun}.open",
                row.entry.pk,
                sentence,
                after={"state": getattr(row, "state", ""), "title": row.entry.title},
            )
            for row in rows
        ]
    )
    opened = [_opened(row, kept, actor, grants or {}) for row in rows]
    grant_fresh((one.row.pk, cause, parties) for one in opened for cause, parties in one.grants.items())
    write_all_tasks((one.entry, one.todos, one.entry.opened_at) for one in opened)
    _entries(opened, kept)
    above = set(viewers_by_organ(rows[0].organ_id, kept.reach))
    seen = [(one.entry, sorted(above | one.granted)) for one in opened]
    write_sights(seen)
    write_dues(seen)
    index_fresh(_text(one, kept, viewers) for one, (_, viewers) in zip(opened, seen, strict=True))
    if not quiet:
        _tell(opened, actor, sentence)


def _opened(row: Any, kept: Kept, actor: Actor, grants: Grants) -> Opened:
    state = kept.flow.state(row.state) if kept.flow else None
    todos: Sequence[Todo] = []
    if state and state.route:
        todos = start_route(row, state.route, actor=actor, at=row.entry.opened_at, seats={})
    elif state and state.holder and not state.ends:
        todos = list(state.holder(row))
    by_cause = {cause: set(parties) for cause, parties in grants.items()}
    by_cause.setdefault("assigned", set()).update(todo.assignee for todo in todos)
    if actor.post and kept.reach == "parties":
        by_cause["assigned"].add(actor.post)
    return Opened(row, todos, {cause: sorted(parties) for cause, parties in by_cause.items()})


def _entries(opened: Sequence[Opened], kept: Kept) -> None:
    """Holder and end of each entry: those that are alike, as in a table they are, by one statement."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    hidden = [one.entry.pk for one in opened if not one.entry.landed]
    for one in opened:
        entry, ends = one.entry, bool(kept.flow and kept.flow.state(one.row.state).ends)
        was = (entry.holder_id, entry.closed_at, entry.landed)
        entry.holder_id = one.todos[0].assignee if one.todos else None
        entry.holders = len(one.todos)
        entry.held_since = entry.opened_at if one.todos else None
        entry.closed_at = entry.opened_at if ends else None
        entry.landed = True
        if was != (entry.holder_id, entry.closed_at, True):
            key = (entry.holder_id, entry.holders, entry.held_since, entry.closed_at)
            alike.setdefault(key, []).append(entry.pk)
    for (holder, holders, since, closed), keys in alike.items():
        columns = {"holder": holder, "holders": holders, "held_since": since, "closed_at": closed, "landed": True}
        Entry.objects.filter(pk__in=keys).update(**columns)
    if kept.series and hidden:
        Number.objects.filter(entry__in=hidden).update(held=False)


def _text(one: Opened, kept: Kept, viewers: Sequence[int]) -> Text:
    entry = one.entry
    words = " ".join(str(getattr(one.row, name) or "") for name in kept.search)
    return Text(entry.pk, entry.noun_id, entry.title, viewers, entry.number, words)


def _tell(opened: Sequence[Opened], actor: Actor, sentence: Sentence) -> None:
    """Whoever got a task gets a message, but nobody about an own step."""
    for one in opened:
        if parties := {todo.assignee for todo in one.todos}:
            tell(posts_to_tell(parties) - {actor.post}, sentence, entry_id=one.entry.pk, kind="task")


def take_away(rows: Sequence[int], model: type[Any], reason: str) -> None:
    """Undo rows that never landed, as a transaction would: nobody has seen them, and their numbers are voided."""
    with transaction.atomic():
        release(rows, reason)
        model.unscoped.filter(pk__in=rows, entry__landed=False).delete()
        Entry.objects.filter(pk__in=rows, landed=False).delete()
