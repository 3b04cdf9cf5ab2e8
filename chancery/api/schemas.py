"""The schemas of a noun: what comes in, what goes out, and what each move asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from chancery.kernel.base.sentences import msgid
from chancery.kernel.flow.declare import Move

from .shapes import Shape, points_to
from .types import STRICT, Key, asked_type, described, given, taken

Fields = dict[str, Any]


class Rule(Schema):
    """Where a refusal comes from (依据)."""

    key: str
    title: str
    article: str
    quote: str
    verified: bool
    version: str


class Problem(Schema):
    """A refusal as RFC 9457 has it, with the rule and its article."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    rule: Rule | None = None
    fields: dict[str, str] | None = None
    ways: list[str] | None = None
    strength: str | None = None


class Advice(Schema):
    """What a rule advises although it lets the step pass."""

    sentence: str
    strength: str
    rule: Rule | None


class EntryFacts(Schema):
    """What every row has: number, title, holder and clock."""

    title: str
    number: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    holder: int | None
    holder_label: str | None
    holders: int
    urgency: int
    voided_at: datetime | None
    void_reason: str


class Choice(Schema):
    value: str
    label: str


class AskFacts(Schema):
    """One field of the small form of a move."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    max_length: int
    choices: list[Choice]


class NeedFacts(Schema):
    column: str
    label: str
    there: bool


class OfferFacts(Schema):
    """A move: what it asks, what it still needs, or why it cannot be made now."""

    name: str
    title: str
    why: str
    primary: bool
    grave: bool
    asks: list[AskFacts]
    needs: list[NeedFacts]
    rule: Rule | None
    advice: str


class StepFacts(Schema):
    """One stage of the approval route."""

    title: str
    look: str
    round: int
    who: list[dict[str, str]]
    at: datetime | None
    note: str


class OffersFacts(Schema):
    """What may be done with a row now, and what may not, and why."""

    version: int
    state: str | None
    can: list[OfferFacts]
    cannot: list[OfferFacts]
    route: list[StepFacts]


class Marks(Schema):
    """Where the pages before and behind this one begin; empty where there is none."""

    next: str | None = Field(description="The address of the next page.")
    previous: str | None = Field(description="The address of the page before.")
    after: str
    before: str


def row_schema(shape: Shape, *, whole: bool) -> type[Any]:
    """A row: all its columns, or those that a list gives."""
    fields: Fields = {
        "id": (int, ...),
        "version": (int, Field(description="Send it back as If-Match.")),
        "organ": (int, ...),
        "organ_label": (Optional[str], ...),  # noqa: UP045
    }
    if shape.screen.flow:
        states = " / ".join(f"{value}: {msgid(label)}" for value, label in shape.screen.flow.states.choices)
        fields |= {"state": (str, Field(description=states)), "state_label": (str, ...)}
    for column in shape.columns if whole else shape.listed:
        fields[column.name] = (given(column), Field(**described(column)))
        if points_to(column):
            fields[f"{column.name}_label"] = (Optional[str], ...)  # noqa: UP045
    fields["entry"] = (EntryFacts, ...)
    title = msgid(shape.screen.title if whole else shape.screen.plural)
    return _model(f"{shape.name}{'' if whole else 'Line'}", title, fields, ConfigDict(extra="allow"))


def page_schema(shape: Shape) -> type[Any]:
    """A page of a list."""
    line = row_schema(shape, whole=False)
    fields: Fields = {"items": (list[line], ...)}  # type: ignore[valid-type]
    return create_model(f"{shape.name}Page", __base__=Marks, **fields)


def new_schema(shape: Shape) -> type[Any]:
    """What a new row takes."""
    fields: Fields = {
        "organ": (Optional[Key], Field(None, title="Organ", description="Empty: the caller's own organ.")),  # noqa: UP045
    }
    for column in shape.entered:
        needed = not (column.blank or column.null or column.has_default())
        fields[column.name] = _entered(column, needed=needed)
    return _model(f"{shape.name}New", f"New: {msgid(shape.screen.title)}", fields, STRICT)


def change_schema(shape: Shape) -> type[Any]:
    """What may be changed; what is left out stays."""
    fields: Fields = {"version": (Optional[Key], Field(None, description="As If-Match, for callers without it."))}  # noqa: UP045
    fields |= {column.name: _entered(column, needed=False) for column in shape.changed}
    return _model(f"{shape.name}Change", f"Change: {msgid(shape.screen.title)}", fields, STRICT)


def asked_schema(shape: Shape, move: Move) -> type[Any]:
    """The small form of a move, with the version of the row and the reason."""
    own = {column.name: column for column in shape.columns}
    fields: Fields = {"version": (Optional[Key], Field(None, description="As If-Match, for callers without it."))}  # noqa: UP045
    for ask in move.asks:
        kind = asked_type(ask, own.get(ask.column))
        told: dict[str, Any] = {"title": msgid(ask.label), "description": msgid(ask.help) or None}
        needed = ask.required and ask.kind != "flag"
        fields[ask.name] = (kind, Field(**told)) if needed else (Optional[kind], Field(None, **told))  # noqa: UP045
    if "reason" not in fields:
        fields["reason"] = (
            (str, Field(min_length=1, max_length=2000, title="Reason"))
            if move.reason
            else (Optional[str], Field(None, max_length=2000, title="Reason"))  # noqa: UP045
        )
    words = "".join(part[:1].upper() + part[1:] for part in move.name.replace(".", "_").split("_"))
    return _model(f"{shape.name}{words}", msgid(move.title or move.name), fields, STRICT)


def moved_schema(shape: Shape, row: type[Any]) -> type[Any]:
    """What came of a move; `row` is empty where the caller's post no longer sees it."""
    fields: Fields = {"sentence": (str, ...), "advice": (list[Advice], ...), "row": (Optional[row], ...)}  # noqa: UP045
    return _model(f"{shape.name}Moved", f"Moved: {msgid(shape.screen.title)}", fields, ConfigDict())


def _entered(column: Any, *, needed: bool) -> Any:
    if needed:
        return (taken(column), Field(**described(column)))
    kind = Optional[taken(column)] if column.null else taken(column)  # noqa: UP045
    return (kind, Field(None, **described(column)))


def _model(name: str, title: str, fields: Fields, config: ConfigDict) -> type[Any]:
    return create_model(name, __config__=ConfigDict(**config, title=title), **fields)  # type: ignore[call-overload, no-any-return]
