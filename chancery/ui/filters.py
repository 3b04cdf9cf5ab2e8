"""The filters of a list: every state of a list is an address, every filter a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import msgid
from chancery.kernel.desk.lists import containing
from chancery.kernel.module.declare import Column, Filter, Screen, View
from chancery.kernel.module.registry import tasks_of

from .cells import field_at, head
from .places import Place, place_by_noun
from .typed import is_typed, model_behind, resolve
from .words import gettext

MARK = "~choice~"
SPECIAL = ("view", "after", "before", "cols", "count", "pick", "size")
FLAGS = {
    "mine": N_("With me"), "late": N_("Overdue"), "reading": N_("To read"), "open": N_("In hand"), "closed": N_("Closed"), "voided": N_("Voided"),
}  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """One chip: what it says, whether it is on, where it leads; `options` are a small menu, `pick` a page of choices."""

    label: str
    on: bool = False
    name: str = ""
    href: str = ""
    options: Sequence[tuple[str, str]] = ()
    pick: str = ""


@dataclass
class Chosen:
    """What an address asks of a list."""

    view: str
    query: QueryDict
    own: QueryDict
    where: Q | None = None
    words: str = ""


def chosen(place: Place, actor: Actor, sent: QueryDict) -> Chosen:
    """Read an address: the saved view, then what was added to it."""
    view = _view(place.screen, sent)
    query = QueryDict(view.query if view else "", mutable=True)
    own = sent.copy()
    for name in SPECIAL:
        own.pop(name, None)
    for name in own:
        query.setlist(name, own.getlist(name))
    found = Chosen(view.key if view else "all", query, own, words=query.get("q", "").strip())
    condition = Q()
    for name in query:
        for value in [value for value in query.getlist(name) if value][:1]:
            condition &= _condition(place.screen, actor, name, value)
    found.where = condition or None
    return found


def _view(screen: Screen, sent: QueryDict) -> View | None:
    wished = sent.get("view")
    if wished:
        return next((view for view in screen.views if view.key == wished), None)
    plain = not any(name not in SPECIAL for name in sent)
    return screen.views[0] if screen.views and plain and not wished else None


def _condition(screen: Screen, actor: Actor, name: str, value: str) -> Q:
    """One filter as a condition; an unknown name asks for nothing."""
    if name in FLAGS:
        return _flag(name, actor)
    if name == "q":
        return containing(value)
    if name == "state":
        return Q(entry__state=value)
    if name == "organ" and value.isdigit():
        return Q(entry__organ=int(value))
    if name == "year" and value.isdigit() and 1900 < int(value) < 2200:
        return _span(date(int(value), 1, 1), date(int(value) + 1, 1, 1))
    if name in {"opened_at", "since"}:
        return _since(value)
    found = next((item for item in screen.filters if item.source == name), None)
    return _of_column(screen, found, value) if found else Q()


def _flag(name: str, actor: Actor) -> Q:
    mine = tasks_of(actor).filter(reading=name == "reading").values("entry")
    return {
        "mine": Q(entry__id__in=mine),
        "reading": Q(entry__id__in=mine),
        "late": Q(entry__due_at__lt=now(), entry__closed_at__isnull=True),
        "open": Q(entry__closed_at__isnull=True),
        "closed": Q(entry__closed_at__isnull=False),
        "voided": Q(entry__voided_at__isnull=False),
    }[name]


def _of_column(screen: Screen, item: Filter, value: str) -> Q:
    column = field_at(screen.model, item.source)
    if item.kind == "flag":
        return Q(**{item.source: value in {"1", "true"}})
    if item.kind == "date":
        try:
            return Q(**{f"{item.source}__gte": date.fromisoformat(value)})
        except ValueError:
            return Q()
    if column is None:
        return Q()
    if column.is_relation and is_typed(model_behind(column)) and not value.isdigit():
        return _called(item.source, model_behind(column), value)
    if column.is_relation or column.get_internal_type().endswith("IntegerField"):
        return Q(**{item.source: int(value)}) if value.lstrip("-").isdigit() else Q()
    return Q(**{item.source: value})


def _called(source: str, model: Any, words: str) -> Q:
    """The filter of a row that was typed; words that fit none, or several, find nothing."""
    try:
        return Q(**{source: resolve(model, words).pk})
    except Refused:
        return Q(**{f"{source}__in": []})


def _span(start: date, end: date) -> Q:
    def moment(day: date) -> datetime:
        return datetime.combine(day, time(), HOUSE)

    return Q(entry__opened_at__gte=moment(start), entry__opened_at__lt=moment(end))


def _since(value: str) -> Q:
    try:
        return _span(date.fromisoformat(value), today() + timedelta(days=36_500))
    except ValueError:
        return Q()


def without(own: QueryDict, name: str, value: str = "", *, base: str = "") -> str:
    """The address with a filter taken away, or set to another value."""
    query = {key: values for key, values in own.lists() if key != name}
    if value:
        query[name] = [value]
    if base and base != "all":
        query["view"] = [base]
    elif not query:
        query["view"] = ["all"]
    return "?" + urlencode(query, doseq=True)


def _choices(found: Chosen, name: str, options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words of each choice and its address; what all addresses have in common is written once."""
    common = without(found.own, name, MARK, base=found.view)
    return [(words, common.replace(MARK, quote(key))) for key, words in options]


def drawn_chips(place: Place, found: Chosen) -> SafeString:
    """The chips above a list, drawn. They follow from the address alone, so they are drawn once for each."""
    told = (found.view, found.own.urlencode(), found.query.urlencode())
    return _drawn(place.noun, *told, today().year, get_language())


@lru_cache(maxsize=1024)
def _drawn(noun: str, view: str, own: str, query: str, year: int, language: str | None) -> SafeString:
    place = place_by_noun(noun)
    found = Chosen(view, QueryDict(query), QueryDict(own))
    return render_to_string("ui/chips.html", {"chips": chips(place, found) if place else []})


def chips(place: Place, found: Chosen) -> list[Chip]:
    """The chips above a list: those that are on first, then what else can be asked."""
    screen = place.screen
    rows = [
        Chip(gettext(words), True, name, without(found.own, name, base=found.view))
        for name, words in FLAGS.items()
        if name in found.own
    ]
    if "year" in found.own:
        rows.append(Chip(str(found.own["year"]), True, "year", without(found.own, "year", base=found.view)))
    rows += [_chip(place, item, found) for item in screen.filters]
    if screen.flow and not any(item.source == "state" for item in screen.filters):
        rows.append(_chip(place, Filter("state"), found))
    if "year" not in found.own:
        rows.append(
            Chip(gettext("This year"), name="year", href=without(found.own, "year", str(today().year), base=found.view))
        )
    if screen.flow and "mine" not in found.query:
        rows.append(Chip(gettext(FLAGS["mine"]), name="mine", href=without(found.own, "mine", "1", base=found.view)))
    return sorted(rows, key=lambda chip: not chip.on)


def _chip(place: Place, item: Filter, found: Chosen) -> Chip:
    label = gettext(msgid(item.label)) if item.label else _label(place.screen, item)
    options = options_of(place.screen, item)
    if item.source in found.own:
        value = str(found.own[item.source])
        words = dict(options).get(value, value)
        shown = (
            words
            if item.kind == "choice" and words != value
            else f"{label} {words if not value.isdigit() or item.kind == 'date' else ''}"
        )
        return Chip(shown.strip(), True, item.source, without(found.own, item.source, base=found.view))
    if options:
        return Chip(
            label,
            name=item.source,
            options=_choices(found, item.source, options),
        )
    return Chip(label, name=item.source, pick=without(found.own, "pick", item.source, base=found.view))


def _label(screen: Screen, item: Filter) -> str:
    return head(Column(item.source), screen.model)


def options_of(screen: Screen, item: Filter) -> list[tuple[str, str]]:
    """The choices of a filter that need no query; empty where they must be looked up."""
    if item.source == "state" and screen.flow:
        return [(value, str(label)) for value, label in screen.flow.states.choices]
    if item.kind == "flag":
        return [("1", gettext("Yes")), ("0", gettext("No"))]
    column = field_at(screen.model, item.source)
    pairs = getattr(column, "choices", None) or ()
    return [(str(value), gettext(msgid(label))) for value, label in pairs]
