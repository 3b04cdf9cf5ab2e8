"""The rows of a list: read with two queries, and drawn column by column.

How a column is drawn is chosen once a page: asked anew in each cell, by a template, it cost more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.lists import in_order
from chancery.kernel.desk.models import Seen
from chancery.kernel.module.declare import Column
from chancery.kernel.org.labels import Label, labels
from chancery.ui import formats
from chancery.ui.cells import BUILT_IN, related_paths, shown, under
from chancery.ui.places import Place
from chancery.ui.templatetags.house import SEPARATOR, clock, escaped, state, urgency


class Cell(NamedTuple):
    """A cell: which built-in drawing it takes (or none), its words, the small line below, and how it is set."""

    kind: str
    words: Any = ""
    below: Any = ""
    numeric: bool = False


class Line(NamedTuple):
    """One row of a list."""

    pk: int
    href: str
    entry: Any
    cells: Sequence[Cell]
    look: str = ""
    state: str = ""
    opened: bool = True
    holder: Label | None = None


def lines_of(place: Place, actor: Actor, keys: Sequence[int], columns: Sequence[Column]) -> list[Line]:
    """The rows of these keys in list order: one query for the rows, one for the names of who holds them."""
    model = place.screen.model
    seen = Seen.objects.filter(entry_id=OuterRef("pk"), post=actor.post or 0)
    paths = {"entry", *related_paths(model, columns)}
    fetched = model.unscoped.filter(pk__in=list(keys)).select_related(*paths).annotate(was_opened=Exists(seen))
    found = in_order(list(fetched), keys) if keys else []
    named = labels(row.entry.holder_id for row in found)
    states, base = _states(place, found), place.href
    return [_line(row, f"{base}{row.pk}/", columns, states, named, actor.post) for row in found]


def _states(place: Place, rows: Sequence[Any]) -> dict[str, tuple[str, str]]:
    """Look and label of each state that occurs."""
    flow = place.screen.flow
    if flow is None:
        return {}
    return {
        value: (flow.state(value).look, flow.label(value))
        for value in {row.entry.state for row in rows}
        if value in flow.by_value
    }


def _line(
    row: Any,
    href: str,
    columns: Sequence[Column],
    states: Mapping[str, tuple[str, str]],
    named: Mapping[int, Label],
    me: int | None,
) -> Line:
    entry = row.entry
    look, label = states.get(entry.state, ("", ""))
    opened = row.was_opened or entry.holder_id is None or entry.opened_by_id == me
    return Line(
        row.pk, href, entry, [_cell(row, column) for column in columns], look, label, opened, named.get(entry.holder_id)
    )


def _cell(row: Any, column: Column) -> Cell:
    if column.source in BUILT_IN:
        return Cell(column.source, "", under(row, column))
    return Cell("", shown(row, column.source), under(row, column), column.numeric)


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
    return f'<td class="x">{escaped(line.holder.short)}<small>{since}{others}</small></td>'


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
