"""Writing lines of the trail, inside the business transaction, and reading them back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor, actor_or_none
from chancery.kernel.base.sentences import Sentence

from .merkle import leaf_hash
from .models import Line

NOBODY = Actor(channel="worker", name="Chancery")
request_id: ContextVar[str] = ContextVar("request_id", default="")


@dataclass(frozen=True)
class Told:
    """What one line is to say: `action` is `<module>.<noun>.<verb>`, `before` and `after` are plain values."""

    action: str
    entry: int | None
    sentence: Sentence
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = "done"


def record(
    action: str,
    *,
    entry: int | None,
    sentence: Sentence,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> Line:
    """Leave one line (留痕). It is part of the caller's transaction and doubles as the outbox of events."""
    return record_all([Told(action, entry, sentence, before or {}, after or {}, outcome)])[0]


def record_all(told: Sequence[Told]) -> list[Line]:
    """Leave many lines of one moment in one statement."""
    actor, at = actor_or_none() or NOBODY, now()
    common = {
        "at": at,
        "person": actor.person,
        "post": actor.post,
        "acting_for": actor.acting_for,
        "who": f"{actor.name} {actor.post_name}".strip()[:80],
        "channel": actor.channel,
        "request": request_id.get(),
    }
    lines = [_line(one, common) for one in told]
    insert_rows(lines, keys=len(lines) == 1)
    return lines


def _line(told: Told, common: Mapping[str, Any]) -> Line:
    body = {"sentence": told.sentence.as_json(), "before": dict(told.before), "after": dict(told.after)}
    salt = secrets.token_bytes(16)
    line = Line(action=told.action, entry_id=told.entry, outcome=told.outcome, body=body, salt=salt, **common)
    line.leaf = leaf_hash(salt, content(line))
    return line


def plain(value: Any) -> Any:
    """A column's value as a line keeps it: a row by its key, whatever JSON does not know as text."""
    if hasattr(value, "pk"):
        return value.pk
    return value if isinstance(value, (int, str, bool, type(None), list)) else str(value)


def content(line: Line) -> bytes:
    """The bytes that a leaf binds: everything but the database's own numbers."""
    told = {
        "at": epoch(line.at),
        "person": line.person,
        "post": line.post,
        "acting_for": line.acting_for,
        "who": line.who,
        "channel": line.channel,
        "action": line.action,
        "entry": line.entry_id,
        "outcome": line.outcome,
        "request": line.request,
        "body": line.body,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sentence_of(line: Line) -> Sentence:
    """What a line says, to be rendered for its reader; an erased line says nothing."""
    return Sentence.from_json((line.body or {}).get("sentence"))


def erase(line: Line) -> None:
    """Fulfil a duty of deletion (个人信息保护法 art. 47): the content goes, the proof of order stays."""
    line.body, line.salt, line.erased = None, None, True
    line.save(update_fields=["body", "salt", "erased"])
    record(
        "audit.line.erase",
        entry=line.entry_id,
        sentence=Sentence("A line of the trail was erased"),
        after={"line": line.pk},
    )
