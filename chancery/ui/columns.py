"""The columns of a list: which columns of the database they read, and how each value is put into words, chosen once a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import models

from chancery.kernel.base.models import Record
from chancery.kernel.base.sentences import msgid
from chancery.kernel.module.declare import Column
from chancery.kernel.org.models import Organ, Person, Post

from . import formats
from .cells import BUILT_IN, dotted, field_at, shown, words_of
from .words import gettext

NAMED_BY = {Organ: "short_name", Post: "title", Person: "name"}
"""The column that says what a row of the house is called. A noun is called as its entry is."""
Words = Callable[[Any], str]


class Cell(NamedTuple):
    """A cell: which built-in drawing it takes (or none), its words, the small line below, and how it is set."""

    kind: str
    words: Any = ""
    below: Any = ""
    numeric: bool = False


def path_of(model: type[models.Model], source: str) -> str:
    """The path of the database column that a source shows, or nothing where only the row itself knows it."""
    found = field_at(model, source)
    if found is None:
        return ""
    if not found.is_relation:
        return source
    related = found.related_model
    if issubclass(related, Record):
        return f"{source}__entry__title"
    return f"{source}__{NAMED_BY[related]}" if related in NAMED_BY else ""


class Reader:
    """Reads the cells of a list from rows of values."""

    def __init__(self, model: type[models.Model], columns: Sequence[Column]) -> None:
        own = [column.source for column in columns if column.source not in BUILT_IN]
        sources = dict.fromkeys([*own, *(source for column in columns for source in column.under)])
        self.model, self.columns = model, columns
        self.path = {source: path_of(model, source) for source in sources}
        self.words = {source: saying(model, source) for source, path in self.path.items() if path}
        self.paths = tuple(dict.fromkeys(path for path in self.path.values() if path))
        self.whole = not all(self.path.values())

    def cells(self, values: Sequence[Any], row: Any = None) -> list[Cell]:
        """The cells of one row: `values` are those of `paths`, `row` is asked for what is no column."""
        held = dict(zip(self.paths, values, strict=True))

        def words(source: str) -> str:
            path = self.path[source]
            return self.words[source](held[path]) if path else shown(row, source)

        return [self._cell(column, words) for column in self.columns]

    def _cell(self, column: Column, words: Words) -> Cell:
        below = [said for source in column.under if (said := words(source)) != formats.NONE]
        kind = column.source if column.source in BUILT_IN else ""
        return Cell(kind, "" if kind else words(column.source), dotted(below) if below else "", column.numeric)


def saying(model: type[models.Model], source: str) -> Words:
    """How a value of this column is said: a choice by its word, all else as the house writes it."""
    found = field_at(model, source)
    choices = {value: gettext(msgid(label)) for value, label in getattr(found, "flatchoices", ())}
    if choices:
        return lambda value: formats.NONE if value in (None, "") else choices.get(value, str(value))
    return lambda value: value if type(value) is str and value else words_of(value, found)
