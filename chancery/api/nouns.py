"""The addresses of a noun: list, one row, entering and changing. Made for each noun when the house starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import Collected, Conflict, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import msgid, say
from chancery.kernel.desk.lists import page
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_row
from chancery.kernel.org.tree import ancestors

from .door import only
from .filters import condition, query_schema
from .problems import Stale, Unreadable
from .rows import etag, row_of, rows_of
from .schemas import change_schema, new_schema, page_schema, row_schema
from .shapes import Shape, answer, points_to
from .types import Key

JSON = "application/json"
WROTE = re.compile(r'\s*(?:W/)?"?(\d{1,9})"?\s*')
PRECONDITION = r'^(\*|(W/)?"?[0-9]{1,9}"?)$'
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "pattern": PRECONDITION},
}
ONCE = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}


def typed(view: Callable[..., Any], **kinds: Any) -> Callable[..., Any]:
    """Give a view the types that were made for its noun."""
    view.__annotations__ = {**view.__annotations__, **kinds}
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Whoever calls; the door has found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def add_noun(router: Router, shape: Shape) -> None:
    """Put the addresses of a noun on its router."""
    whole = row_schema(shape, whole=True)
    title, plural = msgid(shape.screen.title), msgid(shape.screen.plural)
    name = shape.noun.replace(".", "_")
    router.get("/", response=page_schema(shape), operation_id=f"{name}_list", summary=f"{plural}: list")(_list(shape))
    router.get("/{id}/", response=whole, operation_id=f"{name}_get", summary=f"{title}: read")(_detail(shape))
    if shape.screen.create:
        router.post(
            "/",
            response={201: whole},
            operation_id=f"{name}_create",
            summary=f"{title}: enter",
            openapi_extra={"parameters": [ONCE]},
        )(_create(shape))
    if shape.screen.edit and shape.changed:
        router.patch(
            "/{id}/",
            response=whole,
            operation_id=f"{name}_change",
            summary=f"{title}: change",
            openapi_extra={"parameters": [IF_MATCH, ONCE]},
        )(_change(shape))


def _list(shape: Shape) -> Callable[..., Any]:
    def rows(request: HttpRequest, asked: Any) -> HttpResponse:
        actor = actor_of(request)
        shape.readable(actor)
        where = condition(shape, actor, asked, request.GET)
        found = page(
            actor, shape.model, shape.noun, where=where, after=asked.after, before=asked.before, size=asked.size
        )
        return answer(
            {
                "items": rows_of(shape, actor, found.keys),
                "next": address_of(request, after=found.after),
                "previous": address_of(request, before=found.before),
                "after": found.after,
                "before": found.before,
            }
        )

    return typed(rows, asked=Query[query_schema(shape)])  # type: ignore[misc]


def address_of(request: HttpRequest, *, after: str = "", before: str = "") -> str | None:
    """The address of a neighbouring page with the same filters, or None where there is none."""
    if not (after or before):
        return None
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    query["after" if after else "before"] = after or before
    return f"{request.path}?{query.urlencode()}"


def _detail(shape: Shape) -> Callable[..., Any]:
    def row(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        told = row_of(shape, actor_of(request), id)
        return answer(told, headers=etag(told))

    return typed(row, id=Key)


def _create(shape: Shape) -> Callable[..., Any]:
    def create(request: HttpRequest, body: Any) -> HttpResponse:
        only(request, JSON)
        actor = actor_of(request)
        shape.readable(actor)
        sent = {name: getattr(body, name) for name in body.model_fields_set if name != "organ"}
        made = open_row(shape.model, organ=_organ(actor, body.organ), values=_values(shape, actor, sent), actor=actor)
        told = row_of(shape, actor, made.pk)
        return answer(told, status=201, headers={**etag(told), "Location": f"{request.path}{made.pk}/"})

    return typed(create, body=new_schema(shape))


def _organ(actor: Actor, wished: int | None) -> int:
    """The organ of a new row: the caller's own, or one that the caller's post reaches."""
    if wished is None and actor.organ:
        return actor.organ
    if wished is None or not (actor.everything or set(ancestors(wished)) & set(actor.viewers)):
        words = say("There is no such organ, or your post does not reach it.")
        raise Refused(words, fields={"organ": words})
    if not ancestors(wished):
        words = say("There is no such organ.")
        raise Refused(words, fields={"organ": words})
    return wished


def _change(shape: Shape) -> Callable[..., Any]:
    def change(request: HttpRequest, id: Any, body: Any) -> HttpResponse:  # noqa: A002
        only(request, JSON)
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        sent = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
        if not sent:
            raise Refused(say("Name at least one column to change."))
        values = _values(shape, actor, sent)
        guarded(request, row, body.version, lambda version: edit(row, actor=actor, version=version, values=values))
        told = row_of(shape, actor, id)
        return answer(told, headers=etag(told))

    return typed(change, id=Key, body=change_schema(shape))


def guarded(request: HttpRequest, row: Any, version: int | None, do: Callable[[int | None], Any]) -> Any:
    """Do something to a row as the caller last saw it.

    Raises Stale (412) where `If-Match` names another version, Conflict (409) where the body's `version` does.
    """
    wished = _if_match(request)
    try:
        return do(wished if wished is not None else version)
    except Conflict as conflict:
        current = type(row).unscoped.filter(pk=row.pk).values_list("version", flat=True).first()
        if wished is None or current == wished:
            raise
        raise Stale(conflict.sentence, cite=conflict.cite, fields=conflict.fields, ways=conflict.ways) from conflict


def _if_match(request: HttpRequest) -> int | None:
    text = request.headers.get("If-Match", "").strip()
    if text in ("", "*"):
        return None
    found = WROTE.fullmatch(text)
    if found is None or not text.isascii():
        raise Unreadable(say("If-Match is the version of the row, as its ETag gave it."))
    return int(found.group(1))


def _values(shape: Shape, actor: Actor, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a body as the model takes them: keys become rows that the caller may see."""
    faults, values = Collected(), dict(sent)
    own = {column.name: column for column in shape.columns}
    for name, value in sent.items():
        column = own[name]
        if value is None and not column.null:
            faults.add(name, say("Please fill this in."))
        elif value is not None and column.is_relation:
            values[name] = _pointed(column, value, actor)
            if values[name] is None:
                faults.add(name, say("There is no such row, or your post cannot see it."))
    faults.raise_if_any(say("Something is not right yet."))
    return values


def _pointed(column: Any, key: int, actor: Actor) -> Any:
    target = column.related_model
    if points_to(column) != "record":
        return target._default_manager.filter(pk=key).first()
    try:
        return load(target, key, actor=actor)
    except NotFound:
        return None


__all__ = ["IF_MATCH", "JSON", "ONCE", "actor_of", "add_noun", "address_of", "guarded", "typed"]
