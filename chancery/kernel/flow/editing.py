"""Changing columns of a row outside a move, and voiding a row: each with version, trail and search text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from chancery.kernel.access.rows import acting, load, may
from chancery.kernel.audit.trail import plain, record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, NotAllowed, Refused
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Entry
from chancery.kernel.desk.projection import drop_sight, viewers_of, write_due
from chancery.kernel.search.services import index

from .engine import who_was_first
from .judging import check_columns, saving
from .shelf import Kept, shelf


def edit(row: Any, *, actor: Actor | None = None, version: int | None = None, values: Mapping[str, Any]) -> Any:
    """Change columns of a row. In a flow only the columns that its state names may still be changed.

    Raises NotFound, NotAllowed, Conflict on a stale version, Refused with a sentence for each wrong column.
    """
    actor = actor or current_actor()
    with transaction.atomic(), acting(actor):
        kept = shelf.of(row)
        locked = load(type(row), row.pk, actor=actor)
        _may_edit(actor, kept, locked, values)
        if version is not None and locked.version != version:
            raise Conflict(
                who_was_first(locked, kept, say("Edit"))
                if kept.flow
                else say("Somebody else changed this row a moment ago. Look at it again.")
            )
        before = {name: getattr(locked, name) for name in values}
        for name, value in values.items():
            setattr(locked, name, value)
        check_columns(locked)
        changed = [name for name in values if getattr(locked, name) != before[name]]
        if changed:
            _save(locked, kept, changed, before)
        return locked


def _may_edit(actor: Actor, kept: Kept, row: Any, values: Mapping[str, Any]) -> None:
    answer = may(actor, kept.edit) if kept.edit else None
    if not answer:
        raise NotAllowed(answer.sentence if answer is not None else say("Rows of this kind are not edited."))
    if row.entry.voided_at:
        raise Refused(say("This matter was voided: {reason}", reason=row.entry.void_reason))
    if kept.flow is None:
        return
    open_columns = kept.flow.state(row.state).edits
    for name in values:
        if name not in open_columns:
            label = say(row._meta.get_field(name).verbose_name)
            raise Refused(
                say("“{field}” can no longer be changed in this state.", field=label),
                fields={name: say("Fixed by now.")},
            )


def _save(row: Any, kept: Kept, changed: list[str], before: Mapping[str, Any]) -> None:
    row.version += 1
    with saving():
        row.save(update_fields=[*changed, "version"])
    record(
        f"{kept.noun}.edit",
        entry=row.pk,
        sentence=say("Edited"),
        before={name: plain(before[name]) for name in changed},
        after={name: plain(getattr(row, name)) for name in changed},
    )
    if {kept.title, kept.number, *kept.search} & set(changed):
        entry: Entry = row.entry
        entry.title, entry.number = (
            str(getattr(row, kept.title))[:300],
            str(getattr(row, kept.number) or "") if kept.number else "",
        )
        entry.save(update_fields=["title", "number"])
        words = " ".join(str(getattr(row, name) or "") for name in kept.search)
        index(
            entry.pk,
            noun=entry.noun_id,
            title=entry.title,
            number=entry.number,
            body=words,
            viewers=viewers_of(entry, kept.reach),
        )


def void(row: Any, *, reason: str, actor: Actor | None = None) -> None:
    """Void a row (作废) with a reason. It stays readable and keeps its number; nobody has it as a task any more."""
    if not reason.strip():
        raise Refused(say("Voiding needs a reason."), fields={"reason": say("Say why.")})
    actor = actor or current_actor()
    with transaction.atomic(), acting(actor):
        kept = shelf.of(row)
        locked = load(type(row), row.pk, actor=actor)
        if not kept.edit or not may(actor, kept.edit):
            raise NotAllowed(say("This step belongs to another post."))
        entry: Entry = locked.entry
        was, entry.voided_at, entry.void_reason = entry.due_at, now(), reason.strip()[:300]
        entry.closed_at, entry.holder, entry.holders = entry.closed_at or now(), None, 0
        entry.save(update_fields=["voided_at", "void_reason", "closed_at", "holder", "holders"])
        entry.tasks.all().delete()
        write_due(entry, viewers_of(entry, kept.reach), was=was)
        record(
            f"{kept.noun}.void", entry=entry.pk, sentence=say("Voided: {reason}", reason=reason), after={"voided": True}
        )


def revoke(row: Any, viewers: list[int]) -> None:
    """Take sight away from parties whose last reason has ended."""
    entry: Entry = row.entry
    still = set(viewers_of(entry, shelf.of(row).reach))
    drop_sight(entry, [viewer for viewer in viewers if viewer not in still])
