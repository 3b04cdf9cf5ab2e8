"""The ledger of the store as it is printed, who uses what, and what should be bought or was never asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil, sqrt
from typing import Any

from django.db.models import F

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.labels import labels
from chancery.kernel.org.models import Organ
from chancery.kernel.reports.registers import MOST_ROWS, bounds, period_of, register
from chancery.kernel.reports.tables import Chart, Column, Section, Series, Table
from chancery.kernel.rules.registry import rule_value

from .models import IssueLine, Item, StockLine
from .terms import Movement

MOST_PEOPLE = 60
SAFETY = 1.65
"""The quantile of the normal distribution that 95 % of the months stay below (R-SU-03: s = d·L + z·σ·√L)."""
LEDGER = (
    Column(say("Day"), "date"),
    Column(say("Item number"), "code"),
    Column(say("Item"), wide=True),
    Column(say("For what reason")),
    Column(say("Into store"), "number"),
    Column(say("Out of store"), "number"),
    Column(say("Left in store"), "number"),
    Column(say("Value of the goods"), "money"),
    Column(say("Sheet or list"), "code"),
    Column(say("Booked by")),
)
USE = (
    Column(say("Section or person and month")),
    Column(say("Lines of sheets"), "number"),
    Column(say("Pieces"), "number"),
    Column(say("Value of the goods"), "money"),
    Column(say("Old came in"), "number"),
)
STOCK = (
    Column(say("Item number"), "code"),
    Column(say("Item"), wide=True),
    Column(say("In store"), "number"),
    Column(say("Value of the goods"), "money"),
    Column(say("Issued in 12 months"), "number"),
    Column(say("Reorder point"), "number"),
    Column(say("Reorder point by use"), "number"),
    Column(say("Last handed out"), "date"),
    Column(say("Note")),
)


def ledger_of_stock(actor: Actor, *, since: date | None = None, until: date | None = None) -> Table:
    """The ledger of the stores that the actor sees (物品收发存明细账), oldest first; without dates, of this month."""
    until = until or today()
    since = since or until.replace(day=1)
    begin, end = bounds(since, until)
    lines = StockLine.objects.filter(at__gte=begin, at__lt=end, item__in=visible(actor, Item).values("pk"))
    return register(
        title=say("Ledger of supplies"),
        columns=LEDGER,
        rows=_booked(lines.select_related("item", "entry").order_by("at", "pk")[: MOST_ROWS + 1]),
        since=since,
        until=until,
        source=_source(actor),
    )


def _booked(lines: Iterable[StockLine]) -> Iterator[list[Any]]:
    found = list(lines)
    named = labels(line.post_id for line in found)
    for line in found:
        by = named.get(line.post_id or 0)
        yield [
            _day(line.at), line.item.code, _called(line.item), Movement(line.kind).label,
            line.change if line.change > 0 else None, -line.change if line.change < 0 else None, line.balance,
            line.price * line.change, line.entry.number or None, by.short if by else None,
        ]  # fmt: skip


def use_of_supplies(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """What sections and persons used in a year (领用统计), with a bar for each month."""
    year = year or today().year
    begin, end = bounds(date(year, 1, 1), date(year, 12, 31))
    lines = IssueLine.objects.filter(
        issued_at__gte=begin, issued_at__lt=end, item__in=visible(actor, Item).values("pk")
    )
    taken = [
        (_day(at).month, section, taker, kept, value, old)
        for at, section, taker, kept, value, old in lines.order_by("issued_at", "pk").values_list(
            "issued_at",
            "section",
            "taker",
            F("quantity") - F("returned"),
            (F("quantity") - F("returned")) * F("price"),
            "old",
        )[:50_000]
    ]
    taken = [(m, s, t, kept, Decimal(value) / 100, old) for m, s, t, kept, value, old in taken]
    named = labels({section for _, section, *_ in taken} | {taker for _, _, taker, *_ in taken})
    by_section = _summed((named[row[1]].short if row[1] in named else str(say("Others")), row) for row in taken)
    by_person = _summed((f"{named[row[2]].short if row[2] in named else '—'} {year}-{row[0]:02}", row) for row in taken)
    total = _summed((str(say("Total")), row) for row in taken)
    table = Table(
        title=say("Use of supplies in {year}", year=str(year)),
        columns=USE,
        sections=[
            Section(by_section, say("By section")),
            Section(by_person[:MOST_PEOPLE], say("By person and month, the largest first")),
        ],
        total=total[0] if total else (),
        period=period_of(date(year, 1, 1), date(year, 12, 31)),
        source=_source(actor),
        notes=[
            say("What came back unused is taken off. At most {most} persons and months are listed.", most=MOST_PEOPLE)
        ],
        cut=len(by_person) > MOST_PEOPLE,
    )
    return table, _chart(year, taken)


def _summed(rows: Iterable[tuple[str, Sequence[Any]]]) -> list[list[Any]]:
    """Lines, pieces, value and old ones by name, the dearest first."""
    found: dict[str, list[Any]] = {}
    for name, (_, _, _, kept, value, old) in rows:
        one = found.setdefault(name, [name, 0, 0, Decimal(), 0])
        one[1:] = [one[1] + 1, one[2] + kept, one[3] + value, one[4] + old]
    return sorted(found.values(), key=lambda one: (-one[3], one[0]))


def _chart(year: int, taken: Sequence[Sequence[Any]]) -> Chart:
    months = {month: sum((row[4] for row in taken if row[0] == month), Decimal()) for month in range(1, 13)}
    last = max((month for month, value in months.items() if value), default=0)
    shown = {month: value for month, value in months.items() if month <= last}
    sentence = say("Nothing was handed out in this year.")
    if shown:
        dearest = max(shown, key=lambda month: shown[month])
        sentence = say(
            "{value} yuan were handed out; the most in {month}.",
            value=sum(shown.values(), Decimal()),
            month=f"{year}-{dearest:02}",
        )
    labels_ = [f"{year}-{month:02}" for month in shown]
    return Chart(
        "bar", labels_, [Series(say("Value of the goods"), [float(value) for value in shown.values()])], sentence
    )


def list_of_stock(actor: Actor) -> Table:
    """The store with what its use says about reordering, and what nobody asked for in a year (呆滞物品; R-SU-03, R-SU-04)."""
    months, lead = (int(str(rule_value(f"supplies.{key}").value)) for key in ("dead_stock", "lead_time"))
    items = list(
        visible(actor, Item)
        .filter(entry__voided_at__isnull=True)
        .select_related("entry")
        .order_by("organ", "code")[: MOST_ROWS + 1]
    )
    return register(
        title=say("Stock, reorder points and dead stock"),
        columns=STOCK,
        rows=_stock(items, months, lead),
        since=today() - timedelta(days=365),
        until=today(),
        source=_source(actor),
        notes=[
            say(
                "Reorder point by use: what is used in {days} days, and a reserve that suffices in 95 of 100 cases.",
                days=lead,
            ),
            say("Dead stock: in store, and not handed out for {months} months.", months=months),
        ],
    )


def _stock(items: Sequence[Item], months: int, lead: int) -> Iterator[list[Any]]:
    used = _used_by_month([item.pk for item in items])
    old = today() - timedelta(days=months * 30)
    for item in items:
        monthly = used.get(item.pk, [])
        dead = item.stock and (item.last_issued or _day(item.entry.opened_at)) < old
        note = say("Dead stock") if dead else say("To be reordered") if item.low else None
        yield [
            item.code, _called(item), item.stock, item.stock * item.price, sum(monthly), item.minimum, _reorder_point(monthly, lead),
            item.last_issued, str(note) if note else None,
        ]  # fmt: skip


def _used_by_month(items: Sequence[int]) -> dict[int, list[int]]:
    """What left the store of each item in each of the last twelve months that had any."""
    since = now() - timedelta(days=365)
    lines = StockLine.objects.filter(kind=Movement.ISSUED, at__gte=since, item__in=items).values_list(
        "item", "at", "change"
    )
    found: dict[int, dict[int, int]] = {}
    for item, at, change in lines.iterator(chunk_size=2000):
        month = _day(at).month
        found.setdefault(item, {})[month] = found.get(item, {}).get(month, 0) - change
    return {item: [*months.values(), *[0] * (12 - len(months))] for item, months in found.items()}


def _reorder_point(monthly: Sequence[int], lead: int) -> int:
    """s = d·L + z·σ·√L, by days, from the use of twelve months."""
    if not monthly:
        return 0
    mean = sum(monthly) / len(monthly)
    spread = sqrt(sum((one - mean) ** 2 for one in monthly) / len(monthly))
    return ceil(mean / 30 * lead + SAFETY * spread / sqrt(30) * sqrt(lead))


def _called(item: Item) -> str:
    return f"{item.name} {item.spec}".strip()


def _day(moment: datetime) -> date:
    return moment.astimezone(HOUSE).date()


def _source(actor: Actor) -> Sentence:
    """Whose store this is: what one sees is what is counted."""
    if actor.everything or not actor.house:
        return say("Stores of all organs, as of {day}", day=today().isoformat())
    organ = Organ.objects.filter(pk=actor.house).values_list("name", flat=True).first() or ""
    return say("Store of {organ}, as of {day}", organ=organ, day=today().isoformat())
