"""What everybody may read: published answers, public guides, the subjects, and the figures of a month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.terms import add_months
from chancery.kernel.desk.projection import noun_id
from chancery.kernel.search.services import find
from chancery.modules.hotline.models import Guide, Order, Publication, Subject
from chancery.modules.hotline.terms import Satisfied

MOST = 100


@dataclass(frozen=True)
class Published:
    """A released answer (公开答复), masked."""

    pk: int
    title: str
    question: str
    answer: str
    organ: str
    days: int
    closed_at: datetime | None


@dataclass(frozen=True)
class Known:
    """A guide that is shown to the public (公开知识)."""

    pk: int
    question: str
    answer: str
    organ: str


@dataclass(frozen=True)
class Branch:
    """A subject of the tree with those below it, for forms."""

    pk: int
    code: str
    name: str
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """How many requests were taken in a month, and the shares answered in time and found satisfying."""

    taken: int
    on_time_share: float | None
    satisfied_share: float | None


def published(words: str = "", *, subject: int | None = None, before: int | None = None, limit: int = 20) -> list[Published]:  # fmt: skip
    """Released answers, newest first; with words those in which all of them stand. `before` is the last one seen."""
    rows = Publication.unscoped.filter(withdrawn=False, entry__voided_at=None, entry__landed=True)
    if subject:
        rows = rows.filter(subject__in=_with_below(subject))
    limit = max(1, min(limit, MOST))
    if words.strip():
        return _searched(rows, words, before, limit)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_published(row) for row in rows.select_related("answered_by").order_by("-pk")[:limit]]


def _searched(rows: Any, words: str, before: int | None, limit: int) -> list[Published]:
    """What the index gives, without what was taken off the site meanwhile; looked on for until the page is full."""
    found: list[Published] = []
    for _ in range(5):
        hits = find(words, viewers=None, noun=noun_id("hotline.publication"), limit=limit, before=before)
        live = {row.pk: row for row in rows.filter(pk__in=[hit.entry_id for hit in hits]).select_related("answered_by")}
        found += [_published(live[hit.entry_id]) for hit in hits if hit.entry_id in live]
        if len(hits) < limit or len(found) >= limit:
            break
        before = hits[-1].entry_id
    return found[:limit]


def published_one(pk: int) -> Published:
    """One released answer. Raises NotFound."""
    rows = Publication.unscoped.filter(pk=pk, withdrawn=False, entry__voided_at=None, entry__landed=True)
    row = rows.select_related("answered_by").first()
    if row is None:
        raise NotFound(say("There is no such published answer."))
    return _published(row)


def _published(row: Publication) -> Published:
    organ = row.answered_by.name if row.answered_by else ""
    return Published(row.pk, row.title, row.question, row.answer, organ, row.days, row.answered_at)


def guides(words: str, limit: int = 5) -> list[Known]:
    """Public guides in which the words stand and which are still valid."""
    rows = Guide.unscoped.filter(Q(valid_until=None) | Q(valid_until__gte=today()), public=True, entry__voided_at=None)
    hits = find(words, viewers=None, noun=noun_id("hotline.guide"), limit=limit * 3)
    live = {row.pk: row for row in rows.filter(pk__in=[hit.entry_id for hit in hits]).select_related("source")}
    told = [live[hit.entry_id] for hit in hits if hit.entry_id in live][:limit]
    return [Known(row.pk, row.question, row.answer, row.source.name if row.source else "") for row in told]


def subjects() -> list[Branch]:
    """The tree of subjects, for forms."""
    rows = Subject.unscoped.filter(ended_on=None, entry__voided_at=None).order_by("code", "pk")
    told = {pk: (above, Branch(pk, code, name)) for pk, above, code, name in rows.values_list("pk", "above", "code", "name")}  # fmt: skip
    for above, branch in told.values():
        if above in told:
            told[above][1].below.append(branch)
    return [branch for above, branch in told.values() if above is None]


def _with_below(subject: int) -> list[int]:
    below = Subject.unscoped.filter(Q(above=subject) | Q(above__above=subject)).values_list("pk", flat=True)
    return [subject, *below]


def figures(month: date) -> Figures:
    """The figures of the month of this day; a share is None where nothing could be counted."""
    first = month.replace(day=1)
    begins, ends = (datetime.combine(day, time(), HOUSE) for day in (first, add_months(first, 1)))
    rows = Order.unscoped.filter(
        entry__noun=noun_id("hotline.order"), entry__opened_at__gte=begins, entry__opened_at__lt=ends, entry__voided_at=None
    )  # fmt: skip
    told = rows.aggregate(
        taken=Count("pk"),
        timed=Count("pk", filter=Q(on_time__isnull=False)),
        kept=Count("pk", filter=Q(on_time=True)),
        asked=Count("pk", filter=~Q(satisfied="")),
        content=Count("pk", filter=Q(satisfied=Satisfied.YES)),
        half=Count("pk", filter=Q(satisfied=Satisfied.PARTLY)),
    )
    content = told["content"] + told["half"] / 2
    return Figures(told["taken"], _share(told["kept"], told["timed"]), _share(content, told["asked"]))


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
