"""Whole sheets at once: asking for several items, wanting them, entering a count."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press

from .models import Count, Issue, IssueLine, Item, Purchase
from .selectors import LIVE, how_many, in_words, one_keeper, running_batch
from .terms import MOST_LINES

Wants = Mapping[int, int]
"""How many of which item, by its key."""


@transaction.atomic
def ask_for(actor: Actor, *, organ: int, title: str, wants: Wants) -> Issue:
    """Send a sheet with several items (填领用单). Raises Refused for an empty one, or items of two keepers."""
    items = _items(organ, wants)
    lines = [
        IssueLine(item=item, quantity=wants[item.pk], price=item.price, taker_id=actor.post, section_id=actor.organ)
        for item in items
    ]
    total = sum((line.quantity * line.price for line in lines), Decimal())
    values = {"title": title, "keeper_id": one_keeper(items), "total": total, "summary": in_words(lines)}
    row: Issue = open_row(Issue, organ=organ, values=values, actor=actor)
    for line in lines:
        line.issue = row
    IssueLine.objects.bulk_create(lines)
    return row


@transaction.atomic
def want_for(actor: Actor, *, organ: int, wants: Wants) -> Purchase:
    """Put several items on the running batch (报非急需物品). Raises Refused if the keeper collects nothing now."""
    batch = running_batch(organ)
    if batch is None:
        raise Refused(say("No batch is being collected. Ask the keeper to begin one, or buy urgently with a reason."))
    for item in _items(organ, wants):
        batch = press(batch, "want", actor=actor, asked={"item": item.code, "quantity": wants[item.pk]}).row
    return batch


@transaction.atomic
def enter_count(actor: Actor, row: Count, found: Wants) -> Count:
    """Enter what was found of several items; what is empty stays uncounted."""
    for item in _items(row.organ_id, found, least=0):
        row = press(row, "found", actor=actor, asked={"item": item.code, "number": found[item.pk]}).row
    return row


def _items(organ: int, wants: Wants, *, least: int = 1) -> list[Item]:
    if not wants:
        raise Refused(say("Write how many of which item."))
    if len(wants) > MOST_LINES:
        raise Refused(say("At most {most} items on one sheet.", most=MOST_LINES))
    for number in wants.values():
        how_many(number, least=least)
    items = list(Item.unscoped.filter(LIVE, organ=organ, pk__in=list(wants)).order_by("pk"))
    if len(items) < len(wants):
        raise Refused(say("One of the items is not in this store any more. Look at the list again."))
    return items
