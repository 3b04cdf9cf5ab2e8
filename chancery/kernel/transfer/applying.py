"""Bringing a checked table in: rows are made unseen in short transactions, then landed block by block."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from chancery.kernel.access.rows import acting, may
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_rows
from chancery.kernel.flow.opening import Fresh, land
from chancery.kernel.flow.shelf import shelf

from .columns import STATE
from .judging import Reading
from .marking import HELD_FOR, Pace, mark
from .models import Import, ImportRow
from .staging import Progress, reading_of, state_of, verdict
from .targets import changed
from .undoing import fitting, named, reason_of, stored, take_back

BATCH = 100
STANDSTILL = timedelta(minutes=2)
"""After this time without headway an import counts as broken off and may be taken up again."""
HISTORY = "history"
S = Import.State
Kind = ImportRow.Kind


def apply(one: Import, *, actor: Actor, progress: Progress = lambda _: None) -> Import:
    """Bring a checked table in (导入); a second call is the same request, and goes on where one broke off.

    Rows are made unseen first. Where one fails after all, what was done is taken back, and the import says which row
    and why. Only when all are made do they land, block by block: from then on nothing can fail any more.
    Raises Refused for a table with faults, NotAllowed without the right, Conflict while somebody else applies it.
    """
    actor = replace(actor, channel="import")
    may_import(one, actor)
    one.refresh_from_db()
    if one.state in (S.APPLIED, S.UNDONE):
        return one
    _begin(one)
    if one.state == S.APPLYING:
        try:
            prepare(one, actor=actor, progress=progress)
        except (Refused, ValidationError, DatabaseError) as error:
            take_back(one, reason_of(error), actor=actor)
            return one
        _step(one, S.APPLYING, state=S.LANDING, done=0)
    _land(one, actor, progress)
    _finish(one, actor)
    return one


def prepare(one: Import, *, actor: Actor, progress: Progress = lambda _: None) -> None:
    """Make the new rows, unseen, then change those that exist; rows that are done already are passed over."""
    reading = reading_of(one, actor=actor)
    pending, pace = _pending(one, Kind.NEW), Pace()
    while rows := list(pending[: pace.size]):
        fresh = [_fresh(reading, row) for row in rows]
        try:
            with pace.write():
                _make(one, reading, rows, fresh, actor)
                _count(one, len(rows))
        except (Refused, DatabaseError) as error:
            _name_the_row(one, reading, rows, fresh, actor)
            raise Refused(reason_of(error)) from error
        progress(one)
    pending = _pending(one, Kind.CHANGED)
    while rows := list(pending[:BATCH]):
        with transaction.atomic():
            until, done = time.monotonic() + HELD_FOR, 0
            for row in rows:
                _change(reading, row, actor)
                done += 1
                if time.monotonic() > until:
                    break
            _count(one, done)
        progress(one)


def result(one: Import) -> Sentence:
    """How an import stands, in one sentence."""
    if one.state == S.APPLIED:
        return say("{new} rows were added, {changed} were changed, {same} said what was there already.", **one.counts)
    if one.state == S.UNDONE:
        return say("{reason} Nothing was imported.", reason=Sentence.from_json(one.outcome.get("reason")))
    if one.state == S.READING:
        return say("{done} of {n} rows are checked.", done=one.done, n=one.rows)
    if one.state == S.APPLYING:
        return say("{done} of {n} rows are prepared; nobody sees them yet.", done=one.done, n=one.rows)
    if one.state == S.LANDING:
        return say("{done} of {n} new rows can be seen.", done=one.done, n=one.counts.get("new", one.rows))
    return verdict(one)


def stands_still(one: Import) -> bool:
    """Whether an import was broken off and waits for somebody to go on with it."""
    return one.state in (S.READING, S.APPLYING, S.LANDING) and one.moved_at < now() - STANDSTILL


def load_import(pk: int, *, actor: Actor) -> Import:
    """An import of one's own post, or any for the administrator. Raises NotFound."""
    one = Import.objects.filter(pk=pk).first()
    if one is None or not (actor.everything or (actor.post and one.by_post_id == actor.post)):
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    return one


def brought_before(one: Import) -> Import | None:
    """An earlier import of the very same file, so that nobody doubles a table without noticing."""
    same = Import.objects.filter(noun=one.noun, organ=one.organ_id, digest=one.digest, state=S.APPLIED)
    return same.exclude(pk=one.pk).order_by("-pk").first()


def withdraw(one: Import, *, actor: Actor) -> Import:
    """Give an import up (撤回导入) that was not begun, or broke off before its rows landed. Raises Conflict otherwise."""
    may_import(one, actor)
    one.refresh_from_db()
    if not (one.state in (S.STAGED, S.REFUSED) or (one.state == S.APPLYING and stands_still(one))):
        raise Conflict(say("This table is “{state}” by now and can no longer be withdrawn.", state=state_of(one)))
    take_back(one, say("It was withdrawn."), actor=replace(actor, channel="import"))
    return one


def may_import(one: Import, actor: Actor) -> None:
    """Raises NotAllowed without the right to make rows of this noun."""
    answer = may(actor, shelf.nouns[shelf.models[one.noun]].create)
    if not answer:
        raise NotAllowed(answer.sentence)


def _begin(one: Import) -> None:
    """Whoever sets the state first applies; one that broke off is taken up where it stood."""
    stale = Q(moved_at__lt=now() - STANDSTILL)
    for idle, state in (
        (Q(state=S.STAGED) | Q(state=S.APPLYING) & stale, S.APPLYING),
        (Q(state=S.LANDING) & stale, S.LANDING),
    ):
        if Import.objects.filter(idle, pk=one.pk).update(state=state, moved_at=now()):
            one.refresh_from_db()
            return
    if one.state == S.REFUSED:
        raise Refused(verdict(one))
    raise Conflict(say("This table is “{state}” by now.", state=state_of(one)))


def _step(one: Import, before: str, **columns: Any) -> None:
    if not Import.objects.filter(pk=one.pk, state=before).update(moved_at=now(), **columns):
        raise Conflict(say("This table is “{state}” by now.", state=state_of(one)))
    one.refresh_from_db()


def _pending(one: Import, kind: str) -> Any:
    return ImportRow.objects.filter(of=one, kind=kind, entry__isnull=True).order_by("number")


def _count(one: Import, done: int) -> None:
    one.done += done
    Import.objects.filter(pk=one.pk).update(done=F("done") + done, moved_at=now())


def _fresh(reading: Reading, row: ImportRow) -> Fresh:
    values = dict(_values(reading, row))
    urgency = values.get("urgency")
    at = str(values.pop(STATE, ""))
    return Fresh(values, at, urgency=urgency if isinstance(urgency, int) else 0)


def _make(one: Import, reading: Reading, rows: list[ImportRow], fresh: list[Fresh], actor: Actor) -> None:
    made = open_rows(reading.model, fresh, organ=one.organ_id, actor=actor, cause=HISTORY, landed=False, checked=True)
    for row, record_ in zip(rows, made, strict=True):
        row.entry_id = record_.pk
    mark(rows, "entry_id")


def _name_the_row(one: Import, reading: Reading, rows: list[ImportRow], fresh: list[Fresh], actor: Actor) -> None:
    """Of a block that failed the first row that cannot be made; all others are made again to find it, and undone."""
    with transaction.atomic():
        for row, values in zip(rows, fresh, strict=True):
            with named(row), transaction.atomic():
                open_rows(
                    reading.model, [values], organ=one.organ_id, actor=actor, cause=HISTORY, landed=False, checked=True
                )
        transaction.set_rollback(True)


def _change(reading: Reading, row: ImportRow, actor: Actor) -> None:
    values = _values(reading, row)
    old = reading.model.unscoped.select_related("entry").get(pk=row.target)
    new = changed(old, values, reading)
    row.before, row.entry_id = {name: stored(old, name) for name in new}, old.pk
    with named(row):
        edit(
            old,
            actor=actor,
            version=row.version,
            values={name: fitting(old, name, value) for name, value in new.items()},
        )
    row.save(update_fields=["before", "entry"])


def _values(reading: Reading, row: ImportRow) -> Mapping[str, Any]:
    """The values of a row; what was right when it was checked may be wrong by now, such as an organ that ended."""
    values, faults = reading.values(row.number, row.cells, again=True)
    if faults:
        raise Refused(faults[0].sentence)
    return values


def _land(one: Import, actor: Actor, progress: Progress) -> None:
    """Show the new rows, as many at a time as a short transaction holds."""
    model, pace = shelf.models[one.noun], Pace()
    made = ImportRow.objects.filter(of=one, kind=Kind.NEW, entry__isnull=False).order_by("number")
    while rows := list(made.filter(number__gt=one.landed_to).values_list("number", "entry_id")[: pace.size]):
        by_key = model.unscoped.select_related("entry").in_bulk([key for _, key in rows])
        records = [by_key[key] for _, key in rows if key]
        cause = HISTORY if STATE in one.mapping.values() else ""
        with pace.write(), acting(actor):
            land(records, actor=actor, cause=cause, quiet=True)
            one.landed_to = rows[-1][0]
            Import.objects.filter(pk=one.pk).update(landed_to=one.landed_to)
            _count(one, len(rows))
        progress(one)


def _finish(one: Import, actor: Actor) -> None:
    with transaction.atomic(), acting(actor):
        _step(one, S.LANDING, state=S.APPLIED, landed_at=now())
        record(
            f"{one.noun}.import",
            entry=None,
            sentence=say("{n} rows were imported from {file}", n=one.rows, file=one.file_name),
            after={
                "import": one.pk,
                "rows": one.rows,
                "digest": one.digest,
                "organ": one.organ_id,
                **one.counts,
            },  # fmt: skip
        )
