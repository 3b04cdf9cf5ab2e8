"""Makes a believable row of any noun: required columns are filled by type, from the declaration alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import HOUSE as HOUSE_TIME
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Record
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Entry
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.models import Organ, Person, Post

HOUSE = "市政府办公室"
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=HOUSE_TIME)
"""A Monday in the working year of the city, on which every test begins."""
KEPT_BY_THE_ENGINE = {"entry", "organ", "version", "state"}
_serial = count(1)
Completed = Callable[[Any, City], None]
COMPLETED: dict[type[Any], Completed] = {}


def maker() -> Actor:
    """The program in whose name the tests make rows."""
    return program("Tests", channel="demo")


def make(model: type[Any], *, city: City, at: str = "", organ: Organ | None = None, **values: Any) -> Any:
    """A row of `model`, opened like any other; `at` brings it in as history in that state, with what it needs."""
    flow = shelf.nouns[model].flow
    needs = flow.state(at).needs if flow and at else ()
    told = {**fill(model, city, also=needs, given=values), **values}
    row = open_row(
        model,
        organ=(organ or city.organ(HOUSE)).pk,
        values=told,
        actor=maker(),
        at=at,
        cause="history" if at else "",
    )
    COMPLETED.get(model, lambda *_: None)(row, city)
    return row


def completes(model: type[Any]) -> Callable[[Completed], Completed]:
    """Marks what a believable row has beside its columns (the lines of a sheet): `tests/making.py` of a module."""

    def mark(function: Completed) -> Completed:
        COMPLETED[model] = function
        return function

    return mark


def fill(model: type[Any], city: City, *, also: tuple[str, ...] = (), given: Any = ()) -> dict[str, Any]:
    """Values for every column that must be filled and is not given, and for those named in `also`."""
    told: dict[str, Any] = {}
    for place, column in enumerate(model._meta.concrete_fields):
        if column.name in KEPT_BY_THE_ENGINE or {column.name, column.attname} & set(given):
            continue
        required = not column.blank and not column.null and not column.has_default()
        if required or column.name in also:
            told[column.name] = value_for(column, city, place)
    return told


def value_for(column: Any, city: City, place: int) -> Any:
    """A believable value; moments and days grow with the place of the column, so that an end lies behind its beginning."""
    if column.choices:
        return column.flatchoices[0][0]
    if isinstance(column, models.ForeignKey):
        return _related(column.related_model, city)
    maker_of = next(make_one for kind, make_one in BY_TYPE if isinstance(column, kind))
    return maker_of(column, place)


def _related(model: type[Any], city: City) -> Any:
    if issubclass(model, Record):
        return make(model, city=city)
    if model is Organ:
        return departments(city)[0]
    if model is Post:
        return posts(city)[0]
    if model is Person:
        return next(iter(city.people.values()))
    if model is Entry:
        return make(next(iter(shelf.nouns)), city=city).entry
    return model.objects.first() or model.objects.create()


def departments(city: City) -> list[Organ]:
    """Departments of the city, in a steady order."""
    unique = {organ.pk: organ for organ in city.organs.values()}
    return [organ for organ in unique.values() if organ.level == Organ.Level.DEPARTMENT]


def posts(city: City) -> list[Post]:
    """Posts of the general office and its sections, in a steady order."""
    house = {organ.pk for organ in city.organs.values() if organ.name.startswith("云城市人民政府办公室")}
    every = [post for listed in city.posts.values() for post in listed]
    near = [post for post in every if post.organ_id in house or post.organ.parent_id in house]
    return near or every


def _text(column: Any, place: int) -> str:
    text = f"{next(_serial)}号{column.verbose_name}"
    return text[: column.max_length] if column.max_length else text


BY_TYPE: list[tuple[type[Any], Callable[[Any, int], Any]]] = [
    (MomentField, lambda column, place: now() + timedelta(hours=place)),
    (MoneyField, lambda column, place: Decimal("1280.50")),
    (models.DateTimeField, lambda column, place: now() + timedelta(hours=place)),
    (models.DateField, lambda column, place: today() + timedelta(days=place)),
    (models.TimeField, lambda column, place: now().time().replace(microsecond=0)),
    (models.DurationField, lambda column, place: timedelta(hours=2)),
    (models.BooleanField, lambda column, place: True),
    (models.JSONField, lambda column, place: column.get_default() if column.has_default() else []),
    (models.DecimalField, lambda column, place: Decimal("12.5")),
    (models.FloatField, lambda column, place: 12.5),
    (models.IntegerField, lambda column, place: 2),
    (models.EmailField, lambda column, place: f"liaison{next(_serial)}@example.com"),
    (models.URLField, lambda column, place: f"https://example.com/{next(_serial)}"),
    (models.Field, _text),
]


@contextmanager
def kept_clean() -> Iterator[None]:
    """Let a test commit on PostgreSQL, and take away exactly what it committed, the trail included.

    The trail cannot be flushed, by design; here the session stands aside from its triggers.
    """
    tables = {model._meta.db_table: _key_of(model) for model in apps.get_models()}
    with connection.cursor() as cursor:
        before = {table: _keys(cursor, table, key) for table, key in tables.items()}
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            for table, kept in before.items():
                cursor.execute(f"delete from {table} where not ({tables[table]} = any(%s))", [kept])


def _key_of(model: type[models.Model]) -> str:
    """The primary key of a table as one text."""
    return f"row({', '.join(column.column for column in model._meta.pk_fields)})::text"


def _keys(cursor: Any, table: str, key: str) -> list[str]:
    cursor.execute(f"select {key} from {table}")
    return [row[0] for row in cursor.fetchall()]
