"""The rows of a list: read with two queries, and drawn column by column.

How a column is drawn is chosen once a page: asked anew in each cell, by a template, it cost more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Seen
from chancery.kernel.module.declare import Column
from chancery.kernel.org.labels import Label, labels
from chancery.ui import formats
from chancery.ui.columns import Cell, Reader
from chancery.ui.places import Place
from chancery.ui.templatetags.house import SEPARATOR, clock, escaped, state, urgency
from chancery.ui.words import gettext


class Heading(NamedTuple):
    """What the desk knows of an entry, as far as a list shows it; each field is a column of the entry."""

    number: str
    title: str
    state: str
    holder_id: int | None
    holders: int
    held_since: datetime | None
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    urgency: int
    voided_at: datetime | None
    opened_by_id: int | None


class Line(NamedTuple):
    """One row of a list."""

    pk: int
    href: str
    entry: Heading
    cells: Sequence[Cell]
    look: str = ""
    state: str = ""
    opened: bool = True
    holder: Label | None = None


FIRST = 2 + len(Heading._fields)
"""Where the values of the columns begin: behind the key, whether it was opened, and the heading."""


def lines_of(place: Place, actor: Actor, keys: Sequence[int], columns: Sequence[Column]) -> list[Line]:
    """The rows of these keys in list order: one query for the rows, one for the names of who holds them."""
    if not keys:
        return []
    model: Any = place.screen.model
    reader = Reader(model, columns)
    rows = _prepared(model, reader.paths, len(keys)).ask(me=actor.post or 0, **_numbered(keys))
    by_key = {row[0]: row for row in rows}
    found = [(by_key[key], Heading(*by_key[key][2:FIRST])) for key in keys if key in by_key]
    whole = model.unscoped.in_bulk([row[0] for row, _ in found]) if reader.whole else {}
    named, states = labels(entry.holder_id for _, entry in found), _states(place, [entry for _, entry in found])
    lines = []
    for row, entry in found:
        look, label = states.get(entry.state, ("", ""))
        opened = bool(row[1]) or entry.holder_id is None or entry.opened_by_id == actor.post
        cells = reader.cells(row[FIRST:], whole.get(row[0]))
        holder = named.get(entry.holder_id or 0)
        lines.append(Line(row[0], f"{place.href}{row[0]}/", entry, cells, look, label, opened, holder))
    return lines


@lru_cache(maxsize=512)
def _prepared(model: type[Any], paths: tuple[str, ...], number: int) -> Prepared:
    """The query for so many rows: key, whether this post has opened it, the heading, the columns that are shown."""
    seen = Seen.objects.filter(entry_id=OuterRef("pk"), post=given("me"))
    keys = [given(f"key{n}") for n in range(number)]
    wanted = ("pk", "was_opened", *(f"entry__{name}" for name in Heading._fields), *paths)
    return Prepared(
        lambda: model.unscoped.annotate(was_opened=Exists(seen)).filter(entry__id__in=keys).values_list(*wanted)
    )


def _numbered(keys: Sequence[int]) -> dict[str, int]:
    return {f"key{n}": key for n, key in enumerate(keys)}


def _states(place: Place, rows: Sequence[Heading]) -> dict[str, tuple[str, str]]:
    """Look and label of each state that occurs."""
    flow = place.screen.flow
    if flow is None:
        return {}
    return {
        value: (flow.state(value).look, flow.label(value))
        for value in {row.state for row in rows}
        if value in flow.by_value
    }


@dataclass(frozen=True)
class Words:
    """The words that stand in many cells of a page, looked up once."""

    unnumbered: str
    held_for: str
    one_of: str
    choose: str


def drawn_lines(place: Place, lines: Sequence[Line], columns: Sequence[Column], *, choosable: bool) -> SafeString:
    """The body of the table: a row a line, with a box to choose it by where something can be done to many."""
    words = Words(
        escaped(gettext("No number yet")) if place.screen.number else formats.NONE,
        gettext("for %(n)s"),
        gettext("one of %(n)s"),
        gettext("Choose “%(title)s”"),
    )
    drawings = [DRAWINGS.get(column.source, _plain) for column in columns]
    return SafeString("\n".join(_row(line, drawings, words, choosable) for line in lines))


def _row(line: Line, drawings: Sequence[Drawing], words: Words, choosable: bool) -> str:
    entry = line.entry
    box = ""
    if choosable:
        name = escaped(words.choose % {"title": entry.title})
        box = (
            f'<td class="c-box"><input type="checkbox" class="ck" name="row" value="{line.pk}" '
            f'data-state="{escaped(entry.state)}" aria-label="{name}"></td>'
        )
    cells = "".join(draw(line, cell, words) for draw, cell in zip(drawings, line.cells, strict=True))
    void = ' class="void"' if entry.voided_at else ""
    return f'<tr id="row-{line.pk}"{void}>{box}{cells}</tr>'


def _title(line: Line, cell: Cell, words: Words) -> str:
    look = "ti" if line.opened else "ti un"
    title = f"{urgency(line.entry.urgency)} {escaped(line.entry.title)}"
    return f'<td class="full"><a class="{look}" href="{line.href}">{title}</a>{_small(cell)}</td>'


def _state(line: Line, cell: Cell, words: Words) -> str:
    return f'<td class="c-st">{state(line.look, line.state) if line.state else formats.NONE}</td>'


def _holder(line: Line, cell: Cell, words: Words) -> str:
    if not line.holder:
        return f'<td class="x">{formats.NONE}</td>'
    entry = line.entry
    since = escaped(words.held_for % {"n": formats.stay(entry.held_since)})
    others = f"{SEPARATOR}{escaped(words.one_of % {'n': entry.holders})}" if entry.holders > 1 else ""
    who = (line.holder.organ, line.holder.person or line.holder.post)
    named = " ".join(f'<span class="nw">{escaped(part)}</span>' for part in who if part)
    return f'<td class="x">{named}<small>{since}{others}</small></td>'


def _due(line: Line, cell: Cell, words: Words) -> str:
    entry = line.entry
    return f'<td class="c-due">{clock(entry.opened_at, entry.due_at, entry.closed_at)}</td>'


def _opened_at(line: Line, cell: Cell, words: Words) -> str:
    return f'<td class="x nw">{formats.short_day(line.entry.opened_at)}</td>'


def _number(line: Line, cell: Cell, words: Words) -> str:
    return f'<td class="x nw">{escaped(line.entry.number) if line.entry.number else words.unnumbered}</td>'


def _plain(line: Line, cell: Cell, words: Words) -> str:
    return f'<td class="x{" num" if cell.numeric else ""}">{escaped(cell.words)}{_small(cell)}</td>'


def _small(cell: Cell) -> str:
    return f"<small>{escaped(cell.below)}</small>" if cell.below else ""


Drawing = Callable[[Line, Cell, Words], str]
DRAWINGS: dict[str, Drawing] = {
    "title": _title, "state": _state, "holder": _holder, "due": _due, "opened_at": _opened_at, "number": _number,
}  # fmt: skip
