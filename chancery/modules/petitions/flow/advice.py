"""A proposal of the petition office: made, sent, answered in writing (art. 40)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.petitions.models import Advice, desk_of
from chancery.modules.petitions.terms import HANDLER, REGISTRAR, Adopted
from chancery.modules.petitions.terms import AdviceState as A

FACTS = ("title", "kind", "text", "to")


def with_office(row: Advice) -> list[Todo]:
    return todos([desk_of(REGISTRAR, row.organ_id)], "send")


def with_organ(row: Advice) -> list[Todo]:
    return todos([desk_of(HANDLER, row.to_id)], "answer")


def send(moving: Moving) -> None:
    moving.set(sent_at=moving.at)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
advice_flow = Flow(
    A,
    start=A.DRAFTED,
    each=(
        State(A.DRAFTED, "new", holder=with_office, edits=FACTS),
        State(A.SENT, "run", holder=with_organ, needs=("sent_at",)),
        State(A.ANSWERED, "done", needs=("sent_at", "adopted", "answer"), ends=True),
        State(A.DROPPED, "stop", ends=True),
    ),
    moves=(
        Move("send", (A.DRAFTED,), A.SENT, "petition.register", title=_("Send the proposal"), done=_("The proposal was sent"), effect=send),
        Move("answer", (A.SENT,), A.ANSWERED, "petition.handle", title=_("Answer the proposal in writing"), done=_("The proposal was answered"),
             asks=(Ask("adopted", _("Adoption"), "choice", choices=Adopted, column="adopted"), Ask("answer", _("Written answer of the organ"), "long", column="answer", max_length=4000))),
        Move("drop", (A.DRAFTED,), A.DROPPED, "petition.register", title=_("Drop the proposal"), done=_("The proposal was dropped"), reason=True, grave=True),
    ),
)
# fmt: on
