"""What one row of a table says and what is wrong with it, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.shelf import shelf

from .cells import Unreadable, plain, read_cell
from .columns import STATE, Column
from .constraints import keep, names_of
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

    def heading_of(self, name: str) -> str:
        return next((self.headings[at] for at, column in self.places.items() if column.name == name), "")

    def values(self, number: int, cells: Sequence[Any], *, again: bool = False) -> tuple[dict[str, Any], list[Fault]]:
        """The columns that a row fills, by the name that the model takes, and the faults of its cells.

        `again` reads a row that was checked as a whole before: only what it names elsewhere may be wrong by now.
        """
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
            if value is not None or column.name != STATE:
                values[column.field.attname] = _empty(column) if value is None else value
        return values, faults or ([] if again else self._as_a_whole(number, values))

    @cached_property
    def _start(self) -> str:
        """The state in which a matter begins whose row says none."""
        flow = shelf.nouns[self.model].flow
        return flow.start if flow else ""

    @cached_property
    def _unnamed(self) -> set[str]:
        """The columns that the model need not look at: rows of others are looked up, the rest is not filled."""
        named = {column.name for column in self.places.values() if not column.field.is_relation}
        return {field.name for field in self.model._meta.fields} - named

    @cached_property
    def _constraints(self) -> tuple[list[CheckConstraint], list[CheckConstraint]]:
        """Checks that speak only of columns which the table fills, and those of a state in which history begins."""
        filled = {column.name for column in self.places.values()}
        checks = [one for one in self.model._meta.constraints if isinstance(one, CheckConstraint)]
        named = [(one, names_of(one)) for one in checks]
        every = [one for one, names in named if set() < names <= filled]
        begins = [one for one, names in named if STATE in names & filled and not names <= filled]
        return every, begins

    def _as_a_whole(self, number: int, values: Mapping[str, Any]) -> list[Fault]:
        """What the model itself says: validators, its own check of the row, and its constraints."""
        row = self.model(**{STATE: self._start, **values} if self._start else values)
        try:
            row.clean_fields(exclude=self._unnamed)
            row.clean()
            for constraint in self._constraints[0]:
                keep(constraint, row)
        except ValidationError as error:
            return self._said(number, error, values)
        return []

    def beginning(self, number: int, values: Mapping[str, Any]) -> list[Fault]:
        """What a matter of history lacks in the state in which it is to begin."""
        if not self._constraints[1] or not values.get(STATE):
            return []
        row = self.model(**values)
        try:
            for constraint in self._constraints[1]:
                keep(constraint, row)
        except ValidationError:
            why = say("a matter in this state needs columns that the table does not fill")
            return [Fault(number, self.heading_of(STATE), str(values[STATE]), why)]
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
