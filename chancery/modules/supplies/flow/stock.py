"""The one place where stock changes: the item is locked, the line is written, and nothing falls below nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Moving
from chancery.modules.supplies.models import Item, StockLine
from chancery.modules.supplies.terms import Movement


def book(
    moving: Moving, item: int, change: int, kind: Movement, *, price: Decimal | None = None, **columns: Any
) -> None:
    """Change the stock of an item by one line of its ledger (记账), in the transaction of the move that causes it.

    Callers book several items in the order of their keys, so that two sheets never wait for each other in a ring.
    Raises Refused if it is not in store: what the page showed may be gone by now.
    """
    if not change:
        return
    row = Item.unscoped.select_for_update(of=("self",)).get(pk=item)
    balance = row.stock + change
    if balance < 0:
        raise Refused(
            say(
                "Only {stock} {unit} of “{item}” are left in store by now.",
                stock=row.stock,
                unit=row.unit,
                item=row.name,
            )
        )
    Item.unscoped.filter(pk=item).update(stock=balance, **columns)
    StockLine.objects.create(
        item=row, at=moving.at, kind=kind, change=change, balance=balance, price=row.price if price is None else price,
        entry=moving.row.entry, post_id=moving.actor.post,
    )  # fmt: skip
