"""The journey of a request for assets: checked against the standard, the pool searched, approved, bought, registered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.kernel.flow.engine import open_row
from chancery.modules.assets.models import Asset, Request
from chancery.modules.assets.rules.disposal import came_from_pool
from chancery.modules.assets.rules.standard import old_enough, pool_was_searched, within_price, within_quantity
from chancery.modules.assets.selectors import keepers_of, pool_section
from chancery.modules.assets.terms import category_of
from chancery.modules.assets.terms.matters import RequestState as S

from .cards import send_for_decision

REQUEST = "assets.request"
ROUTE = "assets.purchase"
MOST_APART = 50
FACTS = (
    "title", "category", "specification", "quantity", "price", "staff", "rank", "area", "secret", "replaces", "beyond_repair",
    "wanted_by", "grounds",
)  # fmt: skip
WORDS = Ask("words", _("Words"), "long", required=False, max_length=2000)


def with_asker(move: str) -> Any:
    """Whoever entered the matter; the organ where a program did."""
    return lambda row: todos([row.entry.opened_by_id or row.organ_id], move)


def with_keepers(move: str) -> Any:
    return lambda row: todos([keepers_of(row.organ_id)], move)


def with_pool(move: str) -> Any:
    return lambda row: todos([pool_section(row.organ_id)], move)


def add_up(moving: Moving) -> None:
    """The total by which the route chooses its stages."""
    moving.set(total=moving.row.price * moving.row.quantity)


def register_cards(moving: Moving) -> None:
    """Cards from the purchase (登记资产卡片): one for all pieces, or one for each."""
    row, asked = moving.row, moving.asked
    price = Decimal(asked["price"]).quantize(Decimal("0.01"))
    if price < 0:
        raise Refused(say("A price is not negative."), fields={"price": say("A price is not negative.")})
    if asked["apart"] and row.quantity > MOST_APART:
        raise Refused(say("At most {most} cards can be made at once; register the rest by a table.", most=MOST_APART))
    pieces = [1] * row.quantity if asked["apart"] else [row.quantity]
    for count in pieces:
        open_row(Asset, organ=row.organ_id, actor=moving.actor, values=_card(row, asked, price, count), cause="")


def _card(row: Request, asked: Any, price: Decimal, count: int) -> dict[str, Any]:
    return {
        "name": asked["name"] or category_of(row.category).name,
        "category": row.category,
        "specification": row.specification,
        "quantity": count,
        "cost": price * count,
        "acquired_on": asked["acquired_on"],
        "supplier": asked["supplier"] or "",
        "contract": asked["contract"] or "",
        "note": row.number or "",
    }


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
request_flow = Flow(
    S,
    start=S.DRAFTED,
    each=(
        State(S.DRAFTED, "new", holder=with_asker("submit"), edits=FACTS),
        State(S.POOLING, "run", holder=with_pool("not_in_pool"), needs=("number",)),
        State(S.APPROVING, "wait", route=ROUTE, needs=("number",)),
        State(S.APPROVED, "run", holder=with_keepers("register"), needs=("number",)),
        State(S.ALLOCATED, "done", needs=("number",), ends=True),
        State(S.DONE, "done", needs=("number",), ends=True),
        State(S.REFUSED, "stop", needs=("number",), ends=True),
        State(S.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("submit", (S.DRAFTED,), S.POOLING, "asset.ask", title=_("Submit the request"), done=_("Submitted (asset)"), number=REQUEST,
             needs=("number",), checks=(within_quantity, within_price, old_enough), effect=add_up),
        Move("allocate", (S.POOLING,), S.ALLOCATED, "asset.pool", title=_("Allocate from the pool"), done=_("Allocated from the pool"),
             asks=(WORDS,), checks=(came_from_pool,), remark="reply"),
        Move("not_in_pool", (S.POOLING,), S.APPROVING, "asset.pool", title=_("Nothing to allocate: send for approval"),
             done=_("Sent for approval"), asks=(WORDS,), checks=(pool_was_searched,), effect=send_for_decision, remark="opinion"),
        Move("refuse", (S.POOLING,), S.REFUSED, "asset.pool", title=_("Refuse the request"), done=_("Turned down"), reason=True, grave=True,
             remark="return"),
        Move("passed", (S.APPROVING,), S.APPROVED, "asset.ask", title=_("Approved"), outcome="passed"),
        Move("returned", (S.APPROVING,), S.DRAFTED, "asset.ask", title=_("Returned by the approver"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.DRAFTED, "asset.ask", title=_("Recalled"), outcome="recalled"),
        Move("register", (S.APPROVED,), S.DONE, "asset.keep", title=_("Register what was bought"), done=_("Cards were registered"),
             asks=(Ask("acquired_on", _("Acquired on"), "date"), Ask("price", _("Price of one"), "number"),
                   Ask("name", _("Name of the asset"), required=False, max_length=120), Ask("supplier", _("Supplier"), required=False, max_length=120),
                   Ask("contract", _("Contract number"), required=False, max_length=60),
                   Ask("apart", _("One card for each piece"), "flag", required=False)), effect=register_cards),
        Move("cancel", (S.DRAFTED, S.POOLING, S.APPROVED), S.CANCELLED, "asset.ask", title=_("Withdraw"), done=_("Withdrawn"), held="no",
             reason=True, grave=True),
    ),
)
# fmt: on
