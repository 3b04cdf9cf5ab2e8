"""The index in each database: FTS5 without content on SQLite, a tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

NEWEST = 2000
"""PostgreSQL looks through so many of the newest entries before it asks the index, whose answers come unordered."""
GAP = 20_000
"""Keys nearer to each other than this are asked for as one range."""


def put(entry_id: int, tokens: Sequence[str]) -> None:
    put_all([(entry_id, tokens)])


def put_all(told: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Put entries in, each with its tokens."""
    if not told:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = ", ".join(["(%s, array_to_tsvector(%s::text[]))"] * len(told))
            cursor.execute(
                f"INSERT INTO search_text (entry_id, tsv) VALUES {values} "
                "ON CONFLICT (entry_id) DO UPDATE SET tsv = excluded.tsv",
                [value for entry_id, tokens in told for value in (entry_id, list(tokens))],
            )
            return
        rows = [(entry_id, " ".join(tokens)) for entry_id, tokens in told]
        statement = "INSERT INTO search_text (rowid, tokens) VALUES (%s, %s)"
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)


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
    query = _query(tokens, starts, viewers)
    if connection.vendor == "postgresql":
        return _postgresql(query, before=before, limit=limit)
    return _sqlite(query, before=before, limit=limit)


def some(tokens: Sequence[str], starts: Sequence[str], viewers: Sequence[str] | None, *, limit: int) -> list[int]:
    """The same entries in no order, at most `limit`."""
    query = _query(tokens, starts, viewers)
    if connection.vendor != "postgresql":
        return _sqlite(query, before=None, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM search_text WHERE tsv @@ %s::tsquery LIMIT %s", [query, limit])
        return [row[0] for row in cursor.fetchall()]


def among(
    tokens: Sequence[str], starts: Sequence[str], viewers: Sequence[str] | None, keys: Sequence[int]
) -> list[int]:
    """Which of these entries have all tokens and starts, and one of the viewers."""
    query = _query(tokens, starts, viewers)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT entry_id FROM search_text WHERE entry_id = ANY(%s) AND tsv @@ %s::tsquery", [list(keys), query]
            )
            return [row[0] for row in cursor.fetchall()]
        found: list[int] = []
        for lowest, highest in _stretches(sorted(keys)):
            cursor.execute(
                "SELECT rowid FROM search_text WHERE search_text MATCH %s AND rowid BETWEEN %s AND %s",
                [query, lowest, highest],
            )
            found += [row[0] for row in cursor.fetchall()]
    return list(set(found) & set(keys))


def _stretches(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Keys in order as ranges without large gaps, because FTS5 answers a range at once and a list one by one."""
    first = last = keys[0]
    for key in keys:
        if key - last > GAP:
            yield first, last
            first = key
        last = key
    yield first, last


def _query(tokens: Sequence[str], starts: Sequence[str], viewers: Sequence[str] | None) -> str:
    if connection.vendor == "postgresql":
        parts = [f"'{token}'" for token in tokens] + [f"'{start}':*" for start in starts]
        if viewers is not None:
            parts.append("(" + " | ".join(f"'{viewer}'" for viewer in viewers) + ")")
        return " & ".join(parts)
    parts = [f'"{token}"' for token in tokens] + [f'"{start}"*' for start in starts]
    if viewers is not None:
        parts.append("(" + " OR ".join(f'"{viewer}"' for viewer in viewers) + ")")
    return " AND ".join(parts)


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
