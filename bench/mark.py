"""The bench's own mark in a database, and what it refuses: rows of others, another size, half a city, a full disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

RECIPE = 1
"""Grows when the rows are made in another way, so that an older city is not taken for a new one."""
BYTES_A_ROW = 2_600
SPARE = 300_000_000
TABLE = "bench_mark"


@dataclass(frozen=True)
class Mark:
    """What stands in the database: how many rows, by which recipe, whether the building ended, and what was seen."""

    rows: int
    seed: int
    state: str
    recipe: int = RECIPE
    facts: dict[str, Any] = field(default_factory=dict)


def read_mark() -> Mark | None:
    """The mark, or None where there is none."""
    if TABLE not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"select told from {TABLE}")
        row = cursor.fetchone()
    return Mark(**json.loads(row[0])) if row else None


def write_mark(mark: Mark) -> None:
    """Put the mark in place of the one before."""
    with connection.cursor() as cursor:
        cursor.execute(f"create table if not exists {TABLE} (told text not null)")
        cursor.execute(f"delete from {TABLE}")
        cursor.execute(f"insert into {TABLE} (told) values (%s)", [json.dumps(asdict(mark))])


def usable(rows: int, seed: int, *, noun: str = "", fresh: bool) -> Mark | None:
    """The mark of a city that can be measured as it stands; None where one must be built.

    Raises Refused for a database with other rows, of another size, or left half built. With `fresh` the bench's own
    city is taken away first; what is not its own is never touched.
    """
    mark = read_mark()
    if mark is None:
        _refuse_rows_of_others()
        return None
    if fresh:
        take_away()
        return None
    if mark.state != "built":
        raise Refused(
            say(
                "An earlier run was stopped while it built {rows} matters here. Say --fresh to begin anew.",
                rows=mark.rows,
            )
        )
    if (mark.rows, mark.seed, mark.recipe, mark.facts.get("noun", "")) != (rows, seed, RECIPE, noun):
        raise Refused(
            say(
                "This database holds the bench's city with {there} matters (seed {seed}, recipe {recipe}), not with {rows}. "
                "Say --fresh to take it away, or name another database.",
                there=mark.rows, seed=mark.seed, recipe=mark.recipe, rows=rows,
            )
        )  # fmt: skip
    return mark


def _refuse_rows_of_others() -> None:
    names = set(connection.introspection.table_names())
    for table, words in (("org_organ", say("organs")), ("desk_entry", say("matters")), ("org_user", say("accounts"))):
        if table not in names:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from (select 1 from {table} limit 1000) first_ones")
            number = cursor.fetchone()[0]
        if number:
            raise Refused(
                say(
                    "The database is not empty: it has {n} {what}. The bench builds its city in an empty database only.",
                    n=number, what=words,
                )
            )  # fmt: skip
    if names - {"django_migrations"} and "desk_entry" not in names:
        raise Refused(
            say(
                "The database has {n} tables of something else. The bench builds its city in an empty database only.",
                n=len(names),
            )
        )


def take_away() -> None:
    """Take the bench's own city away, tables and all. The caller has read the mark."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("drop schema public cascade")
            cursor.execute("create schema public")
        return
    name = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    for part in (name, *(name.with_name(name.name + end) for end in ("-wal", "-shm", "-journal"))):
        part.unlink(missing_ok=True)


def refuse_full_disk(rows: int, folder: Path, *, free: int | None = None) -> None:
    """Raises Refused where the folder has no room for so many rows (SQLite; a server's disk is the server's matter)."""
    free = shutil.disk_usage(folder).free if free is None else free
    needed = rows * BYTES_A_ROW + SPARE
    if free < needed:
        raise Refused(
            say(
                "{rows} matters need about {needed} GB, and {folder} has {free} GB free. Take fewer rows, or another "
                "folder with --data.",
                rows=rows, needed=f"{needed / 1e9:.1f}", folder=str(folder), free=f"{free / 1e9:.1f}",
            )
        )  # fmt: skip


@contextmanager
def disk_in_words() -> Iterator[None]:
    """A disk that fills up while the city is built becomes a sentence."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        if not any(word in str(error).lower() for word in ("disk is full", "no space left", "could not extend file")):
            raise
        raise Refused(
            say(
                "The disk is full; nothing is left but the mark of a run that was stopped. Make room, then say --fresh."
            )
        ) from error
