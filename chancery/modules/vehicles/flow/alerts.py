"""A finding about a vehicle (疑点): explained by those who drive and dispatch, judged by those who keep the register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, State, todos
from chancery.modules.vehicles.models import Alert
from chancery.modules.vehicles.models.desks import dispatch_desk, keeping_desk
from chancery.modules.vehicles.terms import AlertState as S


def with_explainers(row: Alert) -> list[Todo]:
    return todos([dispatch_desk(row.organ_id)], "explain")


def with_judges(row: Alert) -> list[Todo]:
    return todos([keeping_desk(row.organ_id)], "clear")


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
alert_flow = Flow(
    S,
    start=S.OPEN,
    each=(
        State(S.OPEN, "new", holder=with_explainers),
        State(S.ANSWERED, "wait", holder=with_judges, needs=("explanation",)),
        State(S.CLEARED, "done", ends=True),
        State(S.CONFIRMED, "stop", ends=True),
    ),
    moves=(
        Move("explain", (S.OPEN,), S.ANSWERED, "alert.explain", title=_("Explain the finding"), done=_("The finding was explained"),
             asks=(Ask("words", _("Explanation"), "long", column="explanation", max_length=2000),), remark="reply"),
        Move("clear", (S.ANSWERED,), S.CLEARED, "alert.judge", title=_("Accept the explanation"), done=_("The explanation was accepted")),
        Move("ask_again", (S.ANSWERED,), S.OPEN, "alert.judge", title=_("Ask again"), done=_("Asked again"), reason=True, remark="return"),
        Move("confirm", (S.ANSWERED,), S.CONFIRMED, "alert.judge", title=_("Confirm the violation"), done=_("The violation was confirmed"),
             reason=True, grave=True, remark="note"),
    ),
)
# fmt: on
