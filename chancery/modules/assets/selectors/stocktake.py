"""Reads of stocktaking: progress by place, what differs, what still needs a word. Each is one index range of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from chancery.kernel.org.models import Person
from chancery.modules.assets.models import Asset, Disposal, Item
from chancery.modules.assets.models.stocktake import (
    Stocktake,
    StocktakeLine,
    StocktakeNote,
    StocktakeRoom,
    StocktakeSurplus,
)
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.stocktake import DIFFERING, IN_PLACE, Answered, Seen


@dataclass(frozen=True)
class Counted:
    """How far a place, or a whole plan, is: lines, looked at, not as in the books, not found, seen in their place."""

    lines: int = 0
    done: int = 0
    odd: int = 0
    missing: int = 0
    in_place: int = 0

    @property
    def left(self) -> int:
        return self.lines - self.done

    @property
    def rate(self) -> Decimal | None:
        """Account-to-goods rate in percent (账实相符率): lines seen in their place of all lines; None for an empty book."""
        return (Decimal(100 * self.in_place) / self.lines).quantize(Decimal("0.01")) if self.lines else None

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.lines + other.lines,
            self.done + other.done,
            self.odd + other.odd,
            self.missing + other.missing,
            self.in_place + other.in_place,
        )


COUNTS = ("expected", "done", "odd", "missing", "in_place")


def by_room(row: Stocktake) -> list[tuple[StocktakeRoom, Counted]]:
    """Progress of each place."""
    return [(room, Counted(*(getattr(room, name) for name in COUNTS))) for room in row.rooms.all()]


def counted(row: Stocktake) -> Counted:
    """Progress of the whole plan."""
    sums = StocktakeRoom.objects.filter(stocktake=row).aggregate(**{name: Sum(name) for name in COUNTS})
    return Counted(*(int(sums[name] or 0) for name in COUNTS))


def counts_of(result: str, n: int = 1) -> Counted:
    """What so many lines of one result add to the counts of their place."""
    odd = result not in ("", Seen.MATCHED)
    return Counted(n, n * bool(result), n * odd, n * (result == Seen.MISSING), n * (result in IN_PLACE))


def disputed(row: Stocktake) -> int:
    """Lines about which two people differ."""
    return StocktakeLine.objects.filter(stocktake=row, disputed=True).count()


def differing(row: Stocktake, result: str = "") -> QuerySet[StocktakeLine]:
    """Lines that are not as in the books, or one kind of them, in the order in which they were frozen."""
    lines = StocktakeLine.objects.filter(stocktake=row, result__in=[result] if result else DIFFERING)
    return lines.select_related("room", "found_in", "photo").order_by("pk")


def deficits(row: Stocktake) -> QuerySet[Asset]:
    """The cards that this plan booked as missing and no disposal in hand has yet (待核销的盘亏资产)."""
    lines = StocktakeLine.objects.filter(stocktake=row, result=Seen.MISSING, booked=True)
    lost = Asset.unscoped.filter(pk__in=lines.values("asset"), status=Status.LOST, matter__isnull=True)
    disposals = Disposal.unscoped.filter(entry__closed_at__isnull=True)
    named = Q(pk__in=disposals.values("asset")) | Q(
        pk__in=Item.objects.filter(entry__in=disposals.values("pk")).values("asset")
    )
    return lost.exclude(named).order_by("pk")


def unexplained(row: Stocktake) -> int:
    """Differences without a cause: missing or moved lines and those with another user, and things in no book."""
    lines = StocktakeLine.objects.filter(
        stocktake=row, result__in=(Seen.MISSING, Seen.MOVED, Seen.USER, Seen.BROKEN), cause=""
    )
    found = StocktakeSurplus.objects.filter(stocktake=row).filter(
        Q(cause="") | Q(decision="") | Q(decision="book", category="")
    )
    return lines.count() + found.count()


def by_result(row: Stocktake) -> dict[str, tuple[int, Decimal]]:
    """For each result that differs from the books: how many lines, and what they cost."""
    lines = StocktakeLine.objects.filter(stocktake=row, result__in=DIFFERING)
    groups = lines.values_list("result").annotate(n=Count("pk"), worth=Sum("cost")).order_by()
    return {result: (n, _yuan(worth)) for result, n, worth in groups}


def _yuan(worth: object) -> Decimal:
    """A sum of fen is an integer on one database and money on the other."""
    return worth if isinstance(worth, Decimal) else Decimal(int(str(worth or 0))) / 100


def line_of(row: Stocktake, code: str) -> StocktakeLine | None:
    """The line behind a label code: one look-up in the index of the plan."""
    return StocktakeLine.objects.filter(stocktake=row, code=code).select_related("room").first()


def lines_in(row: Stocktake, rooms: Iterable[int], most: int) -> list[StocktakeLine]:
    """The lines of some places, those not looked at first."""
    lines = StocktakeLine.objects.filter(stocktake=row, room__in=list(rooms)).select_related("room")
    return list(lines.order_by("room", "result", "pk")[:most])


def odd_notes(row: Stocktake) -> QuerySet[StocktakeNote]:
    """What came after the count, or from labels that are not of this plan: kept, and shown to whoever keeps the plan."""
    return (
        StocktakeNote.objects.filter(stocktake=row, kind__in=(Answered.LATE, Answered.FOREIGN))
        .select_related("line", "room", "photo")
        .order_by("at", "pk")
    )


def people_called(words: str) -> list[Person]:
    """The people of this name or staff number; two are enough to know that it is not clear who is meant."""
    last = words.split()[-1] if words.split() else ""
    return list(Person.objects.filter(Q(staff_number=last) | Q(name=words.strip()))[:2]) if last else []
