"""Taking an import back before it has landed: rows that nobody saw vanish, changed ones say again what they said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from chancery.kernel.access.rows import acting
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.judging import refused_by
from chancery.kernel.flow.opening import take_away
from chancery.kernel.flow.shelf import shelf

from .marking import Pace, mark
from .models import Import, ImportRow


def take_back(one: Import, reason: Sentence, *, actor: Actor) -> None:
    """Nothing of a failed or withdrawn import stays (撤回): its new rows go unseen, changed ones get back what they had."""
    model = shelf.models[one.noun]
    made = ImportRow.objects.filter(of=one, kind=ImportRow.Kind.NEW, entry__isnull=False).order_by("number")
    pace = Pace()
    while rows := list(made[: pace.size]):
        keys = [row.entry_id for row in rows if row.entry_id]
        with pace.write():
            for row in rows:
                row.entry_id = None
            mark(rows, "entry_id")
            take_away(keys, model, str(reason))
    for row in ImportRow.objects.filter(of=one, kind=ImportRow.Kind.CHANGED, entry__isnull=False):
        old = model.unscoped.get(pk=row.target)
        values = {name: fitting(old, name, _read(old, name, kept)) for name, kept in row.before.items()}
        with suppress(Refused):  # a row that somebody has voided since stays as it is
            edit(old, actor=actor, values=values)
    with transaction.atomic(), acting(actor):
        Import.objects.filter(pk=one.pk).update(
            state=Import.State.UNDONE, outcome={"reason": reason.as_json()}, moved_at=now()
        )
        one.refresh_from_db()
        record(
            f"{one.noun}.import",
            entry=None,
            sentence=say("An import was taken back: {reason}", reason=reason),
            outcome="refused",
            after={"import": one.pk, "digest": one.digest},
        )


@contextmanager
def named(row: ImportRow) -> Iterator[None]:
    """Says of which row a refusal inside the block speaks."""
    try:
        yield
    except (Refused, ValidationError) as error:
        refusal = refused_by(error) if isinstance(error, ValidationError) else error
        why = next(iter(refusal.fields.values()), refusal.sentence)
        raise Refused(say("Row {row}: {why}", row=row.number, why=why)) from error
    except DatabaseError as error:
        raise Refused(say("Row {row} contradicts a row that is there by now.", row=row.number)) from error


def reason_of(error: Exception) -> Sentence:
    """Why an import failed, in a sentence."""
    if isinstance(error, Refused):
        return error.sentence
    return say("A row contradicts a row that is there by now.")


def fitting(row: Any, name: str, value: Any) -> Any:
    """The value as `edit` sets it: for another row the row itself, not its key."""
    field = row._meta.get_field(name)
    if not field.is_relation or value is None:
        return value
    return field.related_model._base_manager.get(pk=value)


def stored(row: Any, name: str) -> Any:
    """A column's value as JSON, to be put back by `take_back`."""
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    if value is None or field.is_relation:
        return value
    return epoch(value) if isinstance(value, datetime) else field.value_to_string(row)


def _read(row: Any, name: str, kept: Any) -> Any:
    field = row._meta.get_field(name)
    return kept if field.is_relation or kept is None else field.to_python(kept)
