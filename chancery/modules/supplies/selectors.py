"""Reads of supplies that need a name: finding an item, what a person had, what a class cost in the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.seats import section_with_role, with_role
from chancery.kernel.org.labels import labels

from .models import Count, Issue, IssueLine, Item, Purchase, PurchaseLine, StockLine
from .terms import MOST_AT_ONCE, MOST_SHOWN, Category, Method, PurchaseKind, PurchaseState

KEEPER = "supplies.keeper"
LIVE = Q(entry__voided_at__isnull=True, entry__landed=True)
COUNTED = (PurchaseState.APPROVED, PurchaseState.ORDERED, PurchaseState.RECEIVED)
"""States in which the amount of a purchase counts against the threshold of the year."""


def store_keeper(organ: int) -> int:
    """Who keeps an organ's store where no item says so: the first keeper, else the section or the organ itself."""
    named = with_role(KEEPER, organ)
    return named[0] if named else section_with_role(KEEPER, organ) or organ


def kept_by(item: Item) -> int:
    """The one post that answers for an item (专人负责)."""
    return item.keeper_id or store_keeper(item.organ_id)


def one_keeper(items: Iterable[Item]) -> int:
    """The post that keeps all these items. Raises Refused for items of two keepers, and names both."""
    kept: dict[int, Item] = {}
    for item in items:
        kept.setdefault(kept_by(item), item)
    if len(kept) > 1:
        (first, one), (second, other) = list(kept.items())[:2]
        named = labels([first, second])
        raise Refused(
            say(
                "One sheet, one keeper: “{one}” is kept by {first}, “{other}” by {second}. Ask on two sheets.",
                one=one.name,
                first=named[first].short,
                other=other.name,
                second=named[second].short,
            )
        )
    return next(iter(kept))


def find_item(organ: int, words: Any) -> Item:
    """The item of a store by its number, or by a name that only one has. Raises Refused, and says what there is."""
    text = " ".join(str(words or "").split())
    here = Item.unscoped.filter(LIVE, organ=organ)
    found = here.filter(code=text).first()
    if found:
        return found
    alike = list(here.filter(name=text).order_by("code")[:6])
    if len(alike) == 1:
        return alike[0]
    if alike:
        numbers = "、".join(f"{one.code} {one.spec}".strip() for one in alike)
        raise Refused(
            say("“{words}” is the name of several items: {which}. Write the number.", words=text[:40], which=numbers)
        )
    raise Refused(say("There is no item “{words}” in this store. Write its number or its whole name.", words=text[:40]))


def in_words(lines: Iterable[Any]) -> str:
    """The lines of a list in one line of words: what a list of sheets shows and the search finds."""
    text = "、".join(f"{line.item.name}×{line.quantity}" for line in lines)
    return text if len(text) <= 300 else text[:299] + "…"


def how_many(value: Any, *, least: int = 1) -> int:
    """A whole number of pieces. Raises Refused for part of one, for none, and for more than anybody can mean."""
    number = Decimal(str(value))
    if number != number.to_integral_value() or not least <= number <= MOST_AT_ONCE:
        raise Refused(
            say(
                "“{value}” is not a number of pieces between {least} and {most}.",
                value=str(value)[:20],
                least=least,
                most=MOST_AT_ONCE,
            )
        )
    return int(number)


@dataclass(frozen=True)
class Had:
    """What one post has of an item: handed out this month, and in hand by all sheets."""

    month: int = 0
    in_hand: int = 0


def had_by(post: int | None, items: Iterable[int]) -> dict[int, Had]:
    """What a post has of these items, in one query over its own lines."""
    if post is None:
        return {}
    begin = datetime.combine(today().replace(day=1), time(), HOUSE)
    rows = IssueLine.objects.filter(taker=post, item__in=list(items), issued_at__isnull=False).values("item")
    kept = F("quantity") - F("returned")
    found = rows.annotate(month=Sum(kept, filter=Q(issued_at__gte=begin)), hand=Sum(kept - F("old")))
    return {row["item"]: Had(row["month"] or 0, max(row["hand"] or 0, 0)) for row in found}


@dataclass(frozen=True)
class Wanted:
    """One line of a sheet as the keeper judges it: in store, due back, over the quota, first equipment."""

    line: IssueLine
    had: Had

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def short(self) -> bool:
        return self.line.quantity > self.item.stock

    @property
    def old_due(self) -> int:
        """How many old ones must come in: as many as are exchanged, not more than the person has."""
        return min(self.line.quantity, self.had.in_hand) if self.item.trade_in else 0

    @property
    def over(self) -> int:
        """How many are beyond the quota of the month, or beyond what an old one comes back for."""
        beyond = max(self.had.month + self.line.quantity - self.item.quota, 0) if self.item.quota is not None else 0
        return max(beyond, self.line.quantity - self.old_due if self.item.trade_in else 0)


def judged(row: Issue) -> list[Wanted]:
    """The lines of a sheet as the keeper sees them: two queries, however many lines."""
    had = had_by(row.taken_by, [line.item_id for line in row.sheet])
    return [Wanted(line, had.get(line.item_id, Had())) for line in row.sheet]


def spent_in_year(row: Purchase, year: int) -> dict[str, Decimal]:
    """What this organ bought in a financial year by other ways than open tender, by class, this purchase left out."""
    lines = PurchaseLine.objects.filter(purchase__organ=row.organ_id, purchase__year=year, purchase__state__in=COUNTED)
    lines = lines.exclude(purchase=row.pk).exclude(purchase__method=Method.TENDER)
    cost = Sum(F("quantity") * F("price"), output_field=MoneyField())
    return dict(lines.order_by().values_list("item__category").annotate(cost=cost))


def classes_of(row: Purchase) -> dict[str, Decimal]:
    """What a list costs by class."""
    found: dict[str, Decimal] = {}
    for line in row.sheet:
        found[line.item.category] = found.get(line.item.category, Decimal()) + line.price * line.quantity
    return found


def near_limit(row: Purchase, supplier: str, limit: Decimal) -> int:
    """Orders of the last 90 days at one supplier, each of 80 to 100 % of the limit."""
    since = today() - timedelta(days=90)
    orders = Purchase.unscoped.filter(organ=row.organ_id, ordered_on__gte=since, supplier=supplier).exclude(pk=row.pk)
    return orders.filter(total__gte=limit * Decimal("0.8"), total__lte=limit).count()


def low_items(organ: int, *, most: int = 300) -> list[Item]:
    """Items that have fallen to their reorder point, by number."""
    return list(Item.unscoped.filter(LIVE, organ=organ, low=True, target__gt=F("stock")).order_by("code")[:most])


def on_order(organ: int, items: Sequence[int]) -> set[int]:
    """Which of these items stand on a list that is under way already."""
    under_way = (PurchaseState.COLLECTING, PurchaseState.APPROVING, PurchaseState.APPROVED, PurchaseState.ORDERED)
    lines = PurchaseLine.objects.filter(item__in=list(items), purchase__organ=organ, purchase__state__in=under_way)
    return set(lines.values_list("item", flat=True))


def running_batch(organ: int) -> Purchase | None:
    """The batch that collects wants now, the newest if there are several."""
    rows = Purchase.unscoped.filter(organ=organ, kind=PurchaseKind.BATCH, state=PurchaseState.COLLECTING)
    return rows.filter(LIVE).select_related("entry", "organ").order_by("-pk").first()


def not_counted(row: Count, *, most: int = 6) -> list[Item]:
    """Items of the store that a count has no figure for."""
    here = Item.unscoped.filter(LIVE, organ=row.organ_id)
    return list(here.exclude(pk__in=row.lines.values("item")).order_by("code")[:most])


def ledger_of(item: Item, *, most: int = 20) -> list[StockLine]:
    """The newest lines of an item's ledger."""
    return list(StockLine.objects.filter(item=item.pk).select_related("entry__noun").order_by("-pk")[:most])


def shelf(organ: int, *, category: str = "", words: str = "", most: int = MOST_SHOWN) -> list[Item]:
    """What a store holds, by name: of a class, or what begins with these words; one more than can be shown."""
    rows = Item.unscoped.filter(LIVE, organ=organ)
    rows = rows.filter(category=category) if category in Category.values else rows
    rows = rows.filter(name__gte=words, name__lt=words + "\U0010ffff") if words else rows
    return list(rows.order_by("name", "code")[: most + 1])
