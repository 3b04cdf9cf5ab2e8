"""A row of the desk as HTML: kind, matter, why it is stuck, clock, and the one next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .ranges import Item
from .templatetags.house import SEPARATOR, clock, escaped, urgency
from .words import gettext


@dataclass(frozen=True)
class Row:
    """One row of the desk: kind, matter, why it is stuck, clock, and the one next step."""

    pk: int
    kind: str
    href: str
    entry: Item
    why: str = ""
    move: str = ""
    step: str = ""
    unopened: bool = False
    returned: bool = False
    urged: int = 0
    numbered: bool = False


def drawn_rows(rows: Sequence[Row], *, organ: int | None, look: str, first: int = 0) -> SafeString:
    """The rows of a group. `organ` is the reader's own, which is not named; `look` is said where there is no step."""
    unnumbered = gettext("No number yet")
    return SafeString(
        "".join(
            f'<li class="d-row{" cur" if row.pk == first else ""}"><span class="d-kind">{escaped(row.kind)}</span>'
            f"{_matter(row, organ, unnumbered)}"
            f'<div class="cl">{clock(row.entry.opened_at, row.entry.due_at, row.entry.closed_at)}</div>'
            f'<div class="go">{_step(row, look, row.pk == first)}</div></li>'
            for row in rows
        )
    )


def _matter(row: Row, organ: int | None, unnumbered: str) -> str:
    entry = row.entry
    number = entry.number or (unnumbered if row.numbered else "")
    about = [f'<span class="nw">{escaped(number)}</span>'] if number else []
    if entry.organ_id != organ:
        about.append(escaped(entry.organ_name))
    if row.why:
        about.append(escaped(row.why))
    title = f"{urgency(entry.urgency)} {escaped(entry.title)}"
    look = "ti un" if row.unopened else "ti"
    return (
        f'<div class="bd2"><a class="{look}" href="{escaped(row.href)}">{title}</a>'
        f'<div class="me">{SEPARATOR.join(about)}</div></div>'
    )


def _step(row: Row, look: str, first: bool) -> str:
    if not row.step:
        return f'<a class="btn btn-s" href="{escaped(row.href)}">{escaped(look)}</a>'
    step, weight = escaped(row.step), " btn-1" if first else ""
    return (
        f'<a class="btn btn-s{weight}" href="{step}" hx-get="{step}" hx-target="#dialog" data-key="e">'
        f"{escaped(row.move)}</a>"
    )
