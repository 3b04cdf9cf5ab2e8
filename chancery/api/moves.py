"""The moves of a row: what may be done now, and if not, why not; and doing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.sentences import msgid
from chancery.kernel.flow.declare import Ask, Move
from chancery.kernel.flow.offers import Offer, Step, offers, route_line
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.flow.steps import press

from .door import only
from .nouns import IF_MATCH, JSON, ONCE, actor_of, guarded, typed
from .problems import rule_of
from .rows import etag, row_of
from .schemas import OffersFacts, asked_schema, moved_schema, row_schema
from .shapes import Shape, advice_of, answer, plain
from .types import Key

REASON = Ask("reason", "Reason", "long", max_length=2000)


def add_moves(router: Router, shape: Shape) -> None:
    """Put the moves of a noun on its router; a noun without a flow has none."""
    flow = shape.screen.flow
    if flow is None:
        return
    name = shape.noun.replace(".", "_")
    title = msgid(shape.screen.title)
    router.get("/{id}/moves/", response=OffersFacts, operation_id=f"{name}_moves", summary=f"{title}: moves")(
        _offers(shape)
    )
    moved = moved_schema(shape, row_schema(shape, whole=True))
    steps = list(STEPS.values()) if any(state.route for state in flow.each) else []
    for move in (*(move for move in flow.moves if not move.outcome), *steps):
        router.post(
            f"/{{id}}/moves/{move.name}/",
            response=moved,
            operation_id=f"{name}_move_{move.name.replace('.', '_')}",
            summary=f"{title}: {msgid(move.title or move.name)}",
            openapi_extra={"parameters": [IF_MATCH, ONCE]},
        )(_press(shape, move))


def _offers(shape: Shape) -> Callable[..., Any]:
    def moves(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        found = offers(row, actor)
        return answer(
            {
                "version": row.version,
                "state": row.state,
                "can": [_offer(offer) for offer in found.can],
                "cannot": [_offer(offer) for offer in found.cannot],
                "route": [_step(step) for step in route_line(row.pk)],
            },
            headers=etag({"version": row.version}),
        )

    return typed(moves, id=Key)


def _press(shape: Shape, move: Move) -> Callable[..., Any]:
    def do(request: HttpRequest, id: Any, body: Any) -> HttpResponse:  # noqa: A002
        only(request, JSON)
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        asked = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
        moved = guarded(
            request, row, body.version, lambda version: press(row, move.name, actor=actor, version=version, asked=asked)
        )
        try:
            told = row_of(shape, actor, id)
        except NotFound:  # the move may have taken the row out of the caller's sight
            told = None
        return answer(
            {"sentence": str(moved.sentence), "advice": advice_of(moved.advice), "row": told},
            headers=etag(told) if told else None,
        )

    return typed(do, id=Key, body=asked_schema(shape, move))


def _offer(offer: Offer) -> dict[str, Any]:
    move, said = offer.move, offer.answer
    return {
        "name": move.name,
        "title": str(offer.title),
        "why": str(offer.why),
        "primary": offer.primary,
        "grave": move.grave,
        "asks": [_ask(ask) for ask in asks_of(move)],
        "needs": [{"column": need.column, "label": str(need.label), "there": need.there} for need in offer.needs],
        "rule": rule_of(said.cite) if said and said.cite else None,
        "advice": str(said.sentence) if said and offer.ok else "",
    }


def asks_of(move: Move) -> list[Ask]:
    """The small form of a move; a reason is one of its fields."""
    asked = any(ask.name == "reason" for ask in move.asks)
    return [*move.asks, REASON] if move.reason and not asked else list(move.asks)


def _ask(ask: Ask) -> dict[str, Any]:
    choices = ask.choices.choices if hasattr(ask.choices, "choices") else ask.choices
    return {
        "name": ask.name,
        "label": gettext(msgid(ask.label)),
        "kind": ask.kind,
        "required": ask.required and ask.kind != "flag",
        "help": gettext(msgid(ask.help)) if ask.help else "",
        "max_length": ask.max_length,
        "choices": [{"value": str(value), "label": str(label)} for value, label in choices or ()],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "title": step.title,
        "look": step.look,
        "round": step.round,
        "who": [{"name": name, "state": str(state)} for name, state in step.who],
        "at": plain(step.at),
        "note": step.note,
    }
