"""What is measured: each page for each visitor with its floor, and one move."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction

from chancery.kernel.base.fields import epoch
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Entry, Noun
from chancery.kernel.flow.engine import move
from chancery.kernel.search.tokens import words_of
from chancery.modules.documents.models import Incoming

from . import floors
from .load import NOUN
from .mark import Mark
from .plan import TODAY
from .plans import Statement, recorded
from .visitors import WHO, Visitor, visitor

LIST = "/documents/incoming/"
SHOWN = re.compile(r'id="row-(\d+)"')
LISTS = {
    "list": "?view=all",
    "list, in hand": "?view=open",
    "list, with me": "?view=mine",
    "list, overdue": "?view=late",
    "list, closed": "?state=closed",
    "list, top urgent circulars": "?urgency=2&kind=通报",
    "list, a year": "?year=2019",
}
TIMES = 3.0


@dataclass(frozen=True)
class Case:
    """Something that is timed beside its floor. `most` is how many times the floor it may take, `plus` milliseconds above."""

    name: str
    who: str
    run: Callable[[], Any]
    floor: Callable[[], Any]
    most: float = TIMES
    plus: float = 0.0


def cases(mark: Mark) -> Iterator[Case]:
    """Everything that is measured in a city with this mark."""
    noun = Noun.objects.get(key=NOUN).pk
    for who in WHO:
        one = visitor(who)
        yield Case("desk", who, lambda one=one: one.get("/"), floors.of_desk(one.actor))
        yield from _lists(one, noun, mark)
        yield from _details(one, noun)
        yield from _searches(one, mark)
    yield accepting(visitor("clerk").actor)


def _lists(one: Visitor, noun: int, mark: Mark) -> Iterator[Case]:
    pages = {**LISTS, "list, page in the middle": f"?view=all&after={middle()}.0"}
    pages["list, a rare word"] = f"?view=all&q={quote(mark.facts['rare'])}"
    for name, query in pages.items():
        keys = [int(key) for key in SHOWN.findall(one.get(LIST + query).content.decode())]
        floor = floors.of_range(one.actor, noun) if query == "?view=all" else floors.of_keys(keys)
        yield Case(name, one.name, lambda path=LIST + query: one.get(path), floor)


def middle() -> int:
    """The order key five years ago."""
    return epoch(TODAY) - 5 * 365 * 86_400_000_000


def _details(one: Visitor, noun: int) -> Iterator[Case]:
    keys = [int(key) for key in SHOWN.findall(one.get(LIST + "?view=open").content.decode())]
    keys += [int(key) for key in SHOWN.findall(one.get(LIST + "?state=closed").content.decode())]
    for name, pk in (("detail, open", keys[0]), ("detail, closed", keys[-1])):
        yield Case(name, one.name, lambda pk=pk: one.get(f"{LIST}{pk}/"), floors.of_detail(one.actor, pk))


def _searches(one: Visitor, mark: Mark) -> Iterator[Case]:
    rare = mark.facts["rare"]
    words = {
        "search, 2 common": "通知", "search, 2 medium": mark.facts["common"], "search, 2 rare": rare, "search, 3": "办公厅",
        "search, 4": "安全生产", "search, 2 terms": "通知 检查", "search, 2 terms, one rare": f"{rare} 的",
    }  # fmt: skip
    for name, asked in words.items():
        floor = floors.of_search(fastest(one.actor, asked))
        yield Case(name, one.name, lambda asked=asked: one.get(f"/api/v1/search/?q={quote(asked)}"), floor)


def fastest(actor: Actor, asked: str) -> list[tuple[str, list[Any]]]:
    """The one statement that gives the keys fastest: FTS5 by rowid, or on PostgreSQL the index or a walk."""
    asked_words = words_of(asked)
    tokens = list(dict.fromkeys(token for word in asked_words for token in word.tokens))
    starts = [word.start for word in asked_words if word.start]
    viewers = [] if actor.everything else [f"v{viewer}" for viewer in actor.viewers]
    if connection.vendor == "sqlite":
        parts = [f'"{token}"' for token in tokens] + [f'"{start}"*' for start in starts]
        parts += ["(" + " OR ".join(f'"{viewer}"' for viewer in viewers) + ")"] if viewers else []
        return [
            (
                "select rowid from search_text where search_text match %s order by rowid desc limit 20",
                [" AND ".join(parts)],
            )
        ]
    parts = [f"'{token}'" for token in tokens] + [f"'{start}':*" for start in starts]
    parts += ["(" + " | ".join(f"'{viewer}'" for viewer in viewers) + ")"] if viewers else []
    query = [" & ".join(parts)]
    ways = [
        (f"select entry_id from search_text where tsv @@ %s::tsquery order by entry_id{also} desc limit 20", query)
        for also in ("", " + 0")
    ]
    return [min(ways, key=_once)]


def _once(way: tuple[str, list[Any]]) -> float:
    begun = perf_counter()
    floors.fetch(*way)
    return perf_counter() - begun


def accepting(actor: Actor) -> Case:
    """One complete move, taken back each time; its floor is the very same statements without anything around them."""
    entry = Entry.objects.filter(organ=actor.organ, state="registered").order_by("-opened_at").first()
    if entry is None:
        raise RuntimeError("the clerk has nothing to accept")
    row = Incoming.unscoped.get(pk=entry.pk)

    def accept() -> None:
        with transaction.atomic():
            move(row, "accept", actor=actor)
            transaction.set_rollback(True)

    statements = statements_of_move(row, actor)

    def bare() -> None:
        with transaction.atomic():
            with closing(connection.create_cursor()) as cursor:
                for statement in statements:
                    cursor.execute(statement.sql, statement.values)
            transaction.set_rollback(True)

    return Case("move: accept", "clerk", accept, bare, most=0.0, plus=2.0)


def statements_of_move(row: Incoming, actor: Actor) -> list[Statement]:
    """Every statement of the move, in order, without the transaction around it."""
    with transaction.atomic(), recorded() as statements:
        move(row, "accept", actor=actor)
        transaction.set_rollback(True)
    return [s for s in statements if not s.sql.startswith(("BEGIN", "ROLLBACK", "COMMIT"))]
