"""Registers as they are printed: numbered rows of one organ and one period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say

from .tables import Column, Section, Table

MOST_ROWS = 5000
"""What one print holds; a year of the largest office."""
LONGEST = timedelta(days=366 * 3)


def register(
    *,
    title: Sentence,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    since: date,
    until: date,
    source: Sentence,
    notes: Sequence[Sentence] = (),
    most: int = MOST_ROWS,
) -> Table:
    """A printed register (登记簿): rows get a running number; beyond `most` rows it is cut, and says so."""
    taken = list(islice(iter(rows), most + 1))
    cut = len(taken) > most
    numbered = [[number, *row] for number, row in enumerate(taken[:most], start=1)]
    told = [*notes]
    if cut:
        told.insert(0, say("Only the first {most} rows are shown. Choose a shorter period.", most=most))
    return Table(
        title=title,
        columns=[Column(say("No."), "number"), *columns],
        sections=[Section(numbered)],
        period=period_of(since, until),
        source=source,
        notes=told,
        cut=cut,
    )


def period_of(since: date, until: date) -> Sentence:
    """The period of a report, both days included."""
    return say("{since} to {until}", since=since.isoformat(), until=until.isoformat())


def bounds(since: date, until: date) -> tuple[datetime, datetime]:
    """The moments at which a period begins and ends (not included). Raises Refused for a period that cannot be."""
    if until < since:
        raise Refused(
            say("The period ends on {until}, before it begins on {since}.", since=str(since), until=str(until)),
            fields={"until": say("Choose a later day.")},
        )
    if until - since > LONGEST:
        raise Refused(say("A report covers three years at most."), fields={"since": say("Choose a later day.")})
    return datetime.combine(since, time(), HOUSE), datetime.combine(until + timedelta(days=1), time(), HOUSE)
