"""What stands in a cell, a fact or a card: a column's value as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop as N_

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.sentences import msgid
from chancery.kernel.module.declare import Column, Screen

from . import formats
from .templatetags.house import SEPARATOR, escaped
from .words import gettext

NOTHING = SafeString("")
BUILT_IN = {"title", "state", "holder", "due", "opened_at", "number"}
HEADS = {
    "title": N_("Title"), "state": N_("State"), "holder": N_("With"), "due": N_("Due"), "opened_at": N_("Entered on"), "number": N_("Number"),
}  # fmt: skip


def head(column: Column, model: type[models.Model]) -> str:
    """The heading of a column: its own label, a built-in one, or the field's name."""
    if column.label:
        return gettext(msgid(column.label))
    if column.source in HEADS:
        return gettext(HEADS[column.source])
    found = field_at(model, column.source)
    return gettext(msgid(found.verbose_name)) if found is not None else gettext(column.source)


def field_at(model: type[models.Model], path: str) -> Any:
    """The model's field at a path, or None for an attribute that is no column."""
    return _field_at(model, path)


@lru_cache(maxsize=2048)
def _field_at(model: type[models.Model], path: str) -> Any:
    found: Any = None
    current: Any = model
    for name in path.split("__"):
        try:
            found = current._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        current = found.related_model
        if current is None:
            return found
    return found


def related_paths(model: type[models.Model], columns: Iterable[Column]) -> tuple[str, ...]:
    """The foreign keys that a list must fetch along, so that no cell asks on its own."""
    paths: set[str] = set()
    for column in columns:
        for source in (column.source, *column.under):
            names = source.split("__")
            for depth in range(1, len(names) + 1):
                found = field_at(model, "__".join(names[:depth]))
                if found is not None and found.is_relation and found.many_to_one:
                    paths.add("__".join(names[:depth]))
    return tuple(sorted(paths))


def value_at(row: Any, path: str) -> Any:
    """The value at a path: columns, related columns, properties; a choice gives its word."""
    current = row
    names = path.split("__")
    for step, name in enumerate(names):
        if current is None:
            return None
        shown = getattr(current, f"get_{name}_display", None) if step == len(names) - 1 else None
        if shown is not None:
            return gettext(str(shown())) if getattr(current, name) not in (None, "") else None
        current = getattr(current, name, None)
        if callable(current) and not isinstance(current, models.Manager):
            current = current()
    return current


def words_of(value: Any, found: Any = None, *, long: bool = False) -> str:
    """A value in words: `—` for none, `0` for zero, money with two decimals, days as the house sets them."""
    if value is None or value == "" or value == []:
        return formats.NONE
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(found, MoneyField):
        return formats.money(value)
    if isinstance(value, datetime):
        return formats.short_moment(value)
    if isinstance(value, date):
        return formats.long_day(value) if long else formats.short_day(value)
    if isinstance(value, (int, float, Decimal)):
        return formats.figure(value) if "year" not in getattr(found, "name", "") else str(value)
    if isinstance(value, (list, tuple)):
        return gettext(", ").join(words_of(item) for item in value)
    return str(value)


def shown(row: Any, path: str, *, long: bool = False) -> str:
    """The words at a path of a row."""
    return words_of(value_at(row, path), field_at(type(row), path), long=long)


def under(row: Any, column: Column) -> SafeString:
    """The small line below a cell: its filled values, with the dot between."""
    if not column.under:
        return NOTHING
    return dotted(shown(row, path) for path in column.under if value_at(row, path) not in (None, ""))


def dotted(parts: Iterable[str]) -> SafeString:
    """Parts side by side, with the dot between."""
    return SafeString(SEPARATOR.join(map(escaped, parts)))


def facts(row: Any, screen: Screen) -> list[tuple[str, str]]:
    """Label and value of each fact; a matter shows those that are filled, a register row all, so that gaps are seen."""
    rows = []
    for column in screen.facts:
        if screen.flow and value_at(row, column.source) in (None, "", []):
            continue
        main = shown(row, column.source, long=True)
        below = under(row, column)
        value = main if not below else dotted((main, below))
        rows.append((head(column, screen.model), value))
    return rows
