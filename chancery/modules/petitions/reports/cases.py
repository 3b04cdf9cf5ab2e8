"""The petitions of a time that an actor sees, with their terms, as the reports count them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.reports.registers import bounds
from chancery.modules.petitions.models import Petition, Reexamination, Review
from chancery.modules.petitions.terms import ENDED, HANDLING, RECEIPT

MOST = 100_000
TENTH = Decimal("0.1")
COLUMNS = (
    "pk", "received_at", "kind", "channel", "field", "people", "against", "handled_by", "mode", "supervised", "satisfied", "verdict", "state", "number",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One petition as reports see it; a term is (due, when it was met or None)."""

    told: Mapping[str, Any]
    receipt: tuple[datetime, datetime | None] | None = None
    handling: tuple[datetime, datetime | None] | None = None

    @property
    def ended(self) -> bool:
        return self.told["state"] in ENDED


def cases(actor: Actor, since: date, until: date) -> list[Case]:
    """The petitions received in a time that the actor sees, with the terms of notice and handling."""
    begin, end = bounds(since, until)
    seen = visible(actor, Petition).filter(received_at__gte=begin, received_at__lt=end, entry__voided_at=None)
    rows = list(seen.order_by("received_at").values(*COLUMNS)[:MOST])
    clocks = Clock.objects.filter(entry__in=seen.values("pk"), key__in=(RECEIPT, HANDLING)).exclude(state="stopped")
    terms = {
        (entry, key): (due, met) for entry, key, due, met in clocks.values_list("entry", "key", "due_at", "met_at")
    }
    return [Case(row, terms.get((row["pk"], RECEIPT)), terms.get((row["pk"], HANDLING))) for row in rows]


def recourses(actor: Actor, since: date, until: date) -> list[tuple[Sentence, list[Mapping[str, Any]]]]:
    """The reviews and re-examinations asked for in a time that the actor sees."""
    asked = Q(asked_on__gte=since, asked_on__lte=until)
    named: list[tuple[Sentence, Any]] = [
        (say("Review of a petition"), Review),
        (say("Re-examination of a petition"), Reexamination),
    ]
    return [
        (name, list(visible(actor, model).filter(asked).values("state", "conclusion")[:MOST])) for name, model in named
    ]


def in_time(term: tuple[datetime, datetime | None] | None) -> bool | None:
    """Whether a term was kept; None while it cannot be said."""
    if term is None:
        return None
    due, met = term
    if met is not None:
        return met <= due
    return False if now() > due else None


def rate(part: int, whole: int) -> Decimal | None:
    """A percentage with one decimal; none of nothing."""
    return (Decimal(100 * part) / whole).quantize(TENTH) if whole else None


@dataclass(frozen=True)
class Rates:
    """及时受理率、按期办结率、参评率、满意率 of some petitions."""

    received: int
    noticed: tuple[int, int]
    concluded: tuple[int, int]
    rated: tuple[int, int]
    satisfied: tuple[int, int]

    @classmethod
    def of(cls, some: Iterable[Case]) -> Rates:
        held = list(some)
        noticed = [kept for case in held if (kept := in_time(case.receipt)) is not None]
        concluded = [kept for case in held if (kept := in_time(case.handling)) is not None]
        ended = [case for case in held if case.ended]
        rated = [case for case in ended if case.told["satisfied"]]
        pleased = sum(case.told["satisfied"] == "yes" for case in rated)
        return cls(
            len(held),
            (sum(noticed), len(noticed)),
            (sum(concluded), len(concluded)),
            (len(rated), len(ended)),
            (pleased, len(rated)),
        )

    @property
    def cells(self) -> list[Any]:
        return [self.received, *(rate(*pair) for pair in (self.noticed, self.concluded, self.rated, self.satisfied))]


def definitions() -> list[Sentence]:
    """What each rate counts, shown under every table."""
    return [
        say("Acceptance in time: notices written within 15 days, among petitions whose notice was written or is overdue (art. 23)."),
        say("Conclusion in time: opinions given within 60 days and the extension, among those given or overdue (art. 34)."),
        say("Rated: petitions with a rating of the petitioner, among those that ended."),
        say("Satisfied: ratings “satisfied”, among all ratings."),
    ]  # fmt: skip
