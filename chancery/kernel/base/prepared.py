"""Queries that each page asks: composed once by the ORM, then asked again with other values.

The ORM takes half a millisecond to a whole one to turn a queryset into SQL, several times what the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


class Slot:
    """The place of a value that is given when the query is asked."""

    def __init__(self, name: str) -> None:
        self.name = name


def given(name: str) -> RawSQL:
    """A value that comes later; to be used in a filter or an annotation of a prepared query."""
    return RawSQL("%s", [Slot(name)])


class Prepared:
    """A query with given values (预编查询). `compose` makes its queryset; asking gives what that would give, as a list.

    Values go to the driver as they are: keys, numbers, text, or what `fields.epoch` makes of a moment.
    """

    def __init__(self, compose: Callable[[], QuerySet[Any, Any]]) -> None:
        self.compose = compose
        self.made: tuple[Any, Any, str, tuple[Any, ...]] | None = None

    def ask(self, **values: Any) -> list[Any]:
        """The rows for these values."""
        queryset, made, sql, params = self.made or self._make()
        filled = tuple(values[param.name] if isinstance(param, Slot) else param for param in params)
        found, compiler = queryset.all(), copy(made)
        # From here on it is an ordinary queryset on this thread's connection, but for its SQL, which is known already.
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: (sql, filled)
        found.query.get_compiler = lambda *_, **__: compiler
        return list(found)

    def _make(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        """Compose the query. Two threads may both do so at first; each keeps what is whole."""
        queryset = self.compose()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self.made = (queryset, compiler, sql, tuple(params))
        return self.made

    def first(self, **values: Any) -> Any:
        """The first row for these values, or None."""
        return next(iter(self.ask(**values)), None)
