"""What a page asks of the database: its statements with their times, and how the database answers each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection

LARGE = {
    "desk_entry", "desk_sight", "desk_due", "desk_task", "desk_seen", "desk_remark", "desk_link", "documents_incoming",
    "audit_line", "access_grant", "search_searchsource", "search_text", "notify_message", "deadlines_clock",
    "org_organ", "org_post", "org_party", "org_person", "org_tenure", "access_postrole",
}  # fmt: skip
IDENTITY = ('"django_session"', '"org_user"', 'FROM "org_tenure"', 'FROM "access_postrole"', "SAVEPOINT", "BEGIN")


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent, and how long the answer took in milliseconds."""

    sql: str
    values: Sequence[Any]
    ms: float

    @property
    def identity(self) -> bool:
        """Whether it only finds out who asks; the budgets count what comes beyond."""
        return any(part in self.sql for part in IDENTITY)

    @property
    def reads(self) -> bool:
        return self.sql.lstrip("( ").lower().startswith(("select", "with"))


@dataclass
class Recorder:
    """Keeps every statement that goes through the connection."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements.append(Statement(sql, tuple(params or ()), (perf_counter() - begun) * 1000))


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements of the block, in order."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder.statements


def explained(statement: Statement) -> list[str]:
    """The database's plan, a line each."""
    prefix = "explain" if connection.vendor == "postgresql" else "explain query plan"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {statement.sql}", statement.values)
        return [str(row[-1]) for row in cursor.fetchall()]


def scanned(statement: Statement) -> list[str]:
    """The large tables that a statement reads from end to end; empty is good."""
    found = []
    for line in explained(statement):
        match = re.search(r"Seq Scan on (\w+)", line) or re.match(r"SCAN (\w+)(?! VIRTUAL TABLE)", line)
        if match and (table := _table(statement.sql, match.group(1))) in LARGE and _counts(table):
            found.append(f"{table}: {line.strip()}")
    return found


def _counts(table: str) -> bool:
    """PostgreSQL reads a table of a few pages whole, and is right to."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = %s::regclass", [table])
        return bool(cursor.fetchone()[0] >= 10_000)


def _table(sql: str, name: str) -> str:
    """The table behind an alias."""
    if name in LARGE:
        return name
    match = re.search(rf'\b(\w+)"? (?:as )?"?{re.escape(name)}\b', sql, re.IGNORECASE)
    return match.group(1) if match else name
