"""The journey of a disposal: grounds, approval by value, carrying out, striking off, income to the treasury."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State
from chancery.kernel.flow.engine import open_row
from chancery.modules.assets.models import Income
from chancery.modules.assets.rules.answers import place_of
from chancery.modules.assets.rules.disposal import (
    can_be_disposed,
    day_has_come,
    has_grounds,
    is_appraised,
    is_struck_off_in_time,
    tier_of,
    was_decided_together,
    worn_is_worn,
)
from chancery.modules.assets.selectors import in_matter, net_of
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import DisposalState as D
from chancery.modules.assets.terms.matters import IncomeKind

from .cards import change_cards, give_free, send_for_decision, take_in_hand
from .request import with_asker, with_keepers

DISPOSAL = "assets.disposal"
ROUTE = "assets.disposal"
FACTS = ("title", "kind", "ground", "asset", "opinion", "collective", "appraisal", "recipient")
HUNDRED = Decimal(100)


def take(moving: Moving) -> None:
    """The cards wait for their end; their value decides who approves (审批权限)."""
    cards = take_in_hand(moving)
    waiting = [card for card in cards if card.status != Status.LOST]
    change_cards(moving, waiting, status=Status.PENDING)
    total = sum((card.cost for card in cards), Decimal(0))
    net = sum(net_of(card, today()) for card in cards) / HUNDRED
    tier = tier_of(total, place_of(moving.row.organ_id))
    moving.set(cards=len(cards), total=total, net=net, tier=tier)
    send_for_decision(moving)


def give_back(moving: Moving) -> None:
    """What is not disposed of after all is idle again; what is missing stays missing."""
    cards = in_matter(moving.row.pk)
    change_cards(moving, [card for card in cards if card.status == Status.PENDING], status=Status.IDLE)
    give_free(moving)


def carry_out(moving: Moving) -> None:
    """The cards are struck off (核销; 国令738 art. 35), and what they brought becomes income that is due (art. 25)."""
    asked, row = moving.asked, moving.row
    proceeds = Decimal(asked["proceeds"] or 0)
    if proceeds < 0:
        raise Refused(say("A price is not negative."), fields={"proceeds": say("A price is not negative.")})
    give_free(moving, status=Status.DISPOSED, disposed_on=asked["done_on"])
    moving.set(proceeds=proceeds)
    if proceeds > 0:
        income = open_row(
            Income,
            organ=row.organ_id,
            actor=program("Chancery"),
            values={
                "title": row.title,
                "kind": IncomeKind.DISPOSAL,
                "asset": row.asset,
                "disposal": row,
                "amount": proceeds,
                "payer": row.recipient,
            },
        )
        Link.objects.create(
            source=row.entry, target=income.entry, kind=Link.Kind.LED_TO, at=now(), by=moving.actor.post
        )


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
disposal_flow = Flow(
    D,
    start=D.DRAFTED,
    each=(
        State(D.DRAFTED, "new", holder=with_asker("submit"), edits=FACTS),
        State(D.APPROVING, "wait", route=ROUTE, needs=("number",)),
        State(D.APPROVED, "run", holder=with_keepers("carry_out"), edits=("recipient",), needs=("number",)),
        State(D.DONE, "done", needs=("number", "done_on"), ends=True),
        State(D.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("submit", (D.DRAFTED,), D.APPROVING, "asset.keep", title=_("Send for approval (asset)"), done=_("Sent for approval"), number=DISPOSAL,
             needs=("number",), checks=(can_be_disposed, has_grounds, worn_is_worn, was_decided_together, is_appraised), effect=take),
        Move("passed", (D.APPROVING,), D.APPROVED, "asset.keep", title=_("Approved"), outcome="passed"),
        Move("returned", (D.APPROVING,), D.DRAFTED, "asset.keep", title=_("Returned by the approver"), outcome="returned", effect=give_back),
        Move("recalled", (D.APPROVING,), D.DRAFTED, "asset.keep", title=_("Recalled"), outcome="recalled", effect=give_back),
        Move("carry_out", (D.APPROVED,), D.DONE, "asset.keep", title=_("Carry out and strike off"), done=_("Struck off"), grave=True,
             asks=(Ask("done_on", _("Carried out on"), "date", column="done_on"), Ask("proceeds", _("Proceeds"), "number", required=False),
                   Ask("basis", _("Approval document"), required=False, max_length=120, column="basis")),
             checks=(day_has_come, is_struck_off_in_time), effect=carry_out),
        Move("cancel", (D.DRAFTED, D.APPROVED), D.CANCELLED, "asset.keep", title=_("Withdraw"), done=_("Withdrawn"), held="no", reason=True,
             grave=True, effect=give_back),
    ),
)
# fmt: on
