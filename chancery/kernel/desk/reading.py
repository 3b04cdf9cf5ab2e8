"""Who has opened what, receipts of a circulation, and urging the holders of an entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.org.labels import Label, labels

from .models import Entry, Seen, Sight, Task


def saw(entry: int, actor: Actor) -> None:
    """Note that a post has opened an entry (阅读回执); the first time stays."""
    if actor.post is None:
        return
    moment = now()
    known = Seen.objects.filter(entry=entry, post=actor.post)
    if not known.update(last_at=moment, person=actor.person):
        Seen.objects.get_or_create(
            entry_id=entry, post_id=actor.post, defaults={"person": actor.person, "first_at": moment, "last_at": moment}
        )


def unopened(entries: Iterable[int], actor: Actor) -> set[int]:
    """Which of these entries the actor's post has never opened."""
    keys = set(entries)
    return keys - set(Seen.objects.filter(entry__in=keys, post=actor.post).values_list("entry", flat=True))


def urge_holders(entry: int) -> list[int]:
    """Count one more urging on every open task of an entry; returns whose tasks they are."""
    tasks = Task.objects.filter(entry=entry)
    tasks.update(urged=F("urged") + 1)
    return list(tasks.values_list("assignee", flat=True))


@dataclass(frozen=True)
class Receipt:
    """Where a circulated paper is with one reader: not opened, opened, or read."""

    reader: Label
    opened_at: datetime | None
    waiting: bool


def receipts(entry: int) -> list[Receipt]:
    """Who has the paper now and who has opened it (传阅去向; 条例 art. 24(5): no omission, mistake or delay)."""
    waiting = set(Task.objects.filter(entry=entry, reading=True).values_list("assignee", flat=True))
    opened = dict(Seen.objects.filter(entry=entry).values_list("post", "first_at"))
    named = labels({*waiting, *opened})
    rows = [
        Receipt(named[party], opened.get(party), party in waiting)
        for party in sorted({*waiting, *opened})
        if party in named
    ]
    return sorted(rows, key=lambda row: (not row.waiting, row.opened_at is not None))


def titles_of(actor: Actor, keys: Iterable[int | None]) -> dict[int, str]:
    """The titles of those of these rows that the actor may see, of whatever noun, in one query."""
    wished = {key for key in keys if key}
    if not wished:
        return {}
    entries = Entry.objects.filter(pk__in=wished, noun__key__in=readable_nouns(actor))
    if not actor.everything:
        seen = Sight.objects.filter(viewer__in=actor.viewers, opened_at=OuterRef("opened_at"), entry_id=OuterRef("pk"))
        entries = entries.filter(Exists(seen))
    return dict(entries.values_list("pk", "title"))


def readable_nouns(actor: Actor) -> list[str]:
    """The keys of the nouns that this actor may read at all."""
    return [access.key for access in shelves.nouns.values() if access.read in actor.actions]
