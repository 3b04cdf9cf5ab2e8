"""A purchase: wants are collected, the list is approved, ordered, and received into store."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.supplies.models import PurchaseLine
from chancery.modules.supplies.rules import (
    catalogue_goods_centrally,
    has_lines,
    no_splitting,
    not_again_below_the_limit,
    urgent_has_reason,
)
from chancery.modules.supplies.selectors import find_item, how_many, low_items, on_order, store_keeper
from chancery.modules.supplies.terms import Method, Movement
from chancery.modules.supplies.terms import PurchaseState as S

from .lines import ITEM, QUANTITY, strike, weigh
from .stock import book

PURCHASE = "supplies.purchase"


def with_keeper(move: str) -> Any:
    return lambda row: todos([store_keeper(row.organ_id)], move)


def want(moving: Moving) -> None:
    """A section wants something that can wait; wants for one item are added together (集中采购非急需物品)."""
    row, item = moving.row, find_item(moving.row.organ_id, moving.asked["item"])
    quantity = how_many(moving.asked["quantity"])
    line = row.lines.filter(item=item).first()
    if line:
        line.quantity = how_many(line.quantity + quantity)
        line.save(update_fields=["quantity"])
    else:
        PurchaseLine.objects.create(
            purchase=row, item=item, quantity=quantity, price=item.price, section_id=moving.actor.organ
        )
    weigh(moving)


def propose_reorders(moving: Moving) -> None:
    """What has fallen to its reorder point comes onto the list, up to its target (R-SU-03)."""
    row = moving.row
    low = low_items(row.organ_id)
    listed = on_order(row.organ_id, [item.pk for item in low])
    fresh = [
        PurchaseLine(purchase=row, item=item, quantity=item.target - item.stock, price=item.price, reorder=True)
        for item in low
        if item.pk not in listed
    ]
    if not fresh:
        raise Refused(say("Nothing has fallen to its reorder point that is not on a list already."))
    PurchaseLine.objects.bulk_create(fresh)
    weigh(moving)


def submit(moving: Moving) -> None:
    moving.set(year=today().year)


def order(moving: Moving) -> None:
    moving.set(ordered_on=today())


def receive(moving: Moving) -> None:
    """What has not come in part comes into store now."""
    for line in moving.row.sheet:
        _take_in(moving, line, line.quantity - line.received)


def receive_part(moving: Moving) -> None:
    row, item = moving.row, find_item(moving.row.organ_id, moving.asked["item"])
    quantity = how_many(moving.asked["quantity"])
    line = row.lines.filter(item=item).first()
    if line is None:
        raise Refused(say("“{item}” is not on this list.", item=item.name))
    if quantity > line.quantity - line.received:
        raise Refused(
            say(
                "Only {n} {unit} of “{item}” are still to come.",
                n=line.quantity - line.received,
                unit=item.unit,
                item=item.name,
            )
        )
    _take_in(moving, line, quantity)
    moving.set(total=row.total)


def _take_in(moving: Moving, line: PurchaseLine, quantity: int) -> None:
    if not quantity:
        return
    book(moving, line.item_id, quantity, Movement.RECEIVED, price=line.price)
    line.received += quantity
    line.save(update_fields=["received"])


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
purchase_flow = Flow(
    S,
    start=S.COLLECTING,
    each=(
        State(S.COLLECTING, "new", holder=with_keeper("submit")),
        State(S.APPROVING, "wait", route=PURCHASE, needs=("number",)),
        State(S.APPROVED, "run", holder=with_keeper("order"), needs=("number",)),
        State(S.ORDERED, "run", holder=with_keeper("receive"), needs=("number", "supplier", "ordered_on")),
        State(S.RECEIVED, "done", needs=("number", "supplier", "ordered_on"), ends=True),
        State(S.DROPPED, "stop", ends=True),
    ),
    moves=(
        Move("submit", (S.COLLECTING,), S.APPROVING, "supply.keep", title=_("Propose the list"), done=_("The list was proposed"), number="supplies.purchase",
             asks=(Ask("method", _("Bought by"), "choice", choices=Method, column="method"),
                   Ask("urgent_because", _("Why it is urgent"), required=False, column="urgent_because", max_length=300),
                   Ask("words", _("Words"), "long", required=False, max_length=2000)),
             checks=(has_lines, urgent_has_reason, catalogue_goods_centrally, no_splitting), effect=submit, remark="proposal"),
        Move("want", (S.COLLECTING,), "", "supply.ask", title=_("Put a want on the list"), done=_("A want was put on the list"), held="no",
             asks=(ITEM, QUANTITY), effect=want),
        Move("strike", (S.COLLECTING,), "", "supply.keep", title=_("Strike an item"), done=_("An item was struck"), held="no", asks=(ITEM,), effect=strike),
        Move("propose_reorders", (S.COLLECTING,), "", "supply.keep", title=_("Add what runs low"), done=_("What runs low was added"), held="no",
             effect=propose_reorders),
        Move("passed", (S.APPROVING,), S.APPROVED, "supply.approve", title=_("Purchase approved"), outcome="passed"),
        Move("sent_back", (S.APPROVING,), S.COLLECTING, "supply.approve", title=_("Purchase not approved"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.COLLECTING, "supply.approve", title=_("Recalled"), outcome="recalled"),
        Move("order", (S.APPROVED,), S.ORDERED, "supply.keep", title=_("Place the order"), done=_("Ordered"),
             asks=(Ask("supplier", _("Supplier"), column="supplier", max_length=120),), checks=(no_splitting, not_again_below_the_limit), effect=order),
        Move("receive", (S.ORDERED,), S.RECEIVED, "supply.keep", title=_("Receive the rest into store"), done=_("Received into store"), effect=receive),
        Move("receive_part", (S.ORDERED,), "", "supply.keep", title=_("Receive a part"), done=_("A part was received"), asks=(ITEM, QUANTITY),
             effect=receive_part),
        Move("drop", (S.COLLECTING, S.APPROVED), S.DROPPED, "supply.keep", title=_("Drop the list"), done=_("The list was dropped"), reason=True, grave=True),
    ),
)
# fmt: on
