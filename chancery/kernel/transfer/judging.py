"""What one row of a table says and what is wrong with it, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from chancery.kernel.base.sentences import Sentence, say

from .cells import Unreadable, plain, read_cell
from .columns import Column
from .keeping import taken

SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which row, under which heading, what stands there and why it cannot stay."""

    row: int
    heading: str
    text: str
    why: Sentence

    @property
    def sentence(self) -> Sentence:
        if not self.heading:
            return say("Row {row}: {why}.", row=self.row, why=self.why)
        if not self.text:
            return say("Row {row}, “{heading}”: {why}.", row=self.row, heading=self.heading, why=self.why)
        return say(
            "Row {row}, “{heading}” says “{written}”: {why}.",
            row=self.row,
            heading=self.heading,
            written=self.text,
            why=self.why,
        )

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "heading": self.heading, "text": self.text, "why": self.why.as_json()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Fault:
        return cls(stored["row"], stored["heading"], stored["text"], Sentence.from_json(stored["why"]))


@dataclass(frozen=True)
class Reading:
    """How the rows of one table are read: which place fills which column, under which heading."""

    model: type[Any]
    places: Mapping[int, Column]
    headings: Sequence[str]
    lookups: Mapping[str, Callable[[str], Any]]
    constraints: Sequence[CheckConstraint] = field(default=())

    def heading_of(self, name: str) -> str:
        return next((self.headings[at] for at, column in self.places.items() if column.name == name), "")

    def values(self, number: int, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Fault]]:
        """The columns that a row fills, by the name that the model takes, and the faults of its cells."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for at, column in self.places.items():
            cell = taken(cells[at]) if at < len(cells) else None
            try:
                value = read_cell(cell, column, self.lookups)
            except Unreadable as bad:
                faults.append(Fault(number, self.headings[at], plain(cell)[:SHOWN], bad.why))
                continue
            if value is None and column.required:
                faults.append(Fault(number, self.headings[at], "", say("this must be filled in")))
            values[column.field.attname] = _empty(column) if value is None else value
        return values, faults or self._as_a_whole(number, values)

    def _as_a_whole(self, number: int, values: Mapping[str, Any]) -> list[Fault]:
        """What the model itself says: validators, its own check of the row, and its constraints."""
        row = self.model(**values)
        named = {column.name for column in self.places.values() if not column.field.is_relation}
        others = {f.name for f in self.model._meta.fields} - named
        try:
            row.clean_fields(exclude=others)
            row.clean()
            for constraint in self.constraints:
                constraint.validate(self.model, row, exclude=others - {c.name for c in self.places.values()})
        except ValidationError as error:
            return self._said(number, error, values)
        return []

    def _said(self, number: int, error: ValidationError, values: Mapping[str, Any]) -> list[Fault]:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        faults = []
        for name, messages in told.items():
            text = plain(values.get(name, "")) if values.get(name) is not None else ""
            why = Sentence(" ".join(str(m).rstrip(".。") for m in messages).replace("{", "{{").replace("}", "}}"))
            faults.append(Fault(number, self.heading_of(name), text[:SHOWN], why))
        return faults


def _empty(column: Column) -> Any:
    """What a blank cell means: nothing where a column knows nothing, else its default or an empty text."""
    field_ = column.field
    if field_.null:
        return None
    return field_.get_default() if field_.has_default() else ""


def constraints_of(model: type[Any], columns: Sequence[Column]) -> list[CheckConstraint]:
    """The checks of the database that speak only of columns which the table fills."""
    names = {column.name for column in columns}
    checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
    return [one for one in checks if set() < _names(one) <= names]


def _names(constraint: CheckConstraint) -> set[str]:
    """The columns of a condition."""
    pending: list[Any] = [constraint.condition]
    names: set[str] = set()
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            names.add(part[0].split("__")[0])
            pending.append(part[1])
        elif hasattr(part, "children"):
            pending += part.children
        elif hasattr(part, "name") and isinstance(part.name, str):
            names.add(part.name)
    return names
