"""A sheet of supplies: filled, approved if it is beyond the quota, handed out by the one keeper, old for new."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.kernel.org.models import Post
from chancery.modules.supplies.models import Issue, IssueLine
from chancery.modules.supplies.rules import can_be_handed_out, has_lines, own_sheet
from chancery.modules.supplies.selectors import find_item, how_many, judged, one_keeper, store_keeper
from chancery.modules.supplies.terms import IssueState as S
from chancery.modules.supplies.terms import Movement

from .lines import ITEM, QUANTITY, strike, weigh
from .stock import book

APPROVAL = "supplies.approval"


def with_keeper(row: Issue) -> list[Todo]:
    return todos([row.keeper_id or store_keeper(row.organ_id)], "issue")


def add(moving: Moving) -> None:
    """Put an item on the sheet; one that stands there already is asked for in the new quantity."""
    row, item = moving.row, find_item(moving.row.organ_id, moving.asked["item"])
    quantity = how_many(moving.asked["quantity"])
    taker = row.taken_by
    section = Post.objects.filter(pk=taker).values_list("organ", flat=True).first() if taker else None
    keeper = one_keeper([*(line.item for line in row.sheet if line.item_id != item.pk), item])
    IssueLine.objects.update_or_create(
        issue=row,
        item=item,
        defaults={"quantity": quantity, "price": item.price, "taker_id": taker, "section_id": section},
    )
    weigh(moving)
    if row.keeper_id != keeper:
        moving.set(keeper_id=keeper)
        moving.todos = todos([keeper], "issue")


def hand_out(moving: Moving) -> None:
    """Every line leaves the store, and the old ones that came in are noted (以旧换新)."""
    row, total = moving.row, Decimal()
    for one in judged(row):
        line, item = one.line, one.item
        book(moving, item.pk, -line.quantity, Movement.ISSUED, last_issued=today())
        line.old, line.price, line.issued_at = one.old_due, item.price, moving.at
        line.save(update_fields=["old", "price", "issued_at"])
        total += line.quantity * item.price
    moving.set(total=total)
    moving.tells.update(party for party in [row.taken_by] if party)


def take_back(moving: Moving) -> None:
    """What was not used goes back into store; only what went out on this sheet can come back (退库)."""
    row, item = moving.row, find_item(moving.row.organ_id, moving.asked["item"])
    quantity = how_many(moving.asked["quantity"])
    line = row.lines.filter(item=item).first()
    if line is None:
        raise Refused(say("“{item}” was never handed out on this sheet, so it cannot come back.", item=item.name))
    if quantity > line.quantity - line.returned:
        raise Refused(
            say(
                "Only {n} {unit} of “{item}” can still come back.",
                n=line.quantity - line.returned,
                unit=item.unit,
                item=item.name,
            )
        )
    line.returned += quantity
    line.save(update_fields=["returned"])
    book(moving, item.pk, quantity, Movement.RETURNED, price=line.price)
    moving.set(total=row.total - quantity * line.price)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
issue_flow = Flow(
    S,
    start=S.ASKED,
    each=(
        State(S.ASKED, "new", holder=with_keeper),
        State(S.APPROVING, "wait", route=APPROVAL),
        State(S.APPROVED, "run", holder=with_keeper),
        State(S.ISSUED, "done", needs=("number",), ends=True),
        State(S.REFUSED, "stop", ends=True),
        State(S.WITHDRAWN, "stop", ends=True),
    ),
    moves=(
        Move("issue", (S.ASKED, S.APPROVED), S.ISSUED, "supply.keep", title=_("Issue from store"), done=_("Issued from store"), key="r", number="supplies.issue",
             asks=(Ask("old", _("The old ones came in, one for one"), "flag", required=False),), checks=(can_be_handed_out,), effect=hand_out),
        Move("add", (S.ASKED,), "", "supply.ask", title=_("Add an item"), done=_("An item was added"), held="no", asks=(ITEM, QUANTITY),
             checks=(own_sheet,), effect=add),
        Move("strike", (S.ASKED,), "", "supply.ask", title=_("Strike an item"), done=_("An item was struck"), held="no", asks=(ITEM,),
             checks=(own_sheet,), effect=strike),
        Move("seek_approval", (S.ASKED,), S.APPROVING, "supply.ask", title=_("Ask for approval"), done=_("Approval was asked for"), held="no", reason=True,
             checks=(own_sheet, has_lines)),
        Move("approved", (S.APPROVING,), S.APPROVED, "supply.approve", title=_("Supplies approved"), outcome="passed"),
        Move("sent_back", (S.APPROVING,), S.ASKED, "supply.approve", title=_("Approval not given"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.ASKED, "supply.approve", title=_("Recalled"), outcome="recalled"),
        Move("refuse", (S.ASKED, S.APPROVED), S.REFUSED, "supply.keep", title=_("Do not issue"), done=_("Not issued from store"), reason=True, grave=True,
             remark="return"),
        Move("withdraw", (S.ASKED,), S.WITHDRAWN, "supply.ask", title=_("Withdraw"), done=_("Withdrawn"), held="no", grave=True, checks=(own_sheet,)),
        Move("take_back", (S.ISSUED,), "", "supply.keep", title=_("Take back into store"), done=_("Taken back into store"), held="no",
             asks=(ITEM, QUANTITY), effect=take_back),
    ),
)
# fmt: on
