"""Rows of a table that exist already: found by the column that names them, changed instead of doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from chancery.kernel.access.rows import may, visible
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.shelf import shelf

from .judging import SHOWN, Fault, Reading
from .models import Import, ImportRow

Values = Mapping[str, Any]


class Targets:
    """Says of each row whether it makes a new one or changes one, and whether that may be."""

    def __init__(self, one: Import, reading: Reading, actor: Actor) -> None:
        self.one, self.reading, self.actor = one, reading, actor
        self.kept = shelf.nouns[reading.model]
        self.key = one.key if one.key in one.mapping.values() else ""
        self.may_edit = bool(self.kept.edit and may(actor, self.kept.edit))
        self.first: dict[Any, int] = {}

    def judge(self, rows: Sequence[tuple[ImportRow, Values]]) -> list[Fault]:
        """Set the target of each row; gives the faults of those that cannot be changed or stand twice."""
        existing = self._existing([values[self.key] for _, values in rows]) if self.key else {}
        faults: list[Fault] = []
        moved: list[ImportRow] = []
        for row, values in rows:
            named = values[self.key] if self.key else None
            old = existing.get(named)
            faults += self._twice(row, named)
            faults += self._closed(row, old, values) if old else []
            if row.target != (old.pk if old else None):
                row.target = old.pk if old else None
                moved.append(row)
        if moved:
            with transaction.atomic():
                ImportRow.objects.bulk_update(moved, ["target"])
        return faults

    def _existing(self, names: Sequence[Any]) -> dict[Any, Any]:
        """Rows of these names: those of the importing organ first, else a row of another organ that the actor sees."""
        model, wanted = self.reading.model, [name for name in names if name not in (None, "")]
        named = {f"{self.key}__in": wanted, "entry__landed": True}
        seen = visible(self.actor, model).filter(**named, entry__voided_at__isnull=True).select_related("entry")
        own = model.unscoped.filter(**named, organ=self.one.organ_id).select_related("entry").order_by("-pk")
        return {getattr(row, self.key): row for row in (*seen, *own)}

    def _twice(self, row: ImportRow, named: Any) -> list[Fault]:
        if named in (None, ""):
            return []
        before = self.first.setdefault(named, row.number)
        return [] if before == row.number else [self._fault(row, named, say("row {row} has the same", row=before))]

    def _closed(self, row: ImportRow, old: Any, values: Values) -> list[Fault]:
        named = values[self.key]
        if old.entry.voided_at:
            return [self._fault(row, named, say("the row of this name was voided; use another name"))]
        if not self.actor.everything and not visible(self.actor, type(old)).filter(pk=old.pk).exists():
            return [self._fault(row, named, say("it exists already, and your post cannot see it"))]
        changes = changed(old, values, self.reading)
        if changes and not self.may_edit:
            return [self._fault(row, named, say("it exists already, and your post may not change it"))]
        if self.kept.flow is None:
            return []
        open_columns = self.kept.flow.state(old.state).edits
        return [
            Fault(row.number, self.reading.heading_of(name), "", say("it can no longer be changed in this state"))
            for name in changes
            if name not in open_columns
        ]

    def _fault(self, row: ImportRow, named: Any, why: Sentence) -> Fault:
        return Fault(row.number, self.reading.heading_of(self.key), str(named)[:SHOWN], why)


def changed(old: Any, values: Values, reading: Reading) -> dict[str, Any]:
    """The columns in which a row of the table differs from the row that is there, with their new values."""
    found = {}
    for column in reading.places.values():
        name = column.field.attname
        was = getattr(old, name)
        was = was.replace("\r\n", "\n").strip() if isinstance(was, str) else was
        if values[name] != was and not (values[name] in (None, "") and was in (None, "")):
            found[column.name] = values[name]
    return found
