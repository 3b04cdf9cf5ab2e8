"""Telling posts and persons, what they have not read, and marking it read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.sentences import Sentence

from .models import Message

PAGE = 50


@dataclass(frozen=True)
class Told:
    """A message as it is shown."""

    id: int
    sentence: Sentence
    kind: str
    entry_id: int | None
    at: datetime
    read: bool


def tell(
    recipients: Iterable[int],
    sentence: Sentence,
    *,
    entry_id: int | None = None,
    kind: str = "note",
    persons: Iterable[int] = (),
) -> int:
    """Send one sentence to posts, and to persons, each once (发消息): one insert. Returns how many were told."""
    stored, at = sentence.as_json(), now()
    common = {"sentence": stored, "entry_id": entry_id, "kind": kind, "at": at}
    messages = [Message(recipient_id=post, **common) for post in dict.fromkeys(recipients)]
    messages += [Message(person_id=person, **common) for person in dict.fromkeys(persons)]
    insert_rows(messages)
    return len(messages)


def unread(post_id: int | None, person_id: int | None, *, limit: int = PAGE) -> list[Told]:
    """What a person in a post has not read, newest first (未读消息)."""
    return [_told(row) for row in _for(post_id, person_id).filter(read_at=None).order_by("-pk")[:limit]]


def count_unread(post_id: int | None, person_id: int | None, *, most: int = 100) -> int:
    """How many are unread, counted up to `most`: one index range for the post, one for the person."""
    ranges = [Message.objects.filter(read_at=None, recipient=post_id)] if post_id is not None else []
    ranges += [Message.objects.filter(read_at=None, person=person_id, recipient=None)] if person_id is not None else []
    return min(most, sum(len(rows.values_list("pk", flat=True)[:most]) for rows in ranges))


def messages(post_id: int | None, person_id: int | None, *, before: int | None = None, limit: int = PAGE) -> list[Told]:
    """All messages to a person in a post, newest first, older than `before`."""
    rows = _for(post_id, person_id)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return [_told(row) for row in rows.order_by("-pk")[:limit]]


def mark_read(
    post_id: int | None, person_id: int | None, *, ids: Iterable[int] | None = None, entry_id: int | None = None
) -> int:
    """Mark messages read (标为已读): those named, those about an entry, or all. Others' messages are never touched."""
    rows = _for(post_id, person_id).filter(read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if entry_id is not None:
        rows = rows.filter(entry_id=entry_id)
    return rows.update(read_at=now())


def _for(post_id: int | None, person_id: int | None) -> QuerySet[Message]:
    mine = Q(pk__in=())
    if post_id is not None:
        mine |= Q(recipient=post_id)
    if person_id is not None:
        mine |= Q(person=person_id)
    return Message.objects.filter(mine)


def _told(row: Message) -> Told:
    return Told(row.pk, Sentence.from_json(row.sentence), row.kind, row.entry_id, row.at, row.read_at is not None)
