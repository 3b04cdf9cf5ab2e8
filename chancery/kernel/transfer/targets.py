"""Rows of a table that exist already: found by the columns that name them, changed instead of doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chancery.kernel.access.rows import may, visible
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.shelf import shelf

from .columns import STATE
from .judging import SHOWN, Fault, Reading
from .marking import mark
from .models import Import, ImportRow

Values = Mapping[str, Any]
Key = tuple[Any, ...]
Kind = ImportRow.Kind


class Targets:
    """Says of each row whether it makes a new one, changes one or says what is there, and whether that may be."""

    def __init__(self, one: Import, reading: Reading, actor: Actor) -> None:
        self.one, self.reading, self.actor = one, reading, actor
        self.kept = shelf.nouns[reading.model]
        filled = set(one.mapping.values())
        self.match = [_attname(reading.model, name) for name in one.match] if set(one.match) <= filled else []
        self.may_edit = bool(self.kept.edit and may(actor, self.kept.edit))
        self.first: dict[Key, int] = {}
        self.hidden: set[int] = set()
        self.counts = dict.fromkeys(Kind.values, 0)

    def judge(self, rows: Sequence[tuple[ImportRow, Values]]) -> list[Fault]:
        """Set kind and target of each row; gives the faults of those that cannot be changed or stand twice."""
        named = {row.number: self._key(values) for row, values in rows}
        existing = self._existing([key for key in named.values() if key])
        faults: list[Fault] = []
        moved: list[ImportRow] = []
        for row, values in rows:
            key = named[row.number]
            old = existing.get(key) if key else None
            changes = changed(old, values, self.reading) if old else {}
            faults += self._twice(row, key) if key else []
            faults += (
                self._closed(row, old, key, changes) if old and key else self.reading.beginning(row.number, values)
            )
            was = (row.kind, row.target, row.version)
            row.kind = Kind.NEW if old is None else Kind.CHANGED if changes else Kind.SAME
            row.target, row.version = (old.pk, old.version) if old else (None, None)
            self.counts[row.kind] += 1
            if was != (row.kind, row.target, row.version):
                moved.append(row)
        mark(moved, "kind", "target", "version")
        return faults

    def _key(self, values: Values) -> Key | None:
        """By what a row is known again; a row that leaves it blank is always new."""
        key = tuple(values[name] for name in self.match)
        return key if key and not all(value in (None, "") for value in key) else None

    def _existing(self, keys: Sequence[Key]) -> dict[Key, Any]:
        """Rows of these names: those of the importing organ first, else a row of another organ that the actor sees."""
        if not keys:
            return {}
        wanted = {f"{name}__in": {key[at] for key in keys} for at, name in enumerate(self.match)}
        wished = {**wanted, "entry__landed": True, "entry__voided_at__isnull": True}
        seen = list(visible(self.actor, self.reading.model).filter(**wished).select_related("entry"))
        own = self.reading.model.unscoped.filter(**wanted, entry__landed=True, organ=self.one.organ_id)
        rows = (*seen, *own.select_related("entry").order_by("-pk"))
        self.hidden = {row.pk for row in rows} - {row.pk for row in seen}
        return {tuple(getattr(row, name) for name in self.match): row for row in rows}

    def _twice(self, row: ImportRow, key: Key) -> list[Fault]:
        before = self.first.setdefault(key, row.number)
        return [] if before == row.number else [self._fault(row, key, say("row {row} has the same", row=before))]

    def _closed(self, row: ImportRow, old: Any, key: Key, changes: Values) -> list[Fault]:
        if old.entry.voided_at:
            return [self._fault(row, key, say("the row of this name was voided; use another name"))]
        if old.pk in self.hidden and not self.actor.everything:
            return [self._fault(row, key, say("it exists already, and your post cannot see it"))]
        if changes and not self.may_edit:
            return [self._fault(row, key, say("it exists already, and your post may not change it"))]
        if self.kept.flow is None:
            return []
        open_columns = self.kept.flow.state(old.state).edits
        why = {STATE: say("the state of a matter is changed by its steps, not by a table")}
        fixed = say("it can no longer be changed in this state")
        return [
            Fault(row.number, self.reading.heading_of(name), "", why.get(name, fixed))
            for name in changes
            if name not in open_columns
        ]

    def _fault(self, row: ImportRow, key: Key, why: Sentence) -> Fault:
        text = " ".join(str(value) for value in key if value is not None)
        return Fault(row.number, self.reading.heading_of(self.one.match[0]), text[:SHOWN], why)


def _attname(model: type[Any], name: str) -> str:
    return str(model._meta.get_field(name).attname)


def changed(old: Any, values: Values, reading: Reading) -> dict[str, Any]:
    """The columns in which a row of the table differs from the row that is there, with their new values."""
    found = {}
    for column in reading.places.values():
        name = column.field.attname
        if name not in values:
            continue
        was = getattr(old, name)
        was = was.replace("\r\n", "\n").strip() if isinstance(was, str) else was
        if values[name] != was and not (values[name] in (None, "") and was in (None, "")):
            found[column.name] = values[name]
    return found
