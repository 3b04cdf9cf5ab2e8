"""The journeys of a review and of a re-examination; only the second may hold a hearing that stops its clock (art. 35, 36)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.clocks import pause, resume
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.petitions.rules.chain import (
    everything_was_served,
    in_time_for_reexamination,
    not_reexamined_yet,
    served_after_decided,
    term_is_over,
)
from chancery.modules.petitions.selectors.chain import running
from chancery.modules.petitions.terms import (
    RECOURSE,
    Conclusion,
    PaperKind,
    RecourseState,
    ReexaminationState,
    Satisfied,
)

from .again import handle_again
from .chain import ask_reexamination, examiner_of
from .clocks import begin, end, noon, show_due
from .papers import RECEIPT, SERVED, SERVED_ON, serve, serve_named, write

REVIEW, REEXAMINATION = "petitions.review", "petitions.reexamination"
EXAMINE, APPROVE, SERVE = "petition.review", "petition.approve", "petition.serve"
FULL = ("number", "facts", "opinion", "basis", "conclusion")
LEVEL = {"Review": ("review", PaperKind.REVIEW), "Reexamination": ("reexamination", PaperKind.REEXAMINATION)}
"""The rule and the paper of each level."""


def with_examiner(move: str) -> Any:
    return lambda row: todos([examiner_of(row)], move)


def enter(moving: Moving) -> None:
    """Thirty days, from the day on which the request came."""
    rule, _paper = LEVEL[type(moving.row).__name__]
    begin(moving, RECOURSE, rule, start=noon(moving.row.asked_on))
    show_due(moving, RECOURSE)


def draft(moving: Moving) -> None:
    """The draft goes to the heads; whoever wrote it may recall it."""
    moving.grant([post for post in [moving.actor.post] if post], "assigned")


def decide(moving: Moving) -> None:
    """The head has signed: the opinion is given, the term is kept."""
    row = moving.row
    end(moving, RECOURSE)
    moving.due(None)
    moving.set(decided_at=moving.at)
    told = {name: getattr(row, name) for name in ("grounds", "facts", "opinion", "basis", "conclusion")}
    write(moving, LEVEL[type(row).__name__][1], organ=row.organ_id, **told)


def deliver(moving: Moving) -> None:
    """The opinion reached the petitioner; what it set aside is handled again."""
    row = moving.row
    serve(moving, LEVEL[type(row).__name__][1])
    moving.set(served_on=moving.asked["served_on"])
    if row.conclusion == Conclusion.REDO:
        handle_again(moving)


def close(moving: Moving) -> None:
    moving.due(None)


def decline(moving: Moving) -> None:
    """Not accepted: too late, no opinion to question, or asked for before."""
    end(moving, RECOURSE)
    moving.due(None)
    write(moving, PaperKind.REFUSAL, organ=moving.row.organ_id, words=moving.asked["reason"])


def withdraw(moving: Moving) -> None:
    end(moving, RECOURSE, met=False)
    moving.due(None)


def hold_hearing(moving: Moving) -> None:
    """What a hearing takes is not counted (听证所需时间不计算; art. 36)."""
    clock = running(moving.row.pk, RECOURSE)
    if clock:
        pause(clock, say("Hearing under way (art. 36)"))
    moving.set(hearing_from=today())


def end_hearing(moving: Moving) -> None:
    """The term goes on, longer by what the hearing took."""
    clock = running(moving.row.pk, RECOURSE)
    if clock:
        resume(clock)
    show_due(moving, RECOURSE)
    moving.set(hearing_until=today())


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
def _states(s: Any, *more: State) -> tuple[State, ...]:
    return (
        State(s.ASKED, "new", holder=with_examiner("enter")),
        State(s.EXAMINING, "run", holder=with_examiner("draft"), needs=("number",)),
        *more,
        State(s.DECIDING, "wait", route=REVIEW if s is RecourseState else REEXAMINATION, needs=FULL),
        State(s.DECIDED, "run", holder=with_examiner("deliver"), needs=(*FULL, "decided_at")),
        State(s.CONCLUDED, "done", holder=with_examiner("close"), needs=(*FULL, "decided_at", "served_on")),
        State(s.DECLINED, "stop", holder=with_examiner("close")),
        State(s.CLOSED, "done", ends=True),
        State(s.WITHDRAWN, "stop", ends=True),
    )


def _moves(s: Any, series: str) -> tuple[Move, ...]:
    return (
        Move("enter", (s.ASKED,), s.EXAMINING, EXAMINE, title=_("Enter the request"), done=_("The request was entered"), number=series, needs=("number",), effect=enter),
        Move("draft", (s.EXAMINING,), s.DECIDING, EXAMINE, title=_("Propose the opinion"), done=_("The opinion is with the head"), key="p",
             asks=(Ask("facts", _("Facts found"), "long", column="facts", max_length=8000), Ask("conclusion", _("Conclusion"), "choice", choices=Conclusion, column="conclusion"),
                   Ask("opinion", _("Opinion on the matter"), "long", column="opinion", max_length=8000),
                   Ask("basis", _("Laws and rules it rests on"), "long", column="basis", max_length=2000)), effect=draft),
        Move("passed", (s.DECIDING,), s.DECIDED, APPROVE, title=_("The opinion was signed"), outcome="passed", effect=decide),
        Move("returned", (s.DECIDING,), s.EXAMINING, APPROVE, title=_("The opinion was returned"), outcome="returned"),
        Move("recalled", (s.DECIDING,), s.EXAMINING, APPROVE, title=_("The opinion was recalled"), outcome="recalled"),
        Move("deliver", (s.DECIDED,), s.CONCLUDED, EXAMINE, title=_("Enter the service of the opinion"), done=_("The opinion was served"), asks=(SERVED_ON, SERVED, RECEIPT),
             checks=(served_after_decided,), effect=deliver),
        Move("decline", (s.ASKED, s.EXAMINING), s.DECLINED, EXAMINE, title=_("Do not accept the request"), done=_("The request was not accepted"), reason=True, grave=True, effect=decline),
        Move("withdraw", (s.EXAMINING,), s.WITHDRAWN, SERVE, title=_("The petitioner withdraws"), done=_("The petitioner withdrew"), held="no", reason=True, grave=True, effect=withdraw),
        Move("serve", (s.DECLINED,), "", SERVE, title=_("Enter the service of a paper"), done=_("A paper was served"), held="no",
             asks=(Ask("paper", _("Paper of the matter"), "choice", choices=[(PaperKind.REFUSAL.value, PaperKind.REFUSAL.label)]), SERVED_ON, SERVED, RECEIPT), effect=serve_named),
        Move("rate", (s.CONCLUDED,), "", SERVE, title=_("Enter the petitioner's rating"), done=_("The petitioner rated the handling"), held="no",
             asks=(Ask("satisfied", _("Satisfaction"), "choice", choices=Satisfied, column="satisfied"), Ask("why", _("Reason given"), required=False, column="satisfied_why", max_length=300))),
        Move("close", (s.CONCLUDED, s.DECLINED), s.CLOSED, EXAMINE, title=_("Close the case"), done=_("The case was closed"), key="c", checks=(everything_was_served, term_is_over), effect=close),
    )


R, A = RecourseState, ReexaminationState
review_flow = Flow(R, start=R.ASKED, each=_states(R), moves=(
    *_moves(R, REVIEW),
    Move("ask_reexamination", (R.CONCLUDED,), "", SERVE, title=_("The petitioner asks for a re-examination"), done=_("A re-examination was asked for"), held="no",
         asks=(Ask("asked_on", _("Asked for on"), "date"), Ask("grounds", _("What the petitioner objects to"), "long", max_length=4000)),
         checks=(not_reexamined_yet, in_time_for_reexamination), effect=ask_reexamination),
))
reexamination_flow = Flow(A, start=A.ASKED, each=_states(A, State(A.HEARING, "wait", holder=with_examiner("end_hearing"), needs=("number",))), moves=(
    *_moves(A, REEXAMINATION),
    Move("hold_hearing", (A.EXAMINING,), A.HEARING, EXAMINE, title=_("Hold a hearing"), done=_("The hearing began; the term stands still"), effect=hold_hearing),
    Move("end_hearing", (A.HEARING,), A.EXAMINING, EXAMINE, title=_("The hearing is over"), done=_("The hearing is over; the term goes on"), effect=end_hearing),
))
# fmt: on
