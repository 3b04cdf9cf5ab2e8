"""What happens in the store: a sheet, a batch, an urgent purchase, a count, each by the moves that people press."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Organ
from chancery.modules.supplies.models import Count, Item, Purchase
from chancery.modules.supplies.selectors import judged
from chancery.modules.supplies.services import ask_for, enter_count, want_for
from chancery.modules.supplies.terms import MOST_LINES, Method, PurchaseKind


@dataclass
class Store:
    """One store: where, who keeps it, who asks."""

    organ: Organ
    keeper: Actor
    askers: Sequence[Actor]
    chance: random.Random
    words: Mapping[str, Sequence[str]]
    actor: Callable[[int], Actor]

    def items(self) -> list[Item]:
        return list(Item.unscoped.filter(organ=self.organ).order_by("pk"))

    def count_everything(self, row: Count, found: Callable[[Item], int]) -> Count:
        items = self.items()
        for begin in range(0, len(items), MOST_LINES):
            row = enter_count(self.keeper, row, {item.pk: found(item) for item in items[begin : begin + MOST_LINES]})
        return press(row, "close", actor=self.keeper).row  # type: ignore[no-any-return]

    def agreed(self, row: Any) -> Any:
        """Whoever the open stage of a route asks agrees."""
        task = Task.objects.filter(entry=row.pk, reading=False).first()
        return (
            press(row, "route.agree", actor=self.actor(task.assignee_id), asked={"words": "同意。"}).row
            if task
            else row
        )


Story = Generator[datetime, None, None]
"""What one matter goes through: it yields the moment at which it goes on; the teller lets the others happen in between."""


def a_sheet(store: Store, at: datetime) -> Story:
    """Somebody asks for a few things; the keeper hands them out some hours later, old for new."""
    chance = store.chance
    asker = chance.choice(store.askers)
    chosen = chance.sample(store.items(), chance.choices([1, 2, 3, 5], [4, 4, 2, 1])[0])
    wants = {item.pk: 1 if item.trade_in else chance.randint(1, max(1, min(item.quota or 3, 4))) for item in chosen}
    row: Any = ask_for(asker, organ=store.organ.pk, title=chance.choice(store.words["reasons"]), wants=wants)
    yield (at := at + timedelta(hours=1 + 40 * chance.random() ** 4))
    lines = judged(row)
    if any(one.short for one in lines):
        press(row, "refuse", actor=store.keeper, asked={"reason": "库存不足，已列入采购清单，到货后请重新申请。"})
        return
    if any(one.over for one in lines):
        reason = chance.choice(store.words["reasons"]) + "需要。"
        row = press(row, "seek_approval", actor=asker, asked={"reason": reason}).row
        yield (at := at + timedelta(hours=2 + 60 * chance.random() ** 3))
        row = store.agreed(row)
        yield (at := at + timedelta(minutes=20 + chance.randrange(300)))
    try:
        row = press(row, "issue", actor=store.keeper, asked={"old": True}).row
    except Refused as refusal:  # what was in store when it was asked for has gone to others
        press(row, "refuse", actor=store.keeper, asked={"reason": str(refusal)[:200]})
        return
    line = next(iter(row.lines.select_related("item").all()))
    if line.quantity > 1 and chance.random() < 0.06:
        yield at + timedelta(days=1)
        press(row, "take_back", actor=store.keeper, asked={"item": line.item.code, "quantity": 1})


def a_batch(store: Store, at: datetime) -> Story:
    """A batch from the first want to the shelf."""
    chance = store.chance
    title = f"{at.year}年{at.month}月办公用品采购批次"
    row: Any = open_row(Purchase, organ=store.organ.pk, values={"title": title}, actor=store.keeper)
    for _ in range(4):
        yield (at := at + timedelta(days=1, hours=chance.randrange(3)))
        wants = {item.pk: chance.randint(2, 12) for item in chance.sample(store.items(), 2)}
        want_for(chance.choice(store.askers), organ=store.organ.pk, wants=wants)
    row = _reordered(store, row)
    yield (at := at + timedelta(days=4))
    row = press(
        row, "submit", actor=store.keeper, asked={"method": Method.CENTRAL, "words": "拟按清单集中采购，请审批。"}
    ).row
    yield from _brought_in(store, row, at + timedelta(days=1))


def _reordered(store: Store, row: Any) -> Any:
    try:
        return press(row, "propose_reorders", actor=store.keeper).row
    except Refused:
        return row  # nothing has run low


def _brought_in(store: Store, row: Any, at: datetime) -> Story:
    yield at
    row = store.agreed(row)
    yield at + timedelta(hours=5)
    row = press(row, "order", actor=store.keeper, asked={"supplier": store.chance.choice(store.words["suppliers"])}).row
    yield at + timedelta(days=6)
    press(row, "receive", actor=store.keeper)


def an_urgent_purchase(store: Store, at: datetime) -> Story:
    """One thing that cannot wait, with its reason."""
    item = store.chance.choice([one for one in store.items() if not one.central and one.price < 100])
    because = store.chance.choice(store.words["because"])
    values = {"title": f"急需采购：{item.name}", "kind": PurchaseKind.URGENT, "urgent_because": because}
    row: Any = open_row(Purchase, organ=store.organ.pk, values=values, actor=store.keeper)
    row = press(row, "want", actor=store.keeper, asked={"item": item.code, "quantity": 6}).row
    row = press(row, "submit", actor=store.keeper, asked={"method": Method.DIRECT, "urgent_because": because}).row
    yield from _brought_in(store, row, at + timedelta(days=3))


def a_count(store: Store, at: datetime) -> Story:
    """The yearly count: nearly everything is where the ledger says."""
    row = open_row(Count, organ=store.organ.pk, values={"title": f"{at.year}年度办公用品盘点"}, actor=store.keeper)
    yield at + timedelta(hours=2)
    store.count_everything(row, lambda item: max(0, item.stock + store.chance.choices([0, -1, 1], [30, 2, 1])[0]))
