"""What the office's own rule and the law of procurement say about supplies. Each answer carries its article."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.scope import current_actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.rules.registry import rule_value

from .models import Count, Issue, Purchase
from .selectors import classes_of, judged, near_limit, not_counted, spent_in_year
from .terms import Category, IssueState, Method, PurchaseKind


def answer(key: str, sentence: Sentence) -> Answer:
    """A refusal under the rule of this key, with the strength that the rule has today."""
    rule = rule_value(key)
    return Answer(False, sentence, rule.cite, rule.strength)


def has_lines(row: Any, asked: Mapping[str, Any]) -> Answer:
    """An empty sheet asks for nothing."""
    return OK if row.sheet else Answer(False, say("There is no item on the list yet."))


def own_sheet(row: Issue, asked: Mapping[str, Any]) -> Answer:
    """A sheet belongs to whoever asks and to the keeper; nobody else changes it."""
    actor = current_actor()
    mine = {row.entry.opened_by_id, row.taker_id, row.keeper_id if "supply.keep" in actor.actions else None} - {None}
    if actor.everything or not mine or mine & set(actor.parties):
        return OK
    return Answer(False, say("This sheet belongs to whoever asked, and to the keeper."))


def can_be_handed_out(row: Issue, asked: Mapping[str, Any]) -> Answer:
    """In store, within the quota or approved, and old for new: one question, so that the lines are read once."""
    if not row.sheet:
        return has_lines(row, asked)
    lines = judged(row)
    for one in lines:
        if one.short:
            return Answer(
                False,
                say(
                    "Only {stock} {unit} of “{item}” are in store; the sheet asks for {n}. Strike it, or put it on the purchase list.",
                    stock=one.item.stock, unit=one.item.unit, item=one.item.name, n=one.line.quantity,
                ),
            )  # fmt: skip
    over = next((one for one in lines if one.over), None)
    if over and row.state == IssueState.ASKED:
        return answer("supplies.quota", _over(over))
    due = [one for one in lines if one.old_due]
    if due and "old" in asked and not asked["old"]:
        named = "、".join(f"{one.item.name} × {one.old_due}" for one in due[:6])
        return answer("supplies.trade_in", say("Old for new: take the old ones back first: {items}.", items=named))
    return OK


def _over(one: Any) -> Sentence:
    if one.item.trade_in and one.line.quantity > one.old_due:
        return say(
            "{n} × “{item}” are asked for without an old one to give back. First equipment needs approval, with the reason.",
            n=one.line.quantity - one.old_due, item=one.item.name,
        )  # fmt: skip
    return say(
        "“{item}”: {had} this month and {n} on this sheet are more than the quota of {quota}. It needs approval, with the reason.",
        item=one.item.name, had=one.had.month, n=one.line.quantity, quota=one.item.quota,
    )  # fmt: skip


def urgent_has_reason(row: Purchase, asked: Mapping[str, Any]) -> Answer:
    """What is not urgent is bought together; what is bought singly says why (实施条例 art. 24)."""
    if row.kind != PurchaseKind.URGENT or row.urgent_because.strip():
        return OK
    return answer("supplies.bulk", say("An urgent single purchase says why it cannot wait for the batch."))


def no_splitting(row: Purchase, asked: Mapping[str, Any]) -> Answer:
    """The sum of a class in the financial year stays below the open-tender threshold (实施条例 art. 28)."""
    method = asked.get("method") or row.method
    if method in ("", Method.TENDER):
        return OK
    threshold = Decimal(str(rule_value("supplies.open_tender", place=row.organ.place).value))
    spent = spent_in_year(row, today().year)
    for category, amount in classes_of(row).items():
        whole = spent.get(category, Decimal()) + amount
        if whole > threshold:
            return answer(
                "supplies.no_splitting",
                say(
                    "With this list “{category}” comes to {whole} yuan in {year}, more than the open-tender threshold of {threshold} yuan. "
                    "Several purchases by other ways would be splitting.",
                    category=say(Category(category).label), whole=whole, year=str(today().year), threshold=threshold,
                ),
            )  # fmt: skip
    return OK


def catalogue_goods_centrally(row: Purchase, asked: Mapping[str, Any]) -> Answer:
    """Goods of the central catalogue are bought centrally (机关事务管理条例 art. 15), urgent small ones excepted (实施条例 art. 24)."""
    method = asked.get("method") or row.method
    if not method or method == Method.CENTRAL or row.kind == PurchaseKind.URGENT:
        return OK
    named = [line.item.name for line in row.sheet if line.item.central]
    if not named:
        return OK
    return answer(
        "supplies.central",
        say("{items} stand in the central catalogue and are bought centrally.", items="、".join(named[:5])),
    )


def not_again_below_the_limit(row: Purchase, asked: Mapping[str, Any]) -> Answer:
    """The third order near the limit at one supplier within 90 days is pointed out."""
    limit = Decimal(str(rule_value("supplies.purchase_limit", place=row.organ.place).value))
    supplier = str(asked.get("supplier") or "").strip()
    if not supplier or not limit * Decimal("0.8") <= row.total <= limit or near_limit(row, supplier, limit) < 2:
        return OK
    return answer(
        "supplies.purchase_limit",
        say(
            "This is the third order at {supplier} within 90 days of 80 to 100 % of the limit of {limit} yuan.",
            supplier=supplier,
            limit=limit,
        ),
    )


def everything_was_counted(row: Count, asked: Mapping[str, Any]) -> Answer:
    """What was not counted is named, and a reason says why (定期清查盘点; 机关事务管理条例 art. 19)."""
    left = not_counted(row)
    if not left:
        return OK
    named = "、".join(item.name for item in left[:5]) + ("…" if len(left) > 5 else "")
    return answer("supplies.count", say("Not counted: {items}.", items=named))
