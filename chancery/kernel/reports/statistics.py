"""Statistics of matters with a term: how many were done in time, and how many working days they took."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.days import Counting, WorkCalendar

from .registers import period_of
from .tables import Chart, Column, Section, Series, Table

MOST_GROUPS = 60
COLUMNS = (
    Column(say("Came in"), "number"),
    Column(say("Done"), "number"),
    Column(say("With a term"), "number"),
    Column(say("In time"), "number"),
    Column(say("Overdue"), "number"),
    Column(say("On-time rate"), "percent"),
    Column(say("Median working days"), "decimal"),
)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Case:
    """One matter as statistics see it: when it came, to whom it belongs, its term, and when it was done if it was."""

    received: datetime
    group: str
    due: datetime | None = None
    done: datetime | None = None

    def late(self, at: datetime) -> bool:
        return self.due is not None and (self.done or at) > self.due

    def judged(self, at: datetime) -> bool:
        """Whether it can be said by now if it was in time: it is done, or its term has passed."""
        return self.due is not None and (self.done is not None or self.late(at))


def statistic(
    cases: Iterable[Case],
    *,
    title: Sentence,
    grouped_by: Sentence,
    year: int,
    calendar: WorkCalendar,
    source: Sentence,
    notes: Sequence[Sentence] = (),
) -> tuple[Table, Chart]:
    """On-time rate (按时办结率) and median working days by month and by group, as a table and a chart."""
    held, at, counting = list(cases), now(), Counting(calendar)
    months = {month: [case for case in held if _month(case) == (year, month)] for month in range(1, 13)}
    last = max((month for month, some in months.items() if some), default=0)
    by_month = [[f"{year}-{month:02}", *_figures(months[month], at, counting)] for month in range(1, last + 1)]
    groups: dict[str, list[Case]] = {}
    for case in held:
        groups.setdefault(case.group, []).append(case)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    by_group = [[name, *_figures(some, at, counting)] for name, some in ordered[:MOST_GROUPS]]
    rest = [case for _, some in ordered[MOST_GROUPS:] for case in some]
    if rest:
        by_group.append([str(say("All others")), *_figures(rest, at, counting)])
    total = [str(say("Total")), *_figures(held, at, counting)]
    table = Table(
        title=title,
        columns=[Column(say("Month or organ")), *COLUMNS],
        sections=[Section(by_month, say("By month of receipt")), Section(by_group, grouped_by)],
        total=total,
        period=period_of(date(year, 1, 1), date(year, 12, 31)),
        source=source,
        notes=[*notes, *_definitions()],
    )
    return table, _chart(by_month, total)


def _definitions() -> list[Sentence]:
    return [
        say("On-time rate: done in time, among matters with a term that are done or overdue."),
        say("Working days: from the day of receipt to the day it was done, by the calendar of the office."),
        say("Matters that were brought in as done have no working days."),
    ]


def _chart(by_month: Sequence[Sequence[Any]], total: Sequence[Any]) -> Chart:
    rate = total[6]
    sentence = say("No matter with a term was done or fell due yet.")
    if rate is not None and total[7] is None:
        sentence = say("{rate}% were done in time.", rate=rate)
    elif rate is not None:
        sentence = say(
            "{rate}% were done in time; half of all took {days} working days or less.",
            rate=rate,
            days=f"{total[7].normalize():f}",
        )
    return Chart(
        kind="line",
        labels=[row[0] for row in by_month],
        series=[
            Series(say("On-time rate"), [_plain(row[6]) for row in by_month], "%"),
            Series(say("Median working days"), [_plain(row[7]) for row in by_month]),
        ],
        sentence=sentence,
    )


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _figures(cases: Sequence[Case], at: datetime, counting: Counting) -> list[Any]:
    done = [case for case in cases if case.done]
    judged = [case for case in cases if case.judged(at)]
    late = sum(case.late(at) for case in judged)
    rate = (Decimal(100 * (len(judged) - late)) / len(judged)).quantize(TENTH) if judged else None
    days = [
        counting.between(_day(case.received), _day(case.done))
        for case in cases
        if case.done and case.done > case.received
    ]
    median = Decimal(str(statistics.median(days))).quantize(TENTH) if days else None
    with_term = sum(case.due is not None for case in cases)
    return [len(cases), len(done), with_term, len(judged) - late, late, rate, median]


def _month(case: Case) -> tuple[int, int]:
    day = _day(case.received)
    return day.year, day.month


def _day(at: datetime) -> date:
    """The day of the house on which a moment falls."""
    return at.astimezone(HOUSE).date()
