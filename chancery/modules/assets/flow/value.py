"""What changes the value of cards, brings money in for them, or settles whose they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.assets.models import Asset, Valuation, first_of_month
from chancery.modules.assets.rules.cards import cards_are_free
from chancery.modules.assets.rules.disposal import day_has_come, payment_is_named
from chancery.modules.assets.rules.value import account_is_in_time, months_fit_the_category
from chancery.modules.assets.selectors import cards_of, fen, finance_of, stretches_of
from chancery.modules.assets.terms import ValueKind
from chancery.modules.assets.terms.depreciation import bettered, day_of, month_of
from chancery.modules.assets.terms.matters import IncomeState as I
from chancery.modules.assets.terms.matters import RevaluationKind
from chancery.modules.assets.terms.matters import RevaluationState as W
from chancery.modules.assets.terms.matters import TitleState as T

from .cards import change_cards
from .request import with_keepers

HUNDRED = Decimal(100)


def with_finance(move: str) -> Any:
    return lambda row: todos([finance_of(row.organ_id)], move)


def book(moving: Moving) -> None:
    """The card gets its new value from a month on; how it stood before is kept, so that every day can be told again."""
    row = moving.row
    card = cards_of(row, lock=True)[0]
    month = month_of(row.from_month)
    last = stretches_of(card)[-1]
    if month < last.since:
        first = day_of(last.since).isoformat()[:7]
        raise Refused(say("The value last changed in {month}; a change before it cannot be booked.", month=first))
    ended, begun = bettered(last, month=month, cost=fen(row.cost), months=row.months)
    Valuation.objects.create(
        asset=card, since=day_of(ended.since), until=day_of(month), cost=card.cost, accrued=card.accrued, months=card.months or 0
    )  # fmt: skip
    final = {"value_kind": ValueKind.ORIGINAL} if row.kind == RevaluationKind.FINAL else {}
    change_cards(
        moving, [card], **final, cost=row.cost, months=row.months, accrued=begun.accrued / HUNDRED, depreciates_from=first_of_month(row.from_month)
    )  # fmt: skip


def registered(moving: Moving) -> None:
    """The deed stands on the card."""
    card: Asset = cards_of(moving.row, lock=True)[0]
    change_cards(moving, [card], deed=moving.asked["deed"])


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
revaluation_flow = Flow(
    W,
    start=W.PROPOSED,
    each=(
        State(W.PROPOSED, "new", holder=with_finance("book"), edits=("asset", "kind", "cause", "cost", "months", "from_month", "voucher")),
        State(W.BOOKED, "done", ends=True),
        State(W.REFUSED, "stop", ends=True),
    ),
    moves=(
        Move("book", (W.PROPOSED,), W.BOOKED, "asset.finance", title=_("Book the change"), done=_("Booked"),
             asks=(Ask("voucher", _("Voucher number"), required=False, max_length=40, column="voucher"),), checks=(cards_are_free, day_has_come, months_fit_the_category, account_is_in_time), effect=book),
        Move("refuse", (W.PROPOSED,), W.REFUSED, "asset.finance", title=_("Refuse the change"), done=_("Turned down"), reason=True, grave=True),
    ),
)

income_flow = Flow(
    I,
    start=I.DUE,
    each=(
        State(I.DUE, "new", holder=with_finance("collect"), edits=("title", "kind", "asset", "amount", "payer", "due_on")),
        State(I.COLLECTED, "run", holder=with_finance("remit"), needs=("received_on",)),
        State(I.REMITTED, "done", needs=("payment", "paid_on"), ends=True),
        State(I.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("collect", (I.DUE,), I.COLLECTED, "asset.finance", title=_("Money was received"), done=_("Money was received"),
             asks=(Ask("received_on", _("Money received on"), "date", column="received_on"),)),
        Move("remit", (I.DUE, I.COLLECTED), I.REMITTED, "asset.finance", title=_("Pay into the treasury"), done=_("Paid into the treasury"),
             asks=(Ask("payment", _("Treasury payment number"), max_length=60, column="payment"),
                   Ask("paid_on", _("Paid in on"), "date", column="paid_on")), checks=(payment_is_named,)),
        Move("cancel", (I.DUE,), I.CANCELLED, "asset.finance", title=_("Withdraw"), done=_("Withdrawn"), reason=True, grave=True),
    ),
)

title_flow = Flow(
    T,
    start=T.WANTED,
    each=(
        State(T.WANTED, "new", holder=with_keepers("apply"), edits=("asset", "kind", "authority", "basis", "complete")),
        State(T.APPLIED, "wait", holder=with_keepers("register"), edits=("basis", "complete")),
        State(T.DISPUTED, "wait", holder=with_keepers("settle"), edits=("basis",)),
        State(T.REGISTERED, "done", needs=("deed", "registered_on"), ends=True),
        State(T.DROPPED, "stop", ends=True),
    ),
    moves=(
        Move("apply", (T.WANTED,), T.APPLIED, "asset.keep", title=_("Apply for registration"), done=_("Applied for")),
        Move("register", (T.APPLIED,), T.REGISTERED, "asset.keep", title=_("Enter the deed"), done=_("Title registered"),
             asks=(Ask("deed", _("Deed number"), max_length=80, column="deed"), Ask("registered_on", _("Registered on"), "date", column="registered_on")),
             effect=registered),
        Move("dispute", (T.WANTED, T.APPLIED), T.DISPUTED, "asset.keep", title=_("Title is disputed"), done=_("Title is disputed"), reason=True),
        Move("settle", (T.DISPUTED,), T.WANTED, "asset.keep", title=_("Dispute was settled"), done=_("Dispute was settled"), reason=True),
        Move("drop", (T.WANTED, T.APPLIED, T.DISPUTED), T.DROPPED, "asset.keep", title=_("Give up"), done=_("Given up"), reason=True, grave=True),
    ),
)
# fmt: on
