"""The journey of a report to a leader, and of the errand that the instruction makes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.deadlines.clocks import start_clock
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.kernel.org.models import Post
from chancery.modules.hotline.models import Errand, Report
from chancery.modules.hotline.models.desks import drafter_of
from chancery.modules.hotline.terms import DISPATCHER, LEADER, ErrandState
from chancery.modules.hotline.terms import ReportState as S

from .clocks import HANDLING
from .reporting import send_errand
from .taking import with_desk

E = ErrandState


def with_drafter(step: str) -> Any:
    return lambda row: todos([drafter_of(row)], step)


def with_leader(row: Report) -> list[Todo]:
    return todos([row.leader_id], "instruct")


def with_doer(row: Errand) -> list[Todo]:
    return todos([row.to_id], "answer")


def submit(moving: Moving) -> None:
    moving.set(leader=Post.objects.get(pk=moving.asked["leader"]))


def instruct(moving: Moving) -> None:
    """The leader's words, and the organ that is to carry them out, if one is named."""
    moving.set(instruction=moving.asked["words"], instructed_at=moving.at)
    if moving.asked.get("to"):
        send_errand(moving, moving.asked["to"], moving.asked.get("days"))


def hand_out(moving: Moving) -> None:
    send_errand(moving, moving.asked["to"], moving.asked.get("days"))


def begin_errand(moving: Moving) -> None:
    """The errand has its number; its days begin."""
    if moving.row.days:
        clock = start_clock(moving.row.pk, key=HANDLING, amount=moving.row.days, unit="workday", start=moving.at)
        moving.due(clock.due_at)


def answer_errand(moving: Moving) -> None:
    moving.set(answered_at=moving.at)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
TO = (Ask("to", _("To be done by"), "organ", required=False), Ask("days", _("Within working days"), "number", required=False))

report_flow = Flow(
    S,
    start=S.DRAFTED,
    each=(
        State(S.DRAFTED, "new", holder=with_drafter("submit"), edits=("title", "text")),
        State(S.WITH_LEADER, "wait", holder=with_leader, needs=("number", "leader")),
        State(S.INSTRUCTED, "run", holder=with_drafter("close"), needs=("number", "leader", "instructed_at")),
        State(S.CLOSED, "done", ends=True),
    ),
    moves=(
        Move("submit", (S.DRAFTED,), S.WITH_LEADER, "report.draft", title=_("Submit to the leader"), done=_("Submitted to the leader"),
             asks=(Ask("leader", _("Leader"), "post", among=LEADER),), effect=submit, number="hotline.report", key="s"),
        Move("instruct", (S.WITH_LEADER,), S.INSTRUCTED, "report.instruct", title=_("Write an instruction"), done=_("The instruction was written"),
             asks=(Ask("words", _("Instruction"), "long", max_length=4000), *TO), effect=instruct, remark="instruction", key="i"),
        Move("give_back", (S.WITH_LEADER,), S.DRAFTED, "report.instruct", title=_("Give the report back"), done=_("The report was given back"), reason=True,
             remark="return"),
        Move("hand_out", (S.INSTRUCTED,), "", "report.draft", title=_("Hand out an errand"), done=_("An errand was handed out"),
             asks=(Ask("to", _("To be done by"), "organ"), Ask("days", _("Within working days"), "number", required=False)), effect=hand_out),
        Move("close", (S.INSTRUCTED,), S.CLOSED, "report.draft", title=_("Close the report"), done=_("The report was closed")),
        Move("drop", (S.DRAFTED,), S.CLOSED, "report.draft", title=_("Drop the draft"), done=_("The draft was dropped"), reason=True, grave=True),
    ),
)

errand_flow = Flow(
    E,
    start=E.SENT,
    each=(
        State(E.SENT, "run", holder=with_doer),
        State(E.ANSWERED, "wait", holder=with_desk(DISPATCHER, "close"), needs=("answered_at",)),
        State(E.CLOSED, "done", ends=True),
    ),
    moves=(
        Move("register", (E.SENT,), "", "errand.send", title=_("Give the errand its number"), done=_("The errand was numbered"), held="no", effect=begin_errand,
             number="hotline.errand"),
        Move("answer", (E.SENT,), E.ANSWERED, "errand.handle", title=_("Say what was done"), done=_("What was done was told"),
             asks=(Ask("words", _("What was done"), "long", column="answer", max_length=8000),), effect=answer_errand, remark="reply"),
        Move("redo", (E.ANSWERED,), E.SENT, "report.draft", title=_("Have it done again"), done=_("To be done again"), reason=True, remark="return"),
        Move("close", (E.ANSWERED,), E.CLOSED, "report.draft", title=_("Close the errand"), done=_("The errand was closed")),
    ),
)
# fmt: on
