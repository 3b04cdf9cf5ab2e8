"""Many rows of one table in few statements, without what the ORM does for each value of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault

MOST_VALUES = 30_000
"""What one statement binds at most: SQLite takes 32,766."""
FEW = 50
"""So many rows go into one statement; more are quicker one by one under a prepared one, on SQLite."""
Prepare = Callable[[Any], Any]
_PLAIN: Mapping[type[Any], type[Any]] = {
    models.CharField: str,
    models.TextField: str,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.ForeignKey: int,
    models.OneToOneField: int,
}


def insert_rows(rows: Sequence[models.Model], *, keys: bool = False, ignore: bool = False) -> int:
    """Insert rows of one model (成批写入) and say how many; with `keys` those that the database gives are set on the rows.

    With `ignore` a row that contradicts one that is there is left out.

    Columns that the database fills by itself are left to it. No signal is sent. Part of the caller's transaction.
    """
    if not rows:
        return 0
    meta, some = type(rows[0])._meta, rows[0]
    fields = [field for field in meta.concrete_fields if not _by_database(field, some)]
    table, names = (
        connection.ops.quote_name(meta.db_table),
        ", ".join(_quoted(f) for f in fields),
    )
    one = "(" + ", ".join(["%s"] * len(fields)) + ")"
    here = connections[DEFAULT_DB_ALIAS]
    columns = [(field.attname, _preparing(field, here)) for field in fields]
    values = [[prepare(getattr(row, name)) for name, prepare in columns] for row in rows]
    with connection.cursor() as cursor:
        after = " on conflict do nothing" if ignore else ""
        if connection.vendor == "sqlite" and not keys and len(rows) > FEW:
            cursor.executemany(f"insert into {table} ({names}) values {one}{after}", values)
            return int(cursor.rowcount)
        returning = f" returning {_quoted(meta.pk)}" if keys else ""
        most, made, count = MOST_VALUES // len(fields), iter(rows), 0
        for start in range(0, len(values), most):
            block = values[start : start + most]
            cursor.execute(
                f"insert into {table} ({names}) values {', '.join([one] * len(block))}{after}{returning}",
                [value for line in block for value in line],
            )
            count += cursor.rowcount
            for row, (key,) in zip(islice(made, len(block)), cursor.fetchall() if keys else (), strict=keys):
                row.pk = key
        return count


def update_row(model: type[models.Model], columns: Mapping[str, Any], **where: Any) -> bool:
    """Write columns of one row, by attribute names, if it is as `where` says; whether it was (条件更新)."""
    here, meta = connections[DEFAULT_DB_ALIAS], model._meta
    told = [(meta.get_field(name), value) for name, value in columns.items()]
    held = [(meta.get_field(name), value) for name, value in where.items()]
    filled = ", ".join(f"{_quoted(field)} = %s" for field, _ in told)
    matched = " and ".join(f"{_quoted(field)} = %s" for field, _ in held)
    values = [_preparing(field, here)(value) for field, value in (*told, *held)]
    with connection.cursor() as cursor:
        cursor.execute(f"update {connection.ops.quote_name(meta.db_table)} set {filled} where {matched}", values)
        return bool(cursor.rowcount)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _by_database(field: Any, row: models.Model) -> bool:
    if field.generated:
        return True
    value = getattr(row, field.attname)
    return isinstance(value, DatabaseDefault) or (field.primary_key and value is None)


def _preparing(field: Any, here: Any) -> Prepare:
    """How a value of a column is stored; most values are stored as they are, which is looked at first."""
    plain, prepare = _PLAIN.get(type(field)), field.get_db_prep_save
    return lambda value: value if value is None or type(value) is plain else prepare(value, here)
