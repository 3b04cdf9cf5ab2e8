"""The floors: bare statements for the same rows through the same driver, and a bare template of the same cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.template import Context, Engine, Template

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor

Floor = Callable[[], Any]


@dataclass(frozen=True)
class Listing:
    """The table of a noun and the columns of its own that a list shows."""

    table: str
    columns: Sequence[str]
    key: str = "id"

    def over(self, keys: str) -> str:
        """The statement that gives the cells of the rows with these keys."""
        columns = ", ".join(f"i.{column}" for column in self.columns)
        return CELLS.format(table=self.table, key=self.key, columns=columns, keys=keys)


DOCUMENTS = Listing("documents_incoming", ("id", "number", "title", "issuer", "sender_number"))
HOLDER = """left join org_organ ho on ho.id = e.holder_id left join org_post hp on hp.id = e.holder_id
left join org_organ po on po.id = hp.organ_id left join org_tenure ht on ht.post_id = hp.id and ht.until is null
left join org_person hn on hn.id = ht.person_id"""
CELLS = (
    """select {columns}, e.opened_at, e.state, e.due_at, coalesce(ho.short_name, po.short_name), hn.name from ({keys}) v
join {table} i on i.{key} = v.id join desk_entry e on e.id = v.id """
    + HOLDER
    + " order by v.k desc, v.id desc"
)
TASKS = """select t.entry_id, t.due_at, t.move, t.returned, t.urged, t.opened_at, e.title, e.number, e.urgency, e.opened_at,
o.short_name, s.id from ({ranges}) t join desk_entry e on e.id = t.entry_id join org_organ o on o.id = e.organ_id
left join desk_seen s on s.entry_id = t.entry_id and s.post_id = %s order by t.due_at, t.id limit 200"""
TASK_RANGE = "select * from (select * from desk_task where assignee_id = %s and reading = {reading} order by due_at, id limit 200) r"
WAITING = """select v.entry_id, v.due_at, e.title, e.number, o.short_name from ({ranges}) v
join desk_entry e on e.id = v.entry_id join org_organ o on o.id = e.organ_id order by v.due_at, v.entry_id limit 50"""
LATE = "select v.entry_id, e.holder_id from ({ranges}) v join desk_entry e on e.id = v.entry_id order by v.due_at limit 500"
DUE_RANGE = "select * from (select due_at, entry_id from desk_due where viewer = %s and due_at < %s order by due_at, entry_id limit {limit}) r"
DETAIL = (
    """select i.*, e.*, o.name, o.short_name from {table} i join desk_entry e on e.id = i.{key}
join org_organ o on o.id = i.organ_id where i.{key} = %s and exists (select 1 from desk_sight s where s.viewer in ({viewers})
and s.opened_at = e.opened_at and s.entry_id = e.id)""",
    "select * from desk_task where entry_id = %s",
    """select r.*, p.title, o.short_name, n.name from desk_remark r left join org_post p on p.id = r.post_id
left join org_organ o on o.id = p.organ_id left join org_person n on n.id = r.person_id where r.entry_id = %s order by r.at""",
    "select viewer_id, cause from access_grant where entry_id = %s and until is null limit 12",
    "select l.at, l.who, l.body, f.line_id from audit_line l left join audit_leaf f on f.line_id = l.id where l.entry_id = %s order by l.id desc limit 4",
    "select e.title, e.state from desk_link k join desk_entry e on e.id = k.target_id where k.source_id = %s",
    "select e.title, e.state from desk_link k join desk_entry e on e.id = k.source_id where k.target_id = %s",
    "select * from attachments_attachment a join attachments_storedfile f on f.id = a.file_id where a.entry_id = %s order by a.position",
)
ROWS = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
_engine = Engine()
_template: Template = _engine.from_string(ROWS)


def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows by the driver's own cursor, past everything that Django adds around it."""
    with closing(connection.create_cursor()) as cursor:
        cursor.execute(sql, tuple(values))
        return list(cursor.fetchall())


def drawn(rows: Sequence[Sequence[Any]], cells: int) -> str:
    """The rows with so many cells each in a template that does nothing else."""
    return _template.render(
        Context({"rows": [[cell if cell is not None else "" for cell in row[:cells]] for row in rows]})
    )


def of_range(actor: Actor, noun: int, size: int = 51, listing: Listing = DOCUMENTS) -> Floor:
    """An unfiltered page: one range for each viewer, or the plain index for who sees all."""
    if actor.everything:
        keys = "select opened_at as k, id from desk_entry where noun_id = %s and landed order by opened_at desc, id desc limit %s"
        values: list[Any] = [noun, size]
    else:
        one = (
            "select * from (select opened_at as k, entry_id as id from desk_sight where viewer = %s and noun = %s "
            "order by opened_at desc, entry_id desc limit %s) r"
        )
        keys = " union ".join(one + str(n) for n in range(len(actor.viewers))) + " order by 1 desc, 2 desc limit %s"
        values = [value for viewer in actor.viewers for value in (viewer, noun, size)] + [size]
    return lambda: drawn(fetch(listing.over(keys), values)[: size - 1], 9)


def of_keys(keys: Sequence[int], listing: Listing = DOCUMENTS) -> Floor:
    """A filtered page: the same rows by their keys."""
    marks = ", ".join(["%s"] * len(keys)) or "null"
    found = f"select opened_at as k, id from desk_entry where id in ({marks})"
    return lambda: drawn(fetch(listing.over(found), keys), 9)


def of_desk(actor: Actor) -> Floor:
    """The tasks of the post and its organ, what waits on others, and what is late in sight: a range for each party."""
    yes, no = ("true", "false") if connection.vendor == "postgresql" else ("1", "0")
    parties = [party for party in (actor.post, actor.organ) if party]
    ranges = " union all ".join(TASK_RANGE.format(reading=reading) for _ in parties for reading in (no, yes))
    tasks = TASKS.format(ranges=_numbered(ranges))
    late = [viewer for viewer in actor.viewers if viewer != actor.post]
    waiting = WAITING.format(ranges=_numbered(" union ".join(DUE_RANGE.format(limit=60) for _ in parties)))
    overdue = LATE.format(ranges=_numbered(" union ".join(DUE_RANGE.format(limit=500) for _ in late)))
    end, moment = 2**62, epoch(now())

    def floor() -> str:
        own = fetch(tasks, [*(party for party in parties for _ in (0, 1)), actor.post])
        others = fetch(waiting, [value for party in parties for value in (party, end)])
        fetch(overdue, [value for viewer in late for value in (viewer, moment)])
        return drawn(own, 8) + drawn(others[:2], 5)

    return floor


def _numbered(ranges: str) -> str:
    """Each range under a name of its own."""
    parts = ranges.split(") r")
    return "".join(f"{part}) r{n}" for n, part in enumerate(parts[:-1])) + parts[-1]


def of_detail(actor: Actor, pk: int, listing: Listing = DOCUMENTS) -> Floor:
    """One row and what stands around it, each by one statement."""
    viewers = ", ".join(map(str, actor.viewers))
    told = {"viewers": viewers, "table": listing.table, "key": listing.key}
    statements = [sql.format(**told) if "{viewers}" in sql else sql for sql in DETAIL]
    if actor.everything:
        statements[0] = statements[0].split(" and exists")[0]

    def floor() -> str:
        found = [fetch(sql, [pk]) for sql in statements]
        return drawn([(name, value) for name, value in enumerate(found[0][0])], 2) + "".join(
            drawn(part, 4) for part in found[1:]
        )

    return floor


def of_search(match: Sequence[tuple[str, Sequence[Any]]]) -> Floor:
    """The fastest of some statements that give the keys, then the texts of those rows."""

    def floor() -> str:
        keys = [row[0] for row in fetch(*match[0])]
        marks = ", ".join(["%s"] * len(keys)) or "null"
        texts = fetch(
            f"select entry_id, noun, title, number, body from search_searchsource where entry_id in ({marks})", keys
        )
        return drawn(texts, 5)

    return floor
