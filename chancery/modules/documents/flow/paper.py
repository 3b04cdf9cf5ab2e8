"""The custody of a classified paper: held, lent, given back or destroyed, each with its witness."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.documents.terms import PaperState as P


def lend(moving: Moving) -> None:
    moving.grant([moving.asked["borrower"]], "assigned")


def _custodian(move: str) -> Any:
    return lambda row: todos([row.custodian_id], move)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
paper_flow = Flow(
    P,
    start=P.HELD,
    each=(
        State(P.HELD, "run", holder=_custodian("give_back"), edits=("issuer", "copies", "copy_numbers", "give_back_by")),
        State(P.LENT, "wait", holder=_custodian("take_back"), needs=("borrower",)),
        State(P.RETURNED, "done", needs=("ended_on",), ends=True),
        State(P.DESTROYED, "stop", needs=("ended_on", "approval"), ends=True),
    ),
    moves=(
        Move("lend", (P.HELD,), P.LENT, "paper.keep", title=_("Lend"), done=_("Lent"),
             asks=(Ask("borrower", _("Lent to"), "post", column="borrower_id"),), effect=lend),
        Move("take_back", (P.LENT,), P.HELD, "paper.keep", title=_("Take back"), done=_("Taken back")),
        Move("give_back", (P.HELD,), P.RETURNED, "paper.keep", title=_("Give back to the issuer"), done=_("Given back to the issuer"),
             asks=(Ask("ended_on", _("On"), "date", column="ended_on"),)),
        Move("destroy", (P.HELD,), P.DESTROYED, "paper.keep", title=_("Destroy"), done=_("Destroyed"), reason=True, grave=True,
             asks=(Ask("ended_on", _("On"), "date", column="ended_on"), Ask("approval", _("Approved by, witnessed by"), column="approval"))),
    ),
)
# fmt: on
