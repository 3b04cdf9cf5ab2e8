"""Writing lines of the trail, inside the business transaction, and reading them back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor, actor_or_none
from chancery.kernel.base.sentences import Sentence

from .merkle import leaf_hash
from .models import Line

NOBODY = Actor(channel="worker", name="Chancery")
request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    action: str,
    *,
    entry: int | None,
    sentence: Sentence,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> Line:
    """Leave one line (留痕). It is part of the caller's transaction and doubles as the outbox of events.

    `action` is `<module>.<noun>.<verb>`; `before` and `after` hold the changed columns as plain values.
    """
    actor = actor_or_none() or NOBODY
    line = Line(
        at=now(),
        person=actor.person,
        post=actor.post,
        acting_for=actor.acting_for,
        who=f"{actor.name} {actor.post_name}".strip()[:80],
        channel=actor.channel,
        action=action,
        entry_id=entry,
        outcome=outcome,
        request=request_id.get(),
        body={"sentence": sentence.as_json(), "before": dict(before or {}), "after": dict(after or {})},
        salt=secrets.token_bytes(16),
    )
    line.leaf = leaf_hash(bytes(line.salt or b""), content(line))
    line.save(force_insert=True)
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
