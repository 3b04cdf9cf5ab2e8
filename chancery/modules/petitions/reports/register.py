"""The register of petitions as it is printed, and the papers that have not reached anybody yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Entry
from chancery.kernel.org.labels import labels
from chancery.kernel.reports.registers import MOST_ROWS, bounds, register
from chancery.kernel.reports.tables import Column, Table
from chancery.modules.petitions.flow import petition_flow
from chancery.modules.petitions.models import Paper, Petition, Reexamination, Review

COLUMNS = (
    Column(say("Petition number"), "code"),
    Column(say("Received on"), "date"),
    Column(say("How it came")),
    Column(say("Petitioner")),
    Column(say("What it is about"), wide=True),
    Column(say("Kind of petition")),
    Column(say("Handled by")),
    Column(say("State")),
    Column(say("Due"), "date"),
)
PAPERS = (
    Column(say("Number of the matter"), "code"),
    Column(say("Paper of the matter")),
    Column(say("What it is about"), wide=True),
    Column(say("Written"), "date"),
    Column(say("In the name of")),
    Column(say("Days ago"), "number"),
)


def register_of_petitions(actor: Actor, *, since: date | None = None, until: date | None = None) -> Table:
    """The petitions received in a time (信访登记簿), oldest first; without dates, of this month. Names stay masked."""
    until = until or today()
    since = since or until.replace(day=1)
    begin, end = bounds(since, until)
    rows = visible(actor, Petition).filter(received_at__gte=begin, received_at__lt=end, entry__voided_at=None)
    rows = rows.select_related("entry", "handled_by").order_by("received_at", "pk")
    return register(
        title=say("Register of petitions"), columns=COLUMNS, rows=_listed(rows[: MOST_ROWS + 1]), since=since, until=until, source=_source(actor)
    )  # fmt: skip


def _listed(rows: Any) -> Iterator[list[Any]]:
    for row in rows:
        due = row.entry.due_at
        yield [
            row.number, row.received_at.astimezone(HOUSE).date(), row.get_channel_display(), row.petitioner, row.title, row.get_kind_display(),
            row.handled_by.short_name if row.handled_by else None, petition_flow.label(row.state),
            due.astimezone(HOUSE).date() if due.year < 9000 and row.entry.closed_at is None else None,
        ]  # fmt: skip


def papers_to_serve(actor: Actor) -> Table:
    """Papers that were written and reached nobody yet (待送达文书), oldest first."""
    seen = [visible(actor, model).values("pk") for model in (Petition, Review, Reexamination)]
    mine = (
        Entry.objects.filter(pk__in=seen[0])
        | Entry.objects.filter(pk__in=seen[1])
        | Entry.objects.filter(pk__in=seen[2])
    )
    papers = Paper.objects.filter(served_on=None, entry__in=mine.values("pk")).select_related("entry", "organ")
    held = list(papers.order_by("at", "pk")[: MOST_ROWS + 1])
    since = held[0].at.astimezone(HOUSE).date() if held else today()
    return register(
        title=say("Papers to be served"), columns=PAPERS, rows=_unserved(held), since=since, until=today(), source=_source(actor)
    )  # fmt: skip


def _unserved(papers: list[Paper]) -> Iterator[list[Any]]:
    named = labels(paper.organ_id for paper in papers)
    for paper in papers:
        day = paper.at.astimezone(HOUSE).date()
        organ = named[paper.organ_id].short if paper.organ_id in named else None
        yield [
            paper.entry.number or None,
            paper.get_kind_display(),
            paper.entry.title,
            day,
            organ,
            (today() - day).days,
        ]


def _source(actor: Actor) -> Sentence:
    return say("Petitions that {who} may see", who=actor.post_name or actor.name)
