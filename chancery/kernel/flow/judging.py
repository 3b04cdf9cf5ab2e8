"""What the rules say about a move: forbidden, a reason wanted, or advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chancery.kernel.access.rows import load
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Answer, Collected, NotFound, Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.models import Organ, Person, Post

from .declare import Ask, Move


def judge(row: Any, move: Move, asked: Mapping[str, Any]) -> list[Answer]:
    """Ask every rule of a move; returns the advice. Raises Refused for a rule that forbids, or that wants a reason."""
    advice: list[Answer] = []
    for check in move.checks:
        answer: Answer = check(row, asked)
        if answer.ok:
            continue
        if answer.strength == "advise" or (answer.strength == "ask" and str(asked.get("reason") or "").strip()):
            advice.append(answer)
            continue
        ways = (say("Write a reason; it is recorded."),) if answer.strength == "ask" else ()
        raise Refused(answer.sentence, cite=answer.cite, strength=answer.strength, ways=ways)
    return advice


def filled(row: Any, move: Move, title_of: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """What a move still needs of the row: (column, label, is it there)."""
    return [(name, title_of.get(name, name), getattr(row, name) not in (None, "", [])) for name in move.needs]


def read_asked(move: Move, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to a move's small form, in their types. Raises Refused with a sentence for each wrong field."""
    faults, read = Collected(), {"reason": str(asked.get("reason") or "").strip()}
    known = {ask.name for ask in move.asks} | {"reason"}
    for name in asked:
        if name not in known:
            faults.add(name, say("The step {move} does not ask for {field}.", move=move.name, field=name))
    for ask in move.asks:
        try:
            read[ask.name] = _read(ask, asked.get(ask.name))
        except Refused as refusal:
            faults.add(ask.name, refusal.sentence)
    if move.reason and not read["reason"]:
        faults.add("reason", say("Say why."))
    faults.raise_if_any(say("Something is still missing."))
    return read


def _read(ask: Ask, value: Any) -> Any:
    if value in (None, "", [], ()):
        if ask.required and ask.kind != "flag":
            raise Refused(say("Please fill this in."))
        return [] if ask.kind in ("organs", "posts") else False if ask.kind == "flag" else None
    readers = {
        "number": _number,
        "date": _date,
        "flag": lambda _, v: v not in ("false", "0", False),
        "organ": _party,
        "post": _party,
        "organs": _parties,
        "posts": _parties,
        "choice": _choice,
        "moment": _moment,
        "person": _person,
        "record": _record,
    }
    return readers.get(ask.kind, _text)(ask, value)


def _text(ask: Ask, value: Any) -> str:
    text = str(value).strip()
    if len(text) > ask.max_length:
        raise Refused(say("At most {limit} characters; this has {length}.", limit=ask.max_length, length=len(text)))
    return text


def _number(_: Ask, value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Refused(say("“{value}” is not a number.", value=value)) from None


def _date(_: Ask, value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Refused(say("“{value}” is not a date; write it as 2026-11-30.", value=value)) from None


def _moment(_: Ask, value: Any) -> datetime:
    """A moment; without an offset it is one of the house."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Refused(say("“{value}” is not a moment; write it as 2026-11-30 14:00.", value=value)) from None
    return at if at.tzinfo else at.replace(tzinfo=HOUSE)


def _person(_: Ask, value: Any) -> int:
    if not str(value).isdigit() or not Person.objects.filter(pk=int(value)).exists():
        raise Refused(say("There is no such person."))
    return int(value)


def _record(ask: Ask, value: Any) -> int:
    """The key of a row of the noun that `among` names, if the actor may see it."""
    model = next(model for model, noun in shelves.nouns.items() if noun.key == ask.among)
    try:
        key = int(value)
        return int(load(model, key if abs(key) < 2**63 else 0).pk)
    except (TypeError, ValueError, NotFound):
        raise Refused(say("There is no such matter, or your post cannot see it.")) from None


def _choice(ask: Ask, value: Any) -> str:
    choices = dict(ask.choices.choices if hasattr(ask.choices, "choices") else ask.choices)
    if str(value) not in choices:
        raise Refused(say("“{value}” is not one of the choices.", value=value))
    return str(value)


def _party(ask: Ask, value: Any) -> int:
    return _parties(ask, [value])[0]


def _parties(ask: Ask, value: Any) -> list[int]:
    model = Organ if ask.kind.startswith("organ") else Post
    try:
        keys = list(dict.fromkeys(int(v) for v in (value if isinstance(value, (list, tuple)) else [value])))
    except (TypeError, ValueError):
        raise Refused(_unknown(ask)) from None
    if model.objects.filter(pk__in=keys).count() != len(keys):
        raise Refused(_unknown(ask))
    return keys


def _unknown(ask: Ask) -> Sentence:
    return say("There is no such organ.") if ask.kind.startswith("organ") else say("There is no such post.")


def check_columns(row: Any) -> None:
    """Raises Refused, a sentence for each column that a row's model does not accept."""
    try:
        row.full_clean(exclude=["entry", "organ"], validate_constraints=False)
    except ValidationError as error:
        raise refused_by(error) from error


def refused_by(error: ValidationError) -> Refused:
    """A model's complaint as the house says it."""
    faults = {
        name: Sentence(" ".join(str(m) for m in messages).replace("{", "{{").replace("}", "}}"))
        for name, messages in error.message_dict.items()
    }
    return Refused(say("Something is not right yet."), fields=faults)


@contextmanager
def saving() -> Iterator[None]:
    """Turn what the database forbids into a sentence; nothing of the block is kept then."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(say("These values do not go together, or the same one is there already.")) from error
