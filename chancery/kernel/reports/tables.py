"""What a report is made of: a table that can be printed and a chart that says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chancery.kernel.base.sentences import Sentence

Kind = Literal["text", "code", "number", "decimal", "percent", "money", "date", "moment"]
NUMERIC = frozenset({"number", "decimal", "percent", "money"})


@dataclass(frozen=True)
class Column:
    """A column of a printed table: its label, what stands in it, and whether it takes the room that is left."""

    label: Any
    kind: Kind = "text"
    wide: bool = False

    @property
    def whole(self) -> bool:
        """Whether it must not be broken over lines: days and document numbers."""
        return self.kind in ("code", "date", "moment")

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True)
class Section:
    """Rows that belong together under a title of their own (分组); a table without sections has one without title."""

    rows: Sequence[Sequence[Any]]
    title: Sentence = field(default=Sentence(""))


@dataclass(frozen=True)
class Table:
    """A printed table (报表): title, columns, rows, total, and beneath it the period, the source and the notes.

    None stands for "there is none", 0 for zero. `cut` says that rows were left out beyond the bound.
    """

    title: Sentence
    columns: Sequence[Column]
    sections: Sequence[Section]
    total: Sequence[Any] = ()
    period: Sentence = field(default=Sentence(""))
    source: Sentence = field(default=Sentence(""))
    notes: Sequence[Sentence] = ()
    cut: bool = False

    @property
    def rows(self) -> list[Sequence[Any]]:
        """All rows, without the titles of sections."""
        return [row for section in self.sections for row in section.rows]

    def flat(self) -> list[Sequence[Any]]:
        """Rows as a workbook shows them: a section begins with a row of its title, the total comes last."""
        found: list[Sequence[Any]] = []
        for section in self.sections:
            if section.title.text:
                found.append([str(section.title), *[None] * (len(self.columns) - 1)])
            found += section.rows
        return [*found, self.total] if self.total else found


@dataclass(frozen=True)
class Series:
    """One line or one set of bars; None leaves a gap."""

    name: Sentence
    values: Sequence[Any]
    unit: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture of figures (图表), and the sentence that says what to see in it. Axes begin at zero."""

    kind: Literal["line", "bar"]
    labels: Sequence[str]
    series: Sequence[Series]
    sentence: Sentence
