"""Rows of a noun as a table shows them: what the actor sees, in list order, in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from chancery.kernel.base.fields import moment
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.lists import in_order, page
from chancery.kernel.flow.shelf import shelf

from .columns import Column

BLOCK = 500
MOST_ROWS = 200_000


def rows_of(
    actor: Actor, model: type[Any], *, columns: Sequence[Column], where: Q | None = None, most: int = MOST_ROWS
) -> Iterator[list[Any]]:
    """The cells of every row that the actor may see (所见即所导), newest first, at most `most`."""
    noun, after, left = shelf.nouns[model].noun, "", most
    links = [column.name for column in columns if column.field.is_relation]
    links += [f"{column.name}__organ" for column in columns if column.kind == "post"]
    while left > 0:
        found = page(actor, model, noun, where=where, after=after, size=min(BLOCK, left))
        rows = model.unscoped.filter(pk__in=found.keys).select_related("entry", *links)
        for row in in_order(list(rows), found.keys):
            yield cells_of(row, columns)
        left -= len(found.keys)
        after = found.after
        if not after:
            return


def cells_of(row: Any, columns: Sequence[Column]) -> list[Any]:
    """One row as cells, written so that an import reads the same values again."""
    return [shown(getattr(row, column.name), column) for column in columns]


def shown(value: Any, column: Column) -> Any:
    """One value as a cell: choices by their label, organs by their full name, dates and numbers as they are."""
    if value is None or value == "":
        return None
    return _SHOWN.get(column.kind, _as_it_is)(value, column)


def _as_it_is(value: Any, column: Column) -> Any:
    return value


def _choice(value: Any, column: Column) -> Any:
    return next((str(label) for known, label in column.options if known == value), value)


def _post(value: Any, column: Column) -> str:
    return f"{value.organ.name} {value.title}"


def _person(value: Any, column: Column) -> str:
    """Name and staff number: two people of one name stay two."""
    return f"{value.name} {value.staff_number}"


def _record(value: Any, column: Column) -> str:
    kept = shelf.of(value)
    return str(getattr(value, kept.number) if kept.number else getattr(value, kept.title))


def _moment(value: Any, column: Column) -> datetime:
    return value if isinstance(value, datetime) else moment(value)


_SHOWN: Mapping[str, Callable[[Any, Column], Any]] = {
    "choice": _choice,
    "organ": lambda value, column: value.name,
    "post": _post,
    "person": _person,
    "record": _record,
    "moment": _moment,
}
