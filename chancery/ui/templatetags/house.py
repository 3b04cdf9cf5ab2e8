"""The small components of the look: icon, state, clock, tag, separator, dates, money. A builtin of all templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString, mark_safe

from chancery.kernel.base.sentences import Sentence
from chancery.ui import formats
from chancery.ui.clocks import Clock, clock_of
from chancery.ui.words import gettext

register = template.Library()
ICONS: dict[str, str] = json.loads((Path(__file__).parent.parent / "icons.json").read_text(encoding="utf-8"))
FRAME = (
    '<svg class="i" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" '
    'stroke-linejoin="round" aria-hidden="true">{}</svg>'
)
DRAWN = {name: mark_safe(FRAME.format(paths)) for name, paths in ICONS.items()}  # noqa: S308  # our own file
SEPARATOR = mark_safe('\u2060<i class="sep"></i>')

register.filter("day", formats.short_day)
register.filter("moment", formats.short_moment)
register.filter("day_words", formats.day_in_words)
register.filter("day_long", formats.long_day)
register.filter("money", formats.money)
register.filter("figure", formats.figure)
register.filter("stay", formats.stay)
register.filter("octets", formats.size)


def escaped(words: object) -> str:
    """Words that may stand in HTML. What is safe already stays as it is."""
    return words if isinstance(words, SafeString) else escape(str(words))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline drawing from icons.json; an unknown name gives the plain sheet, never a hole."""
    return DRAWN.get(name) or DRAWN["file"]


@register.simple_tag
def sep() -> SafeString:
    """The dot between facts: drawn by style, with a word joiner so that no line begins with it."""
    return SEPARATOR


@register.simple_tag
def state(look: str, label: object) -> SafeString:
    """A state (状态): shape and colour by `look`, always with its word."""
    return SafeString(f'<span class="st {escaped(look)}">{escaped(label)}</span>')


@register.simple_tag
def links(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Links side by side, from their words and addresses: a menu of choices has dozens."""
    return SafeString("".join(f'<a href="{escaped(href)}">{escaped(words)}</a>' for words, href in pairs))


@register.simple_tag
def tag(text: object, kind: str = "") -> SafeString:
    """A tag of at most six characters; kinds are r (urgent only), a, b, g."""
    return SafeString(f'<span class="c-tag {escaped(kind)}">{escaped(text)}</span>')


@register.simple_tag
def urgency(level: int) -> SafeString:
    """The degree of urgency (缓急): two words and two colours, nothing for the ordinary."""
    if not level:
        return SafeString("")
    words = gettext("Most urgent") if level > 1 else gettext("Urgent")
    return tag(words, "r" if level > 1 else "a")


@register.simple_tag
def clock(opened_at: Any, due_at: Any, closed_at: Any = None, row: bool = False) -> SafeString:
    """The clock (期限) of an entry: words, then one tick a working day; `row` sets them side by side."""
    shown = clock_of(opened_at, due_at, closed_at)
    return SafeString("") if row and shown.words == formats.NONE else drawn_clock(shown, row=row)


def drawn_clock(shown: Clock, *, row: bool = False) -> SafeString:
    words = f"{shown.words}{gettext(', ')}{shown.until}" if row and shown.until else shown.words
    unsure = tag(gettext("Provisional"), "a") if shown.provisional else ""
    look = f"{shown.look} row" if row else shown.look
    return SafeString(
        f'<span class="ck-l {look}"><span>{escape(words)} {unsure}</span>{_ticks(shown.width, shown.used_width)}</span>'
    )


@lru_cache(maxsize=1024)
def _ticks(width: int, used: int) -> str:
    """One tick a working day, those that are gone on top; a term of hours has none."""
    if width <= 0:
        return ""
    gone = f'<path class="used" d="M0 2.5H{used}"/>' if used > 0 else ""
    return f'<svg class="tk" width="{width}" height="5" aria-hidden="true"><path d="M0 2.5H{width}"/>{gone}</svg>'


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], **changes: Any) -> str:
    """The address of this page with some parameters changed; an empty value takes one away. Keyset marks are dropped."""
    kept = [
        (key, value)
        for key, values in context["request"].GET.lists()
        for value in values
        if key not in {*changes, "after", "before"}
    ]
    query = urlencode([*kept, *((key, value) for key, value in changes.items() if value not in {"", None})])
    return f"?{query}" if query else context["request"].path


@register.filter
def sentence(stored: Mapping[str, Any] | None) -> str:
    """A stored sentence in the reader's language."""
    return str(Sentence.from_json(stored))


@register.filter
def field(form: Any, name: str) -> Any:
    """A field of a form by its name."""
    return form[name]


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key, or nothing."""
    return mapping.get(key) if mapping else None
