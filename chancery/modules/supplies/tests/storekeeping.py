"""What tests of the store share: a card, a sheet, handing out, and the proof that stock and ledger agree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Sum

from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.supplies.models import Issue, Item, Purchase, PurchaseLine, StockLine
from chancery.modules.supplies.services import ask_for
from tests.maker import HOUSE, make, maker

KEEPER = maker()


def item(city, name="中性笔", **values) -> Item:
    return Item.unscoped.get(pk=make(Item, city=city, name=name, **{"price": Decimal("2.00"), **values}).pk)


def sheet(city, *wants, who="周敏") -> Issue:
    """A sheet of somebody for (item, how many)."""
    actor = city.actor(who)
    return ask_for(
        replace(actor, actions=KEEPER.actions),
        organ=city.organ(HOUSE).pk,
        title="日常办公",
        wants={one.pk: n for one, n in wants},
    )


def hand_out(row: Issue, **asked) -> Issue:
    return press(row, "issue", actor=KEEPER, asked={"old": False, **asked}).row


def stock(one: Item) -> int:
    """What is in store, and the proof that the ledger says the same."""
    kept = Item.unscoped.get(pk=one.pk).stock
    assert kept == (StockLine.objects.filter(item=one.pk).aggregate(n=Sum("change"))["n"] or 0)
    assert kept == StockLine.objects.filter(item=one.pk).latest("pk").balance
    return kept


def refused(match: str):
    return pytest.raises(Refused, match=match)


def bought(city, one: Item, number: int, price: str, **values) -> Purchase:
    row = make(Purchase, city=city, **values)
    row.lines.all().delete()
    PurchaseLine.objects.create(purchase=row, item=one, quantity=number, price=Decimal(price))
    return row
