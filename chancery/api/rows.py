"""Rows as JSON: a fixed number of queries, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chancery.kernel.access.rows import visible
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import in_order
from chancery.kernel.desk.reading import titles_of
from chancery.kernel.org.labels import Label, labels

from .shapes import Shape, name_path, plain, points_to, shown

ENTRY = (
    "title",
    "number",
    "opened_at",
    "due_at",
    "closed_at",
    "holder_id",
    "holders",
    "urgency",
    "voided_at",
    "void_reason",
    "state",
)
NONE = say("There is no such matter, or your post cannot see it.")


def rows_of(shape: Shape, actor: Actor, keys: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of these keys in list order, without long texts; the caller has asked for visible keys."""
    if not keys:
        return []
    found = shape.model.unscoped.filter(pk__in=list(keys)).values(*_paths(shape, shape.listed))
    return _told(shape, actor, shape.listed, in_order(list(found), keys))


def row_of(shape: Shape, actor: Actor, pk: int) -> dict[str, Any]:
    """One row with all its columns. Raises NotFound if this actor may not see it."""
    found = visible(actor, shape.model).filter(pk=pk).values(*_paths(shape, shape.columns))
    rows = _told(shape, actor, shape.columns, list(found))
    if not rows:
        raise NotFound(NONE)
    return rows[0]


def etag(row: Mapping[str, Any]) -> dict[str, str]:
    """The header that a later `If-Match` brings back."""
    return {"ETag": f'"{row["version"]}"'}


def _paths(shape: Shape, columns: Sequence[Any]) -> list[str]:
    paths = ["pk", "version", "organ_id", *(f"entry__{name}" for name in ENTRY)]
    paths += [column.attname for column in columns]
    return paths + [path for column in columns if points_to(column) == "other" and (path := name_path(column))]


def _told(shape: Shape, actor: Actor, columns: Sequence[Any], rows: Sequence[Any]) -> list[dict[str, Any]]:
    parties = [column.attname for column in columns if points_to(column) == "party"]
    records = [column.attname for column in columns if points_to(column) == "record"]
    wanted = [row[name] for row in rows for name in ("organ_id", "entry__holder_id", *parties)]
    named = labels(wanted)
    titles = titles_of(actor, [row[name] for row in rows for name in records])
    return [_row(shape, columns, row, named, titles) for row in rows]


def _row(
    shape: Shape, columns: Sequence[Any], row: Any, named: Mapping[int, Label], titles: Mapping[int, str]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": row["pk"],
        "version": row["version"],
        "organ": row["organ_id"],
        "organ_label": label(named, row["organ_id"]),
    }
    flow = shape.screen.flow
    if flow:
        state = row["entry__state"]
        told |= {"state": state, "state_label": flow.label(state)}
    for column in columns:
        value = row[column.attname]
        told[column.name] = shown(column, value)
        kind = points_to(column)
        if kind == "party":
            told[f"{column.name}_label"] = label(named, value)
        elif kind == "record":
            told[f"{column.name}_label"] = titles.get(value)
        elif kind:
            told[f"{column.name}_label"] = row.get(name_path(column))
    told["entry"] = {name: plain(row[f"entry__{name}"]) for name in ENTRY if name not in ("holder_id", "state")}
    told["entry"]["holder"] = row["entry__holder_id"]
    told["entry"]["holder_label"] = label(named, row["entry__holder_id"])
    return told


def label(named: Mapping[int, Label], party: int | None) -> str | None:
    """How a party is called, or None where there is none."""
    return str(named[party]) if party is not None and party in named else None
