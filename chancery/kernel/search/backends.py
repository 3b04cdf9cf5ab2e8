"""The index in each database: FTS5 without content on SQLite, a tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

NEWEST = 2000
"""PostgreSQL looks through so many of the newest entries before it asks the index, whose answers come unordered."""


def put(entry_id: int, tokens: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_text (entry_id, tsv) VALUES (%s, array_to_tsvector(%s::text[])) "
                "ON CONFLICT (entry_id) DO UPDATE SET tsv = excluded.tsv",
                [entry_id, list(tokens)],
            )
        else:
            cursor.execute("INSERT INTO search_text (rowid, tokens) VALUES (%s, %s)", [entry_id, " ".join(tokens)])


def take_out(entry_id: int, tokens: Sequence[str]) -> None:
    """Remove an entry; SQLite keeps no content, so it must be told the very tokens that went in."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM search_text WHERE entry_id = %s", [entry_id])
        else:
            cursor.execute(
                "INSERT INTO search_text (search_text, rowid, tokens) VALUES ('delete', %s, %s)",
                [entry_id, " ".join(tokens)],
            )


def replace(entry_id: int, old: Sequence[str], new: Sequence[str]) -> None:
    if connection.vendor != "postgresql":
        take_out(entry_id, old)
    put(entry_id, new)


def clear() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM search_text")
        else:
            cursor.execute("INSERT INTO search_text (search_text) VALUES ('delete-all')")


def candidates(
    tokens: Sequence[str], starts: Sequence[str], viewers: Sequence[str] | None, *, before: int | None, limit: int
) -> list[int]:
    """Entries with all tokens, all starts and one of the viewers, newest first. Tokens are never typed text."""
    if connection.vendor == "postgresql":
        parts = [f"'{token}'" for token in tokens] + [f"'{start}':*" for start in starts]
        if viewers is not None:
            parts.append("(" + " | ".join(f"'{viewer}'" for viewer in viewers) + ")")
        return _postgresql(" & ".join(parts), before=before, limit=limit)
    parts = [f'"{token}"' for token in tokens] + [f'"{start}"*' for start in starts]
    if viewers is not None:
        parts.append("(" + " OR ".join(f'"{viewer}"' for viewer in viewers) + ")")
    return _sqlite(" AND ".join(parts), before=before, limit=limit)


def _sqlite(match: str, *, before: int | None, limit: int) -> list[int]:
    older = "AND rowid < %s" if before is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM search_text WHERE search_text MATCH %s {older} ORDER BY rowid DESC LIMIT %s",
            [match, *([before] if before is not None else []), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _postgresql(query: str, *, before: int | None, limit: int) -> list[int]:
    """First the newest entries one by one; only where they do not fill the page, the index, sorted afterwards."""
    older, bound = ("WHERE entry_id < %s", [before]) if before is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT entry_id FROM (SELECT entry_id, tsv FROM search_text {older} ORDER BY entry_id DESC LIMIT %s) "
            "newest WHERE tsv @@ %s::tsquery ORDER BY entry_id DESC LIMIT %s",
            [*bound, NEWEST, query, limit],
        )
        found = [row[0] for row in cursor.fetchall()]
        if len(found) == limit:
            return found
        also = "AND entry_id < %s" if before is not None else ""
        cursor.execute(
            f"SELECT entry_id FROM search_text WHERE tsv @@ %s::tsquery {also} ORDER BY entry_id + 0 DESC LIMIT %s",
            [query, *bound, limit],
        )
        return [row[0] for row in cursor.fetchall()]
