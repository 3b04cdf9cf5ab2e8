"""Bulk load: COPY or executemany into bare tables, then sight and due by one statement each, then the indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from chancery.kernel.desk.models import Noun

from .mark import Mark, disk_in_words, write_mark
from .plan import FOUNDED, Size, Tree, draw_tree, size_of
from .rows import COLUMNS, Facts, Maker

NOUN = "documents.incoming"
PROJECTED = ("desk_sight", "desk_due")
SIGHT = """insert into desk_sight (viewer, opened_at, entry_id, noun)
select viewer, opened_at, id, noun_id from (
    select above.viewer, e.opened_at, e.id, e.noun_id from desk_entry e join bench_above above on above.organ = e.organ_id
    union select g.viewer_id, e.opened_at, e.id, e.noun_id from access_grant g join desk_entry e on e.id = g.entry_id
) seen order by viewer, opened_at, id"""
DUE = """insert into desk_due (viewer, due_at, entry_id, noun, urgency)
select viewer, due_at, id, noun_id, urgency from (
    select above.viewer, e.due_at, e.id, e.noun_id, e.urgency from desk_entry e
    join bench_above above on above.organ = e.organ_id where e.closed_at is null
    union select g.viewer_id, e.due_at, e.id, e.noun_id, e.urgency from access_grant g
    join desk_entry e on e.id = g.entry_id where e.closed_at is null
) seen order by viewer, due_at, id"""
Say = Callable[[str], None]


def build(rows: int, seed: int, told: Say) -> Mark:
    """Found the city in an empty database and bring its matters in. Raises Refused on a full disk."""
    call_command("migrate", verbosity=0, interactive=False)
    building = Mark(rows, seed, "building")
    write_mark(building)
    size = size_of(rows)
    tree = draw_tree(size, seed)
    with disk_in_words():
        facts = _fill(size, tree, seed, told)
        told("statistics")
        settle()
        common, rare = words_to_look_for(facts)
        mark = replace(building, state="built", facts={"common": common, "rare": rare, "open": facts.open})
        write_mark(mark)
    return mark


def words_to_look_for(facts: Facts) -> tuple[str, str]:
    """A place that stands in many titles, and the rarest one that the clerk has too."""
    common = facts.places.most_common(1)[0][0]
    rare = min(facts.clerks or facts.places, key=lambda place: (facts.places[place], place))
    return common, rare


def _fill(size: Size, tree: Tree, seed: int, told: Say) -> Facts:
    noun = Noun.objects.get(key=NOUN).pk
    maker = Maker(tree, size.rows, noun, Random(seed))
    with quick(), transaction.atomic():
        unique = bare([*COLUMNS, *PROJECTED])
        _people(tree)
        for number, batch in enumerate(maker.batches(), 1):
            for table, lines in batch.items():
                insert(table, COLUMNS[table].split(), lines)
            if number % 20 == 0:
                told(f"{number * 5_000:,} of {size.rows:,} matters")
        told("sight and due")
        _project(tree)
        told("indexes")
        with connection.cursor() as cursor:
            for statement in unique:
                cursor.execute(statement)
        sequences()
    return maker.facts


@contextmanager
def quick() -> Iterator[None]:
    """Settings of one load: no waiting for the disk, no foreign keys row by row; what was set before comes back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode=DELETE")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
        else:
            cursor.execute("set maintenance_work_mem = '512MB'")
            cursor.execute("set work_mem = '256MB'")
            cursor.execute("set synchronous_commit = off")
            cursor.execute("set session_replication_role = replica")
    try:
        yield
    finally:
        connection.close()


def bare(tables: Sequence[str]) -> list[str]:
    """Drop the secondary indexes of these tables; returns the statements that make them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("select tbl_name, name, sql from sqlite_master where type = 'index' and sql is not null")
        else:
            cursor.execute(
                "select tablename, indexname, indexdef from pg_indexes i where schemaname = 'public' "
                "and not exists (select 1 from pg_constraint c where c.conname = i.indexname)"
            )
        found = [(name, statement) for table, name, statement in cursor.fetchall() if table in tables]
        for name, _ in found:
            cursor.execute(f'drop index "{name}"')
    return [statement for _, statement in found]


def insert(table: str, columns: Sequence[str], lines: Iterable[tuple[Any, ...]]) -> None:
    if connection.vendor == "postgresql":
        if table == "search_text":
            columns = ("entry_id", "tsv")
        with connection.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
            for line in lines:
                copy.write_row(line)
        return
    if table == "search_text":
        columns = ("rowid", "tokens")
    marks = ", ".join(["?"] * len(columns))
    connection.connection.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", lines)


def _people(tree: Tree) -> None:
    """Organs, posts with one role each, and one person with a tenure in each post; accounts for those who are measured."""
    since, organs, posts = FOUNDED.isoformat(), tree.organs, tree.posts
    insert("org_party", ("id", "kind"), [*((o.pk, "organ") for o in organs), *((p.pk, "post") for p in posts)])
    level = {1: "government", 2: "government", 3: "department", 4: "section"}
    insert(
        "org_organ",
        ("id", "parent_id", "name", "short_name", "level", "code", "place", "mark", "position", "since", "until"),
        [(o.pk, o.parent, o.name, o.name, level[o.level], "", "330100", "", o.pk, since, None) for o in organs],
    )
    insert(
        "org_post",
        ("id", "organ_id", "reach_id", "title", "rank", "position", "since", "until"),
        [(p.pk, p.organ, p.reach, f"岗位{p.pk}", p.rank, p.pk, since, None) for p in posts],
    )
    insert(
        "access_postrole",
        ("id", "post_id", "role", "since", "until"),
        [(p.pk, p.pk, p.role, since, None) for p in posts],
    )
    insert(
        "org_person",
        ("id", "name", "staff_number", "phone", "email", "left_on"),
        [(p.pk, f"张{chr(0x4E00 + p.pk % 900)}{p.pk % 97}", str(p.pk), "", "", None) for p in posts],
    )
    insert(
        "org_tenure",
        ("id", "person_id", "post_id", "kind", "since", "until", "paper"),
        [(p.pk, p.pk, p.pk, "substantive", since, None, "") for p in posts],
    )
    shown = {"bench-clerk": tree.clerk, "bench-leader": tree.leader, "bench-administrator": tree.administrator}
    insert(
        "org_user",
        (
            "id",
            "password",
            "last_login",
            "username",
            "person_id",
            "is_active",
            "language",
            "theme",
            "density",
            "last_post_id",
        ),
        [
            (n, "!", None, name, p.pk, True, "zh-hans", "auto", "normal", p.pk)
            for n, (name, p) in enumerate(shown.items(), 1)
        ],
    )


def _project(tree: Tree) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temporary table bench_above (organ bigint, viewer bigint)")
        lines = [(organ, viewer) for organ, chain in tree.above.items() for viewer in chain]
        insert("bench_above", ("organ", "viewer"), lines)
        cursor.execute("create index bench_above_organ on bench_above (organ)")
        if connection.vendor == "postgresql":
            cursor.execute("analyze bench_above")
        cursor.execute(SIGHT)
        cursor.execute(DUE)
        cursor.execute("drop table bench_above")


def sequences() -> None:
    """Keys were given by the bench; the sequences of PostgreSQL go on behind them."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' "
            "and is_identity = 'YES'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f"select setval(pg_get_serial_sequence(%s, %s), greatest((select max({column}) from {table}), 1))",
                [table, column],
            )


def settle() -> None:
    """Statistics for the planner, as a server that has run for a while has them."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")
