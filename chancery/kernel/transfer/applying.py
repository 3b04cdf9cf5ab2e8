"""Bringing a checked table in: rows are made in short transactions, stay hidden, and land together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from chancery.kernel.access.rows import acting, may
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.judging import refused_by
from chancery.kernel.flow.shelf import shelf

from .hiding import give_up, hide, land, make_searchable
from .judging import Reading
from .models import Import, ImportRow
from .staging import reading_of, state_of, verdict
from .targets import changed

BATCH = 100
HELD_FOR = 0.12
"""Seconds after which a transaction is closed, however few rows it has written: no write is held longer than 0.2 s."""
STANDSTILL = timedelta(minutes=2)
"""After this time without headway an import counts as broken off and may be taken up again."""
S = Import.State


def apply(one: Import, *, actor: Actor) -> Import:
    """Bring a checked table in (导入); a second call is the same request. All rows can be seen at once, or none.

    Where a row fails after all, what was done is taken back and the import says which row and why.
    Raises Refused for a table with faults, NotAllowed without the right, Conflict while somebody else applies it.
    """
    actor = replace(actor, channel="import")
    _may(one, actor)
    one.refresh_from_db()
    if one.state not in (S.APPLIED, S.UNDONE):
        _begin(one)
        try:
            prepare(one, actor=actor)
            _finish(one, actor)
        except (Refused, ValidationError, DatabaseError) as error:
            _take_back(one, _reason(error), actor)
            return one
    if one.state == S.APPLIED:
        _search(one)
    return one


def prepare(one: Import, *, actor: Actor) -> None:
    """Make the new rows, hidden, then change those that exist; rows that are done already are passed over."""
    reading = reading_of(one, actor=actor)
    _walk(one, Q(target__isnull=True), lambda row: _make(one, reading, row, actor), after=hide)
    _walk(one, Q(target__isnull=False), lambda row: _change(reading, row, actor))


def result(one: Import) -> Sentence:
    """How an import stands, in one sentence."""
    if one.state == S.APPLIED:
        return say("{n} rows were imported.", n=one.done)
    if one.state == S.UNDONE:
        return say("{reason} Nothing was imported.", reason=Sentence.from_json(one.outcome.get("reason")))
    if one.state == S.APPLYING:
        return say("{done} of {n} rows are prepared; they will be seen together.", done=one.done, n=one.rows)
    return verdict(one)


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


def _may(one: Import, actor: Actor) -> None:
    kept = shelf.nouns[shelf.models[one.noun]]
    answer = may(actor, kept.create)
    if not answer:
        raise NotAllowed(answer.sentence)


def _begin(one: Import) -> None:
    """Whoever sets the state first applies; one that broke off is taken up where it stood."""
    idle = Q(state=S.STAGED) | Q(state=S.APPLYING, moved_at__lt=now() - STANDSTILL)
    if Import.objects.filter(idle, pk=one.pk).update(state=S.APPLYING, moved_at=now()):
        one.refresh_from_db()
        return
    if one.state == S.REFUSED:
        raise Refused(verdict(one))
    raise Conflict(say("This table is “{state}” by now.", state=state_of(one)))


def _walk(
    one: Import, which: Q, step: Callable[[ImportRow], None], *, after: Callable[[list[ImportRow]], None] | None = None
) -> None:
    """Carry out a step for each row that has no entry yet, a few rows a transaction."""
    pending, last = ImportRow.objects.filter(which, of=one, entry__isnull=True).order_by("number"), 0
    while rows := list(pending.filter(number__gt=last)[:BATCH]):
        with transaction.atomic():
            until, done = time.monotonic() + HELD_FOR, []
            for row in rows:
                step(row)
                done.append(row)
                if time.monotonic() > until:
                    break
            if after:
                after(done)
            ImportRow.objects.bulk_update(done, ["entry", "held"])
            Import.objects.filter(pk=one.pk).update(done=F("done") + len(done), moved_at=now())
        last = done[-1].number


def _make(one: Import, reading: Reading, row: ImportRow, actor: Actor) -> None:
    values = _values(reading, row)
    urgency = values.get("urgency")
    with _named(row):
        made = open_row(
            reading.model,
            organ=one.organ_id,
            values=values,
            actor=actor,
            urgency=urgency if isinstance(urgency, int) else 0,
        )
    row.entry = made.entry


def _change(reading: Reading, row: ImportRow, actor: Actor) -> None:
    values = _values(reading, row)
    old = reading.model.unscoped.select_related("entry").get(pk=row.target)
    new = changed(old, values, reading)
    row.held = {"before": {name: _stored(old, name) for name in new}}
    if new:
        with _named(row):
            edit(old, actor=actor, values={name: _fitting(old, name, value) for name, value in new.items()})
    row.entry = old.entry


def _values(reading: Reading, row: ImportRow) -> Mapping[str, Any]:
    """The values of a row; what was right when it was checked may be wrong by now, such as an organ that ended."""
    values, faults = reading.values(row.number, row.cells)
    if faults:
        raise Refused(faults[0].sentence)
    return values


@contextmanager
def _named(row: ImportRow) -> Iterator[None]:
    """Says of which row a refusal inside the block speaks."""
    try:
        yield
    except (Refused, ValidationError) as error:
        refusal = refused_by(error) if isinstance(error, ValidationError) else error
        why = next(iter(refusal.fields.values()), refusal.sentence)
        raise Refused(say("Row {row}: {why}", row=row.number, why=why)) from error
    except DatabaseError as error:
        raise Refused(say("Row {row} contradicts a row that is there by now.", row=row.number)) from error


def _finish(one: Import, actor: Actor) -> None:
    with transaction.atomic(), acting(actor):
        if not Import.objects.filter(pk=one.pk, state=S.APPLYING).update(state=S.APPLIED, landed_at=now()):
            raise Conflict(say("This table is “{state}” by now.", state=state_of(one)))
        land(one)
        one.refresh_from_db()
        record(
            f"{one.noun}.import",
            entry=None,
            sentence=say("{n} rows were imported from {file}", n=one.done, file=one.file_name),
            after={"import": one.pk, "rows": one.done, "digest": one.digest, "organ": one.organ_id},
        )


def _search(one: Import) -> None:
    fresh = ImportRow.objects.filter(of=one, target__isnull=True).select_related("entry__noun").order_by("pk")
    while rows := list(fresh.filter(pk__gt=one.indexed)[: BATCH // 2]):
        with transaction.atomic():
            make_searchable(rows)
            one.indexed = rows[-1].pk
            Import.objects.filter(pk=one.pk).update(indexed=one.indexed)


def _take_back(one: Import, reason: Sentence, actor: Actor) -> None:
    """Nothing of a failed import stays to be seen: new rows are voided unseen, changed ones get back what they had."""
    done = ImportRow.objects.filter(of=one, entry__isnull=False)
    while rows := list(done.filter(entry__voided_at__isnull=True, target__isnull=True)[:BATCH]):
        with transaction.atomic():
            give_up(one, rows, str(reason))
    model = shelf.models[one.noun]
    for row in done.filter(target__isnull=False):
        before = row.held.get("before", {})
        old = model.unscoped.get(pk=row.target)
        values = {name: _fitting(old, name, _read(old, name, stored)) for name, stored in before.items()}
        if values:
            edit(old, actor=actor, values=values)
    with transaction.atomic(), acting(actor):
        Import.objects.filter(pk=one.pk).update(state=S.UNDONE, outcome={"reason": reason.as_json()}, moved_at=now())
        one.refresh_from_db()
        record(
            f"{one.noun}.import",
            entry=None,
            sentence=say("An import was taken back: {reason}", reason=reason),
            outcome="refused",
            after={"import": one.pk, "digest": one.digest},
        )


def _reason(error: Exception) -> Sentence:
    if isinstance(error, Refused):
        return error.sentence
    return say("A row contradicts a row that is there by now.")


def _fitting(row: Any, name: str, value: Any) -> Any:
    """The value as `edit` sets it: for another row the row itself, not its key."""
    field = row._meta.get_field(name)
    if not field.is_relation or value is None:
        return value
    return field.related_model._base_manager.get(pk=value)


def _stored(row: Any, name: str) -> Any:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    if value is None or field.is_relation:
        return value
    return epoch(value) if isinstance(value, datetime) else field.value_to_string(row)


def _read(row: Any, name: str, stored: Any) -> Any:
    field = row._meta.get_field(name)
    return stored if field.is_relation or stored is None else field.to_python(stored)
