"""Checks of the database asked of a row in memory, without a statement for each of a hundred thousand rows."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q

Truth = bool | None
"""True, False, or unknown, as SQL counts: a check that is unknown is kept."""


class Unfamiliar(Exception):
    """A condition that only the database can judge."""


def keep(constraint: CheckConstraint, row: Any) -> None:
    """Raises ValidationError where a row breaks a check."""
    try:
        kept = _holds(constraint.condition, row) is not False
    except Unfamiliar:
        constraint.validate(type(row), row)
        return
    if not kept:
        raise ValidationError(constraint.get_violation_error_message())


def names_of(constraint: CheckConstraint) -> set[str]:
    """The columns of which a check speaks."""
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
        elif hasattr(part, "get_source_expressions"):
            pending += part.get_source_expressions()
    return names


def _holds(part: Any, row: Any) -> Truth:
    if isinstance(part, tuple):
        return _compared(part[0], part[1], row)
    if not isinstance(part, Q) or part.connector not in _JOINED:
        raise Unfamiliar
    held = _JOINED[part.connector]([_holds(child, row) for child in part.children])
    return held if held is None or not part.negated else not held


def _all(held: list[Truth]) -> Truth:
    return False if False in held else None if None in held else True


def _any(held: list[Truth]) -> Truth:
    return True if True in held else None if None in held else False


def _compared(path: str, wished: Any, row: Any) -> Truth:
    name, _, lookup = path.partition("__")
    value = _value(F(name), row)
    if lookup == "isnull":
        return (value is None) is bool(wished)
    if lookup == "in":
        return None if value is None else value in [_value(one, row) for one in wished]
    other = _value(wished, row)
    if lookup not in _COMPARED:
        raise Unfamiliar
    return None if value is None or other is None else bool(_COMPARED[lookup](value, other))


def _value(wished: Any, row: Any) -> Any:
    name = getattr(wished, "name", "") if isinstance(wished, F) else ""
    if name and "__" not in name:
        return getattr(row, row._meta.get_field(name).attname)
    if hasattr(wished, "resolve_expression"):
        raise Unfamiliar
    return wished


_JOINED: Mapping[str, Callable[[list[Truth]], Truth]] = {Q.AND: _all, Q.OR: _any}
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "": operator.eq,
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
