"""The register of cards as it is printed, the statement of depreciation, and how the holdings are used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.reports.registers import MOST_ROWS, bounds, period_of, register
from chancery.kernel.reports.tables import Chart, Column, Section, Series, Table
from chancery.modules.assets.selectors import with_history
from chancery.modules.assets.terms import Family, Status, category_of
from chancery.modules.assets.terms.depreciation import accumulated

from .reach import held_cards, source_of
from .year import year_lines

HUNDRED = Decimal(100)
CARDS = (
    Column(say("Label code"), "code"),
    Column(say("Asset number"), "code"),
    Column(say("Name of the asset"), wide=True),
    Column(say("Asset category")),
    Column(say("Number of pieces"), "number"),
    Column(say("Acquired on"), "date"),
    Column(say("Original value"), "money"),
    Column(say("Accumulated depreciation"), "money"),
    Column(say("Net value"), "money"),
    Column(say("Status of use")),
    Column(say("User of the asset")),
    Column(say("Place of the asset")),
)


SUMS = (
    Column(say("Original value"), "money"),
    Column(say("Depreciated before"), "money"),
    Column(say("Charged in the year"), "money"),
    Column(say("Left the books"), "money"),
    Column(say("Accumulated depreciation"), "money"),
    Column(say("Net value"), "money"),
)


def register_of_cards(actor: Actor, *, since: date | None = None, until: date | None = None) -> Table:
    """The register of fixed assets (固定资产登记簿) acquired in a period, as they stand on its last day."""
    until = until or today()
    since = since or date(until.year, 1, 1)
    bounds(since, until)
    rows = held_cards(actor).filter(acquired_on__gte=since, acquired_on__lte=until)
    found = (
        rows.select_related("user", "entry")
        .prefetch_related("valuations")
        .order_by("acquired_on", "pk")[: MOST_ROWS + 1]
    )
    return register(
        title=say("Register of assets"), columns=CARDS, rows=_lines(found, until), since=since, until=until, source=source_of(actor)
    )  # fmt: skip


def _lines(rows: Any, day: date) -> Iterator[list[Any]]:
    for card in rows:
        taken = Decimal(accumulated(with_history(card, card.valuations.all()), day)) / HUNDRED
        yield [
            card.code, card.number or None, card.name, category_of(card.category).name, card.quantity, card.acquired_on, card.cost,
            taken, card.cost - taken, card.get_status_display(), card.user.name if card.user else None, card.place or None,
        ]  # fmt: skip


def statement_of_depreciation(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """The statement of depreciation of a year (固定资产折旧计算表) by category, and what each month takes."""
    year = year or today().year
    lines, notes = year_lines(actor, year)
    by_category: dict[str, list[Any]] = {}
    months = [0] * 12
    for line in lines:
        held = by_category.setdefault(line.category, [0, Decimal(0), Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
        for place, amount in enumerate((line.cards, line.cost, line.opening, line.charged, line.removed, line.closing)):
            held[place] += amount
        months = [had + more for had, more in zip(months, line.months, strict=True)]
    rows: list[list[Any]] = [
        [category_of(code).name, *held, held[1] - held[5]] for code, held in sorted(by_category.items())
    ]
    by_month: list[list[Any]] = [
        [f"{year}-{number:02}", None, None, None, Decimal(amount) / HUNDRED, None, None, None]
        for number, amount in enumerate(months, 1)
    ]
    table = Table(
        title=say("Depreciation in {year}", year=str(year)),
        columns=[Column(say("Category or month"), wide=True), Column(say("Number of cards"), "number"), *SUMS],
        sections=[Section(rows, say("By category")), Section(by_month, say("By month"))],
        total=[str(say("Total")), *[sum((row[place] for row in rows), Decimal(0)) for place in range(1, 8)]],
        period=period_of(date(year, 1, 1), date(year, 12, 31)),
        source=source_of(actor),
        notes=notes,
    )  # fmt: skip
    taken = Decimal(sum(months)) / HUNDRED
    chart = Chart(
        kind="bar",
        labels=[row[0] for row in by_month],
        series=[Series(say("Charge of the month"), [float(row[4]) for row in by_month])],
        sentence=say("The year takes {sum} yuan of depreciation.", sum=taken),
    )
    return table, chart


def use_of_assets(actor: Actor) -> tuple[Table, Chart]:
    """How the holdings are used (资产使用情况): cards and value by family, and what lies idle."""
    rows = held_cards(actor).values("family").annotate(
        cards=Count("pk"), cost=Sum("cost"), idle=Count("pk", filter=Q(status=Status.IDLE)), pooled=Count("pk", filter=Q(status=Status.POOLED)),
        pending=Count("pk", filter=Q(status=Status.PENDING)), lost=Count("pk", filter=Q(status=Status.LOST)),
    )  # fmt: skip
    lines = [
        [
            str(Family(row["family"]).label),
            row["cards"],
            row["cost"],
            row["idle"],
            row["pooled"],
            row["pending"],
            row["lost"],
        ]
        for row in sorted(rows, key=lambda row: row["family"])
    ]
    total: list[Any] = [str(say("Total")), *[sum(line[place] for line in lines) for place in range(1, 7)]]
    heads = ("In the books", "Original value", "Idle", "In the shared pool", "Awaiting disposal", "Missing (asset)")
    table = Table(
        title=say("How assets are used"),
        columns=[Column(say("Family of assets"), wide=True), *[Column(say(head), "money" if head == "Original value" else "number") for head in heads]],
        sections=[Section(lines)],
        total=total,
        period=period_of(today(), today()),
        source=source_of(actor),
        notes=[say("Counted are cards in the books on this day; what was struck off is left out.")],
    )  # fmt: skip
    share = Decimal(100 * total[3] / total[1]).quantize(Decimal("0.1")) if total[1] else Decimal(0)
    chart = Chart(
        kind="bar",
        labels=[line[0] for line in lines],
        series=[
            Series(say("In the books"), [float(line[1]) for line in lines]),
            Series(say("Idle"), [float(line[3]) for line in lines]),
        ],
        sentence=say("{share}% of the cards lie idle.", share=share),
    )
    return table, chart
