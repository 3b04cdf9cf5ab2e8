"""The register of incoming documents as it is printed, and how fast they are handled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.desk.models import NEVER
from chancery.kernel.org.labels import labels
from chancery.kernel.org.models import Organ
from chancery.kernel.reports.registers import MOST_ROWS, bounds, register
from chancery.kernel.reports.statistics import Case, statistic
from chancery.kernel.reports.tables import Chart, Column, Table

from .models import Incoming
from .terms import Handling, IncomingState

MOST_CASES = 50_000
COLUMNS = (
    Column(say("Received"), "date"),
    Column(say("Register number"), "code"),
    Column(say("Issued by")),
    Column(say("Sender's number"), "code"),
    Column(say("Title"), wide=True),
    Column(say("Copies"), "number"),
    Column(say("Handling")),
    Column(say("With")),
    Column(say("Closed on"), "date"),
)


def register_of_incoming(actor: Actor, *, since: date | None = None, until: date | None = None) -> Table:
    """The register of incoming documents (收文登记簿; 条例 art. 24(2)) of what the actor may see, oldest first.

    Without dates it is of this month. Raises Refused for a period that cannot be.
    """
    until = until or today()
    since = since or until.replace(day=1)
    return register(
        title=say("Register of incoming documents"),
        columns=COLUMNS,
        rows=_registered(_received(actor, *bounds(since, until))[: MOST_ROWS + 1]),
        since=since,
        until=until,
        source=_source(actor),
    )


def statistics_of_incoming(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """On-time rate and median working days of a year (收文办理情况), by month and by lead organ."""
    year = year or today().year
    rows = _received(actor, *bounds(date(year, 1, 1), date(year, 12, 31)))
    rows = rows.exclude(state=IncomingState.SENT_BACK).filter(handling=Handling.ACT)
    found = list(rows.values_list(*CASE)[: MOST_CASES + 1])
    notes = [say("Counted are documents for action; those returned to the sender and voided ones are left out.")]
    if len(found) > MOST_CASES:
        notes.insert(0, say("Only the first {most} documents of the year are counted.", most=MOST_CASES))
    return statistic(
        _cases(found[:MOST_CASES]),
        title=say("Handling of incoming documents in {year}", year=str(year)),
        grouped_by=say("By lead organ"),
        year=year,
        calendar=calendar_for(actor.place),
        source=_source(actor),
        notes=notes,
    )


CASE = ("entry__opened_at", "lead__short_name", "entry__due_at", "answered_at", "entry__closed_at")


def _received(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Any]:
    rows = visible(actor, Incoming).filter(entry__opened_at__gte=begin, entry__opened_at__lt=end)
    return rows.filter(entry__landed=True, entry__voided_at__isnull=True).order_by("entry__opened_at", "pk")


def _registered(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    found = list(rows.select_related("entry"))
    holders = labels({row.entry.holder_id for row in found})
    for row in found:
        entry = row.entry
        holder = holders.get(entry.holder_id)
        yield [
            _day(entry.opened_at),
            row.number,
            row.issuer,
            row.sender_number or None,
            row.title,
            row.copies,
            row.get_handling_display(),
            holder.short if holder else None,
            _day(entry.closed_at) if entry.closed_at else None,
        ]


def _cases(rows: list[Any]) -> Iterator[Case]:
    nobody = str(say("Not handed out"))
    for received, lead, due, answered, closed in rows:
        yield Case(received, lead or nobody, None if due == NEVER else due, answered or closed)


def _day(moment: datetime) -> date:
    return moment.astimezone(HOUSE).date()


def _source(actor: Actor) -> Sentence:
    """Whose figures these are: what one sees is what one counts."""
    if actor.everything or not actor.organ:
        return say("Documents of all organs, as of {day}", day=today().isoformat())
    reach = actor.viewers[1] if len(actor.viewers) > 1 else actor.organ
    organ = Organ.objects.filter(pk=reach).values_list("name", flat=True).first() or ""
    return say("Documents that {organ} may see, as of {day}", organ=organ, day=today().isoformat())
