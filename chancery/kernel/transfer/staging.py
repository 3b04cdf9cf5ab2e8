"""Taking a table in: read it, match its headings, check each row. Nothing of the noun is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db import transaction

from chancery.kernel.access.rows import may
from chancery.kernel.attachments.bounds import opened
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.declare import label_of
from chancery.kernel.flow.shelf import shelf

from .cells import plain
from .columns import Column, Heading, columns_of, heading_key
from .judging import Fault, Reading
from .keeping import kept, taken
from .lookups import lookups_for
from .models import Import, ImportRow
from .sheets import read_table
from .targets import Targets

BATCH = 500
MOST_FAULTS = 200
PREVIEW = 20
Progress = Callable[[Import], None]
"""Told after each block of rows how far an import is."""


@dataclass(frozen=True)
class Previewed:
    """One row of the preview: its cells as text in the order of the headings, its kind and its faults."""

    number: int
    cells: Sequence[str]
    faults: Sequence[Fault] = field(default=())
    kind: str = ImportRow.Kind.NEW

    @property
    def changes(self) -> bool:
        return self.kind == ImportRow.Kind.CHANGED

    @property
    def same(self) -> bool:
        return self.kind == ImportRow.Kind.SAME


def keep(
    stream: BinaryIO,
    name: str,
    *,
    model: type[Any],
    columns: Sequence[str | Heading],
    organ: int,
    actor: Actor,
    match: Sequence[str] = (),
) -> Import:
    """Read a table and put its rows away; `check` looks at them. Nothing of the noun is written.

    `match` are the columns by which a row that exists already is known; it is changed instead of doubled.
    Raises Refused for an unreadable file and NotAllowed without the right to create.
    """
    carried = columns_of(model, columns)
    noun = _may_import(model, actor)
    known = set().union(*(column.known_as() for column in carried))
    stream, _ = opened(stream, name=name)
    digest = _digest(stream)
    table = read_table(stream, name, known=known)
    shape = shape_of(table.headings)
    moments: dict[str, Any] = {"at": now(), "moved_at": now()}
    one = Import.objects.create(
        noun=noun,
        organ_id=organ,
        by_post_id=actor.post,
        person_id=actor.person,
        file_name=name[-200:],
        digest=digest,
        columns=[column.name for column in carried],
        match=list(match),
        headings=list(table.headings),
        heading_row=table.heading_row,
        shape=shape,
        mapping=remembered(noun, organ, shape, carried)
        or {str(at): column for at, column in matched(table.headings, carried).items()},
        **moments,
    )
    try:
        one.rows = _keep(one, table.rows)
    except Refused as refusal:
        refuse(one, refusal.sentence)
        raise
    one.save(update_fields=["rows"])
    return one


def remap(one: Import, mapping: Mapping[int, str], *, actor: Actor) -> Import:
    """Say anew which heading fills which column (重新对应); the next table of this shape is read alike.

    All rows must then be checked again. Raises Conflict once it began.
    """
    _may_import(shelf.models[one.noun], actor)
    if one.state not in (Import.State.STAGED, Import.State.REFUSED):
        raise Conflict(
            say("This table is “{state}” by now; its headings can no longer be changed.", state=state_of(one))
        )
    places = range(len(one.headings))
    one.mapping = {str(at): name for at, name in mapping.items() if name in one.columns and at in places}
    one.by_hand, one.state, one.done, one.moved_at = True, Import.State.READING, 0, now()
    one.save(update_fields=["mapping", "by_hand", "state", "done", "moved_at"])
    return one


def check(one: Import, *, actor: Actor, progress: Progress = lambda _: None) -> None:
    """Check every row and write the verdict: how many are new, changed and the same, how many faults, the first 200."""
    model = shelf.models[one.noun]
    faults, count = _heading_faults(one, columns_of(model, one.columns)), 0
    if not faults:
        reading = reading_of(one, actor=actor)
        targets, one.done = Targets(one, reading, actor), 0
        for block in blocks(one):
            read = [(row, *reading.values(row.number, row.cells)) for row in block]
            found = [fault for _, _, faulty in read for fault in faulty]
            found += targets.judge([(row, values) for row, values, faulty in read if not faulty])
            count += len(found)
            faults += sorted(found, key=lambda fault: fault.row)[: MOST_FAULTS - len(faults)]
            one.done, one.moved_at = one.done + len(block), now()
            one.save(update_fields=["done", "moved_at"])
            progress(one)
        one.counts = targets.counts
    one.faults = {"count": count or len(faults), "first": [fault.as_json() for fault in faults]}
    if not one.rows:
        one.faults = {"count": 1, "first": [Fault(one.heading_row, "", "", say("there is no row below it")).as_json()]}
    one.state = Import.State.REFUSED if one.faults["count"] else Import.State.STAGED
    one.done, one.moved_at = 0, now()
    one.save(update_fields=["faults", "counts", "state", "done", "moved_at"])


def faults_of(one: Import) -> list[Fault]:
    """The first faults of an import."""
    return [Fault.from_json(stored) for stored in one.faults.get("first", [])]


def verdict(one: Import) -> Sentence:
    """What came of the check, in one sentence."""
    faults = faults_of(one)
    if len(faults) == 1 and one.faults["count"] == 1:
        return say("{fault} Nothing was imported.", fault=faults[0].sentence)
    if faults:
        return say("{n} places cannot be read. Nothing was imported.", n=one.faults["count"])
    return say(
        "All {n} rows are in order: {new} are new, {changed} change a row that is there, {same} say what is there already.",
        n=one.rows,
        **one.counts,
    )


def preview(one: Import) -> list[Previewed]:
    """The first rows as they came, each with what is wrong with it."""
    faults = faults_of(one)
    return [
        Previewed(
            row.number,
            [plain(taken(cell)) if cell is not None else "" for cell in row.cells],
            [fault for fault in faults if fault.row == row.number],
            row.kind,
        )
        for row in ImportRow.objects.filter(of=one).order_by("number")[:PREVIEW]
    ]


def reading_of(one: Import, *, actor: Actor) -> Reading:
    """How the rows of this import are read."""
    model = shelf.models[one.noun]
    by_name = {column.name: column for column in columns_of(model, one.columns)}
    places = {int(at): by_name[name] for at, name in one.mapping.items()}
    columns = list(places.values())
    return Reading(model, places, one.headings, lookups_for(columns, actor))


def blocks(one: Import, *, after: int = 0) -> Iterator[list[ImportRow]]:
    """The rows of an import in blocks, in the order of the file."""
    while block := list(ImportRow.objects.filter(of=one, number__gt=after).order_by("number")[:BATCH]):
        yield block
        after = block[-1].number


def state_of(one: Import) -> Sentence:
    return say(label_of(Import.State(one.state)))


def shape_of(headings: Sequence[str]) -> str:
    """What tables with the same headings in the same order have in common."""
    return hashlib.sha256("\n".join(heading_key(heading) for heading in headings).encode()).hexdigest()


def remembered(noun: str, organ: int, shape: str, columns: Sequence[Column]) -> dict[str, str]:
    """How somebody of this organ has last said that tables of this shape are read."""
    earlier = Import.objects.filter(noun=noun, organ=organ, shape=shape, by_hand=True).order_by("-pk").first()
    known = {column.name for column in columns}
    return {at: name for at, name in earlier.mapping.items() if name in known} if earlier else {}


def matched(headings: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Which heading fills which column: by name or label in either language; doubled ones are told later."""
    found = {}
    for at, heading in enumerate(headings):
        for column in columns:
            if heading and heading_key(heading) in column.known_as():
                found[at] = column.name
                break
    return found


def _heading_faults(one: Import, columns: Sequence[Column]) -> list[Fault]:
    filled = list(one.mapping.values())
    faults = []
    for column in columns:
        at = [place for place, name in one.mapping.items() if name == column.name]
        if len(at) > 1:
            text = one.headings[int(at[-1])]
            faults.append(Fault(one.heading_row, text, "", say("this column stands twice in the table")))
        if column.required and not at:
            faults.append(
                Fault(one.heading_row, "", "", say("the heading “{heading}” is missing", heading=column.title))
            )
    if not filled:
        faults = [Fault(one.heading_row, "", "", say("none of the headings is known here"))]
    return faults


def _may_import(model: type[Any], actor: Actor) -> str:
    kept_noun = shelf.nouns[model]
    answer = may(actor, kept_noun.create) if kept_noun.create else None
    if not answer:
        raise NotAllowed(answer.sentence if answer is not None else say("Rows of this kind are not made by hand."))
    return kept_noun.noun


def _keep(one: Import, rows: Iterable[tuple[int, Sequence[Any]]]) -> int:
    """Put the rows away in short transactions, so that nobody else waits for a long one."""
    count, walking = 0, iter(rows)
    while block := list(islice(walking, BATCH)):
        with transaction.atomic():
            insert_rows(
                [ImportRow(of=one, number=number, cells=[kept(cell) for cell in cells]) for number, cells in block]
            )
        count += len(block)
    return count


def refuse(one: Import, why: Sentence) -> None:
    """Say why a table cannot be taken."""
    one.state = Import.State.REFUSED
    one.faults = {"count": 1, "first": [Fault(one.heading_row, "", "", why).as_json()]}
    one.save(update_fields=["state", "faults"])


def _digest(stream: Any) -> str:
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()
