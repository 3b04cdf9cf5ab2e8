"""The filters of a list: what a saved view and an address ask, as one condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Literal, Optional

from django.db.models import Q
from django.http import QueryDict
from ninja import Schema
from pydantic import Field, create_model

from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, msgid, say
from chancery.kernel.desk.lists import containing
from chancery.kernel.module.declare import Filter, Screen
from chancery.kernel.module.registry import tasks_of

from .shapes import Shape
from .types import RANGES, Day, Key

SIZE = 50
LARGEST = 200
MARK = r"^-?\d{1,16}\.\d{1,18}$"
FLAGS = {
    "mine": "With me",
    "late": "Overdue",
    "reading": "To read",
    "open": "Open",
    "closed": "Closed",
    "voided": "Voided",
}
BUILT_IN = {"state", "organ", "opened_at", "number", "title", "due", "holder"}
CHOSEN = ("view", "after", "before", "size")


class Paging(Schema):
    """What every list takes."""

    after: str = Field("", pattern=rf"{MARK}|^$", description="A mark from an earlier page: what comes behind it.")
    before: str = Field("", pattern=rf"{MARK}|^$", description="A mark from an earlier page: what comes before it.")
    size: int = Field(SIZE, ge=1, le=LARGEST)


def query_schema(shape: Shape) -> type[Any]:
    """The query of a noun's list: paging, words, views, flags and the declared filters."""
    screen = shape.screen
    fields: dict[str, Any] = {"q": (str, Field("", max_length=100, description="Words in number, title or text."))}
    if screen.views:
        keys = tuple(view.key for view in screen.views)
        words = " / ".join(f"{view.key}: {msgid(view.label)}" for view in screen.views)
        fields["view"] = (Optional[Literal[keys]], Field(None, description=words))  # noqa: UP045
    for name, words in FLAGS.items():
        fields[name] = (Optional[bool], Field(None, description=words))  # noqa: UP045
    fields["organ"] = (Optional[Key], Field(None, description="Rows of this organ."))  # noqa: UP045
    fields["year"] = (Optional[int], Field(None, ge=1901, le=2199, description="Opened in this year."))  # noqa: UP045
    for item in screen.filters:
        kind = _type(shape, item)
        if kind is not None:
            fields[item.source] = (Optional[kind], Field(None, description=_words(shape, item)))  # noqa: UP045
    return create_model(f"{shape.name}Query", __base__=Paging, **fields)


def condition(shape: Shape, actor: Actor, asked: Any, sent: QueryDict) -> Q | None:
    """The condition of an address; None where it asks for everything. Raises Refused for an unknown filter."""
    known = set(type(asked).model_fields)
    for name in sent:
        if name not in known:
            fault = say("There is no filter “{name}” here.", name=name)
            raise Refused(fault, fields={name: fault})
    wished: dict[str, Any] = dict(_of_view(shape.screen, getattr(asked, "view", None)))
    wished |= {name: value for name, value in asked if name in sent and name not in CHOSEN and value is not None}
    found = Q()
    for name, value in wished.items():
        if value not in ("", None):
            found &= _one(shape, actor, name, value)
    return found or None


def _of_view(screen: Screen, key: str | None) -> Iterator[tuple[str, str]]:
    view = next((view for view in screen.views if view.key == key), None)
    if view:
        query = QueryDict(view.query)
        yield from ((name, query.get(name, "")) for name in query)


def _one(shape: Shape, actor: Actor, name: str, value: Any) -> Q:
    """One filter as a condition; the values of a view are texts, those of an address are typed."""
    if name in FLAGS:
        return _flag(name, actor, value in (True, "1", "true"))
    if name == "q":
        return containing(value)
    if name in ("state", "number", "title"):
        return Q(**{f"entry__{name}": value})
    if name in ("organ", "holder"):
        return Q(**{f"entry__{name}": int(value)})
    if name == "year":
        return _opened(date(int(value), 1, 1), date(int(value) + 1, 1, 1))
    if name in ("opened_at", "due"):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return Q(**{f"entry__{'due_at' if name == 'due' else name}__gte": _moment(day)})
    item = next((item for item in shape.screen.filters if item.source == name), None)
    if item is None:
        return Q()
    if item.kind == "date":
        return Q(**{f"{name}__gte": value})
    return Q(**{name: value in (True, "1", "true") if item.kind == "flag" else value})


def _flag(name: str, actor: Actor, on: bool) -> Q:
    mine = tasks_of(actor).filter(reading=name == "reading").values("entry")
    found = {
        "mine": Q(entry__id__in=mine),
        "reading": Q(entry__id__in=mine),
        "late": Q(entry__due_at__lt=now(), entry__closed_at__isnull=True),
        "open": Q(entry__closed_at__isnull=True),
        "closed": Q(entry__closed_at__isnull=False),
        "voided": Q(entry__voided_at__isnull=False),
    }[name]
    return found if on else ~found


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), HOUSE)


def _opened(start: date, end: date) -> Q:
    return Q(entry__opened_at__gte=_moment(start), entry__opened_at__lt=_moment(end))


def _type(shape: Shape, item: Filter) -> Any:
    if item.source in ("organ", "holder") or item.kind == "organ":
        return Key
    if item.kind == "flag":
        return bool
    if item.kind == "date" or item.source in ("opened_at", "due"):
        return Day
    if item.source == "state" and shape.screen.flow:
        return Literal[tuple(shape.screen.flow.states.values)]
    column = _column(shape, item.source)
    if column is None:
        return str
    if column.is_relation:
        return Key
    if column.get_internal_type() in RANGES:
        return int
    values = tuple(value for value, _ in column.choices or () if value != "")
    return Literal[values] if values else str


def _column(shape: Shape, source: str) -> Any:
    """The column at the end of a path, or None for a built-in one."""
    if source in BUILT_IN:
        return None
    here, column = shape.model, None
    for name in source.split("__"):
        column = here._meta.get_field(name)
        here = column.related_model or here
    return column


def _words(shape: Shape, item: Filter) -> str:
    column = _column(shape, item.source)
    label = item.label or (column.verbose_name if column is not None else item.source)
    since = say("from this day on") if item.kind == "date" else Sentence("")
    choices: Mapping[Any, Any] = dict(getattr(column, "choices", None) or ())
    told = " / ".join(f"{value}: {msgid(words)}" for value, words in choices.items())
    return " ".join(part for part in (msgid(label), since.text, told) if part)
