"""The first migration of a module: one table after the other, each whole.

Django writes columns, indexes and constraints that came late as operations of their own, and renders every related
model anew for each; a new city then waits longer for its empty tables than for its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation


def folded(operations: Sequence[Operation], app: str) -> list[Operation]:
    """The same tables by fewer operations: what a table can carry from its beginning stands in its CreateModel."""
    tables = {one.name_lower: one for one in operations if isinstance(one, CreateModel)}
    late: list[Operation] = []
    for one in operations:
        if isinstance(one, CreateModel):
            continue
        table = tables.get(getattr(one, "model_name_lower", ""))
        if table is None or not _taken_in(one, table):
            late.append(one)
    ordered, circles = _in_order(tables, app)
    return [*ordered, *_apart(circles), *late]


def _taken_in(one: Operation, table: CreateModel) -> bool:
    if isinstance(one, AddField):
        table.fields.append((one.name, one.field))
    elif isinstance(one, AddIndex):
        table.options.setdefault("indexes", []).append(one.index)
    elif isinstance(one, AddConstraint):
        table.options.setdefault("constraints", []).append(one.constraint)
    else:
        return False
    return True


Circle = tuple[CreateModel, str, models.Field[object, object]]


def _in_order(tables: dict[str, CreateModel], app: str) -> tuple[list[CreateModel], list[Circle]]:
    """Tables behind those to which they point; a pointer that closes a circle is taken out."""
    ordered: dict[str, CreateModel] = {}
    circles: list[Circle] = []

    def place(name: str, above: tuple[str, ...]) -> None:
        if name in ordered:
            return
        for column, field in list(tables[name].fields):
            target = _target(field, app)
            if target in above:
                circles.append((tables[name], column, field))
            elif target in tables and target != name:
                place(target, (*above, name))
        ordered[name] = tables[name]

    for name in tables:
        place(name, ())
    return list(ordered.values()), circles


def _target(field: models.Field[object, object], app: str) -> str:
    """The table of the same module to which a column points; empty for every other column."""
    model = getattr(getattr(field, "remote_field", None), "model", None)
    label = model if isinstance(model, str) else getattr(getattr(model, "_meta", None), "label", "")
    place, _, name = label.lower().rpartition(".")
    return name if place in ("", app) else ""


def _apart(circles: Sequence[Circle]) -> list[Operation]:
    """The columns that close a circle, and the indexes and constraints that need them, behind all tables."""
    late: list[Operation] = []
    for table, column, field in circles:
        table.fields.remove((column, field))
        late.append(AddField(table.name, column, field))
    for table in {id(table): table for table, _, _ in circles}.values():
        columns = [column for other, column, _ in circles if other is table]
        for kind, add in (("indexes", AddIndex), ("constraints", AddConstraint)):
            waiting = [one for one in table.options.get(kind, []) if any(f"'{name}" in repr(one) for name in columns)]
            if waiting:
                table.options[kind] = [one for one in table.options[kind] if one not in waiting]
                late += [add(table.name, one) for one in waiting]
    return late
