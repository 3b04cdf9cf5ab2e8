"""The result of a stocktake as it is submitted and filed: differences with causes, approvals, account-to-goods rate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from chancery.kernel.access.rows import load
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.models import Participant
from chancery.kernel.org.labels import labels
from chancery.kernel.reports.tables import Column, Section, Table
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeSurplus
from chancery.modules.assets.selectors.stocktake import by_result, counted, differing
from chancery.modules.assets.terms.stocktake import DIFFERING, Decision, Seen
from chancery.ui.pages.papers import paper

MOST = 5000
SPOKEN = (Participant.State.AGREED, Participant.State.DISAGREED, Participant.State.RETURNED)
TITLES = {
    Seen.MISSING: say("Deficit: in the books, not found"),
    Seen.MOVED: say("In another place"),
    Seen.USER: say("With another user"),
    Seen.BROKEN: say("There, but broken"),
    Seen.UNLABELLED: say("There, without a label"),
}
COLUMNS = (
    Column(say("Label code"), "code"),
    Column(say("Name of the asset"), wide=True),
    Column(say("In the books")),
    Column(say("Found (stocktake)")),
    Column(say("Original value"), "money"),
    Column(say("Cause of the difference")),
    Column(say("Explanation"), wide=True),
    Column(say("Seen by")),
    Column(say("Booked in the card")),
)


def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page of the result: to be read, printed, or taken out as XLSX."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = load(Stocktake, pk, actor=actor)
    return paper(request, result_table(row), back=f"/assets/stocktake/{row.pk}/", up=row.title)


def result_table(row: Stocktake) -> Table:
    """Surplus and deficit of one plan (资产盘盈盘亏报告; 国令738 art. 38-39)."""
    whole, found = counted(row), by_result(row)
    sections = []
    for key in DIFFERING:
        if key in found:
            n, worth = found[key]
            title = say("{what}: {n}, {worth} yuan", what=TITLES[key], n=n, worth=worth)
            sections.append(Section([_line(line) for line in differing(row, key)[:MOST]], title))
    surplus = list(
        StocktakeSurplus.objects.filter(stocktake=row).select_related("note__room", "asset").order_by("pk")[:MOST]
    )
    if surplus:
        worth = sum((one.cost or Decimal(0) for one in surplus if one.decision == Decision.BOOK), Decimal(0))
        title = say("{what}: {n}, {worth} yuan", what=say("Surplus: found, in no book"), n=len(surplus), worth=worth)
        sections.insert(1 if Seen.MISSING in found else 0, Section([_surplus(one) for one in surplus], title))
    cut = any(n > MOST for key, (n, _) in found.items() if key in DIFFERING)
    return Table(
        title=say("Result of the stocktake: {title}", title=row.title),
        columns=COLUMNS,
        sections=sections or [Section([])],
        period=_summary(row, whole.lines, whole.done, whole.rate),
        source=say("{organ}: {occasion}", organ=row.organ.name, occasion=row.get_occasion_display()),
        notes=[*_notes(row, whole.left, cut), *_approvals(row)],
        cut=cut,
    )


def _summary(row: Stocktake, lines: int, done: int, rate: Decimal | None) -> Sentence:
    return say(
        "Book set of {day}: {lines} lines, {done} looked at. Account-to-goods rate {rate}%: seen in their place, of all lines of the book set.",
        day=row.started_at.astimezone(HOUSE).date().isoformat() if row.started_at else "—", lines=lines, done=done, rate=rate if rate is not None else "—",
    )  # fmt: skip


def _notes(row: Stocktake, left: int, cut: bool) -> Iterator[Sentence]:
    if cut:
        yield say("Only the first {most} lines of each kind are shown.", most=MOST)
    if left:
        yield say("{n} lines are not looked at yet; the count is not over.", n=left)
    if row.conclusion:
        yield say("Conclusion: {words}", words=row.conclusion)


def _approvals(row: Stocktake) -> Iterator[Sentence]:
    """Who approved, who returned, and when, over all rounds."""
    parts = list(
        Participant.objects.filter(stage__run__entry=row.pk, state__in=SPOKEN)
        .select_related("stage__stage")
        .order_by("decided_at", "pk")
    )
    named = labels(part.post_id for part in parts)
    for part in parts:
        who = named[part.post_id].short if part.post_id in named else "—"
        yield say(
            "{stage}: {who}, {at}, {word}",
            stage=part.stage.stage.title,
            who=who,
            at=part.decided_at,
            word=say(_state(part)),
        )


def _state(part: Participant) -> Any:
    return getattr(Participant.State(part.state), "_label_", part.state)


def _line(line: StocktakeLine) -> list[Any]:
    found: Any = line.found_in or line.words or None
    if line.result == Seen.USER:
        found = line.words
    elif line.result == Seen.MISSING:
        found = None
    seen = f"{line.seen_by} {line.seen_at.astimezone(HOUSE):%m-%d %H:%M}" if line.seen_at else None
    book = f"{line.room} {line.user_name}".strip()
    return [
        f"{line.code[:5]}-{line.code[5:]}", line.name, book, str(found) if found else None, line.cost,
        line.get_cause_display() or None, line.explanation or None, seen, str(say("Yes")) if line.booked else None,
    ]  # fmt: skip


def _surplus(one: StocktakeSurplus) -> list[Any]:
    note = one.note
    return [
        f"{one.asset.code[:5]}-{one.asset.code[5:]}" if one.asset else None, one.name, None, str(note.room) if note.room else None, one.cost,
        one.get_cause_display() or None, " ".join(part for part in (one.get_decision_display(), one.explanation) if part) or None,
        f"{note.who} {note.at.astimezone(HOUSE):%m-%d %H:%M}", str(say("Yes")) if one.asset else None,
    ]  # fmt: skip
