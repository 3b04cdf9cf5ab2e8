"""What believable rows of supplies have beside their columns: stock with a ledger, and lists with a line."""

from __future__ import annotations

from chancery.kernel.base.clock import now
from chancery.modules.supplies.models import Count, Issue, IssueLine, Item, Purchase, PurchaseLine, StockLine
from chancery.modules.supplies.terms import Movement
from tests.maker import completes, make

NAMED = "按职责办理。"
"""The contract answers every question for a text with these words; so one item of each store has them for a name."""
STOCK = 50


@completes(Item)
def stocked(row, city) -> None:
    """Fifty in store, by one line of the ledger."""
    StockLine.objects.create(
        item=row, at=now(), kind=Movement.COUNTED, change=STOCK, balance=STOCK, price=row.price, entry=row.entry
    )
    Item.unscoped.filter(pk=row.pk).update(stock=STOCK, minimum=STOCK, target=STOCK + 20)


def an_item(row, city) -> Item:
    here = Item.unscoped.filter(organ=row.organ_id, name=NAMED).first()
    return here or make(Item, city=city, organ=row.organ, name=NAMED)


@completes(Issue)
def asked(row, city) -> None:
    at = now() if row.state == "issued" else None
    IssueLine.objects.create(issue=row, item=an_item(row, city), quantity=5, price="12.80", issued_at=at)


@completes(Purchase)
def listed(row, city) -> None:
    PurchaseLine.objects.create(purchase=row, item=an_item(row, city), quantity=5, price="12.80")
    make(Item, city=city, organ=row.organ)  # has fallen to its reorder point


@completes(Count)
def begun(row, city) -> None:
    item = an_item(row, city)
    row.lines.create(item=item, expected=item.stock, found=item.stock, at=now())
