"""The journey of an incoming document, after 条例 art. 24: sign for, register, review, handle, answer, close, file."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.clocks import extend, meet, pause, resume, start_clock
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.desk.projection import Todo
from chancery.kernel.desk.reading import urge_holders
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.kernel.org.models import Organ
from chancery.kernel.rules.registry import rule_value

from .models import Incoming
from .rules import (
    lead_is_not_assisting,
    nobody_still_reads,
    not_registered_before,
    request_is_a_request,
    urgent_has_term,
)
from .selectors import clerks_of, drafters_of
from .terms import Handling, Retention, Urgency
from .terms import IncomingState as S
from .terms import PaperState as P

INSTRUCTION = "documents.instruction"
FACTS = (
    "title",
    "issuer",
    "sender_number",
    "kind",
    "signed_on",
    "addressees",
    "urgency",
    "arrival",
    "copies",
    "pages",
    "wants",
    "handling",
)
TERM = {
    Urgency.ORDINARY: "documents.term_ordinary",
    Urgency.URGENT: "documents.term_urgent",
    Urgency.TOP: "documents.term_top",
}
HANDLING = "handling"
WORDS = Ask("words", _("Words"), "long", required=False, max_length=4000)


def with_clerks(move: str) -> Any:
    return lambda row: todos([clerks_of(row.organ_id)], move)


def with_drafters(move: str) -> Any:
    return lambda row: todos([drafters_of(row.organ_id)], move)


def with_handlers(row: Incoming) -> list[Todo]:
    """The lead organ answers, the assisting ones contribute."""
    return [Todo(row.lead_id, "answer"), *(Todo(organ, "contribute") for organ in row.assist)]


def propose(moving: Moving) -> None:
    moving.set(proposal=moving.asked["words"])
    moving.seats = {"leaders": moving.asked["leaders"]}


def hand_out(moving: Moving) -> None:
    """Name the lead and the assisting organs, and start the clock (明确主办部门和办理时限)."""
    asked = moving.asked
    moving.set(lead=Organ.objects.get(pk=asked["lead"]), assist=asked["assist"], wanted_by=asked.get("wanted_by"))
    if moving.row.proposal == "" and asked.get("words"):
        moving.set(proposal=asked["words"])
    _start_clock(moving)


def _start_clock(moving: Moving) -> None:
    row, days = moving.row, moving.asked.get("days")
    open_clock = _clock(row)
    if open_clock:
        meet(open_clock)
    if moving.asked.get("wanted_by") and not days:
        moving.due(datetime.combine(moving.asked["wanted_by"], time(18, 0), HOUSE))
        return
    term = rule_value(TERM[Urgency(row.urgency)], place=moving.actor.place)
    clock = start_clock(row.pk, key=HANDLING, amount=int(days or term.value), unit=term.unit, start=moving.at, place="")
    moving.due(clock.due_at)


def _clock(row: Incoming) -> Clock | None:
    return Clock.objects.filter(entry=row.pk, key=HANDLING, state__in=("running", "paused")).first()


def pass_on(moving: Moving) -> None:
    """The task goes to another section or post of the house (转办)."""
    step = "propose" if moving.row.state == S.PROPOSING else "hand_out"
    moving.todos = [Todo(moving.asked["to"], step)]


def contribute(moving: Moving) -> None:
    """An assisting organ has said its part; the lead goes on."""
    mine = set(moving.actor.viewers)
    if moving.row.lead_id in mine:
        raise Refused(say("The lead organ answers; it does not assist itself."))
    moving.finish_tasks_of([party for party in moving.row.assist if party in mine])
    moving.tells.add(moving.row.lead_id)


def answer(moving: Moving) -> None:
    moving.set(answer=moving.asked["words"], answered_at=moving.at)
    if clock := _clock(moving.row):
        meet(clock)


def close(moving: Moving) -> None:
    if clock := _clock(moving.row):
        meet(clock)


def circulate(moving: Moving) -> None:
    moving.read_by(moving.asked["readers"])


def has_read(moving: Moving) -> None:
    moving.finish_tasks_of(moving.actor.viewers)


def urge(moving: Moving) -> None:
    moving.tells.update(urge_holders(moving.row.pk))


def give_more_time(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    extend(clock, int(moving.asked["days"]), moving.asked["reason"])
    moving.due(clock.due_at)


def stop_clock(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    pause(clock, say("{reason}", reason=moving.asked["reason"]))
    moving.due(None)


def go_on(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    resume(clock)
    moving.due(clock.due_at)


LEAD = (
    Ask("lead", _("Lead organ"), "organ"),
    Ask("assist", _("Assisting organs"), "organs", required=False),
    Ask("days", _("Working days"), "number", required=False, help=_("Empty: the usual time of this office.")),
    Ask("wanted_by", _("Wanted by"), "date", required=False),
    WORDS,
)
READERS = Ask("readers", _("Readers"), "posts", help=_("Everybody named gets it in the reading queue."))

incoming_flow = Flow(
    S,
    start=S.RECEIVED,
    each=(
        State(S.RECEIVED, "new", holder=with_clerks("sign_for"), edits=FACTS),
        State(S.SIGNED, "new", holder=with_clerks("register"), edits=FACTS),
        State(S.REGISTERED, "run", holder=with_clerks("accept"), edits=FACTS, needs=("number",)),
        State(
            S.PROPOSING,
            "run",
            holder=with_drafters("propose"),
            edits=("wants", "urgency", "handling"),
            needs=("number",),
        ),
        State(S.INSTRUCTING, "wait", route=INSTRUCTION, needs=("number",)),
        State(S.INSTRUCTED, "run", holder=with_drafters("hand_out"), needs=("number",)),
        State(S.ACTING, "run", holder=with_handlers, needs=("number", "lead")),
        State(S.ANSWERED, "run", holder=with_drafters("close"), needs=("number", "lead", "answered_at")),
        State(S.CIRCULATING, "wait", holder=with_clerks("finish_circulation"), needs=("number",)),
        State(S.CLOSED, "done", edits=("retention", "file_class"), needs=("number",), ends=True),
        State(S.FILED, "done", needs=("number", "retention"), ends=True),
        State(S.SENT_BACK, "back", ends=True),
    ),
    moves=(
        Move(
            "sign_for",
            (S.RECEIVED,),
            S.SIGNED,
            "incoming.register",
            title=_("Sign for"),
            done=_("Signed for"),
            needs=("title", "issuer"),
        ),
        Move(
            "register",
            (S.RECEIVED, S.SIGNED),
            S.REGISTERED,
            "incoming.register",
            title=_("Register"),
            done=_("Registered"),
            key="r",
            needs=("title", "issuer", "number"),
            number="documents.incoming",
            checks=(not_registered_before,),
        ),
        Move(
            "accept",
            (S.REGISTERED,),
            S.PROPOSING,
            "incoming.register",
            title=_("Accept after review"),
            done=_("Accepted after review"),
            checks=(request_is_a_request,),
        ),
        Move(
            "send_back",
            (S.RECEIVED, S.SIGNED, S.REGISTERED),
            S.SENT_BACK,
            "incoming.register",
            title=_("Return to the sender"),
            done=_("Returned to the sender"),
            reason=True,
            grave=True,
            remark="return",
        ),
        Move(
            "propose",
            (S.PROPOSING,),
            S.INSTRUCTING,
            "incoming.propose",
            title=_("Propose handling"),
            done=_("Handling was proposed"),
            asks=(
                Ask("words", _("Proposed handling"), "long", max_length=4000),
                Ask("leaders", _("Leaders"), "posts", among="documents.leader"),
            ),
            effect=propose,
            remark="proposal",
        ),
        Move(
            "hand_out",
            (S.PROPOSING, S.INSTRUCTED),
            S.ACTING,
            "incoming.propose",
            title=_("Hand out"),
            done=_("Handed out"),
            asks=LEAD,
            checks=(urgent_has_term, lead_is_not_assisting),
            effect=hand_out,
        ),
        Move(
            "pass_on",
            (S.PROPOSING, S.INSTRUCTED),
            "",
            "incoming.propose",
            title=_("Pass on"),
            done=_("Passed on"),
            asks=(Ask("to", _("To section"), "organ"), WORDS),
            effect=pass_on,
            remark="note",
            key="t",
        ),
        Move(
            "circulate",
            (S.PROPOSING, S.INSTRUCTED),
            S.CIRCULATING,
            "incoming.propose",
            title=_("Circulate for reading"),
            done=_("Circulated for reading"),
            asks=(READERS, WORDS),
            effect=circulate,
        ),
        Move(
            "instruction_given",
            (S.INSTRUCTING,),
            S.INSTRUCTED,
            "incoming.propose",
            title=_("Instruction given"),
            outcome="passed",
        ),
        Move(
            "instruction_returned",
            (S.INSTRUCTING,),
            S.PROPOSING,
            "incoming.propose",
            title=_("Returned by the leader"),
            outcome="returned",
        ),
        Move(
            "instruction_recalled",
            (S.INSTRUCTING,),
            S.PROPOSING,
            "incoming.propose",
            title=_("Recalled"),
            outcome="recalled",
        ),
        Move(
            "answer",
            (S.ACTING,),
            S.ANSWERED,
            "incoming.handle",
            title=_("Answer"),
            done=_("Answered"),
            asks=(Ask("words", _("Result of handling"), "long", max_length=8000),),
            effect=answer,
            remark="reply",
        ),
        Move(
            "contribute",
            (S.ACTING,),
            "",
            "incoming.handle",
            title=_("Give an opinion"),
            done=_("Gave an opinion"),
            asks=(Ask("words", _("Opinion"), "long", max_length=4000),),
            effect=contribute,
            remark="opinion",
        ),
        Move(
            "decline",
            (S.ACTING,),
            S.INSTRUCTED,
            "incoming.handle",
            title=_("Give back"),
            done=_("Given back"),
            reason=True,
            grave=True,
            remark="return",
        ),
        Move(
            "extend",
            (S.ACTING,),
            "",
            "incoming.propose",
            title=_("Extend"),
            done=_("Extended"),
            reason=True,
            held="no",
            asks=(Ask("days", _("More working days"), "number"),),
            effect=give_more_time,
        ),
        Move(
            "pause",
            (S.ACTING,),
            "",
            "incoming.propose",
            title=_("Pause the clock"),
            done=_("The clock was paused"),
            reason=True,
            held="no",
            effect=stop_clock,
        ),
        Move(
            "resume",
            (S.ACTING,),
            "",
            "incoming.propose",
            title=_("Let the clock run"),
            done=_("The clock runs again"),
            held="no",
            effect=go_on,
        ),
        Move(
            "urge",
            (S.PROPOSING, S.INSTRUCTED, S.ACTING, S.CIRCULATING),
            "",
            "incoming.urge",
            title=_("Urge"),
            done=_("Urged"),
            held="no",
            asks=(WORDS,),
            effect=urge,
            remark="note",
            key="u",
        ),
        Move(
            "mark_read",
            (S.CIRCULATING, S.ACTING, S.ANSWERED, S.CLOSED, S.FILED),
            "",
            "incoming.read",
            title=_("Mark as read"),
            done=_("Read"),
            asks=(WORDS,),
            held="reading",
            effect=has_read,
            remark="note",
        ),
        Move(
            "pass_round",
            (S.ACTING, S.ANSWERED, S.CIRCULATING, S.CLOSED),
            "",
            "incoming.urge",
            title=_("Send for reading"),
            done=_("Sent for reading"),
            held="no",
            asks=(READERS,),
            effect=circulate,
        ),
        Move(
            "redo",
            (S.ANSWERED,),
            S.ACTING,
            "incoming.propose",
            title=_("Send back to the handler"),
            done=_("Sent back to the handler"),
            reason=True,
            remark="return",
        ),
        Move("close", (S.ANSWERED,), S.CLOSED, "incoming.propose", title=_("Close"), done=_("Closed"), effect=close),
        Move(
            "finish_circulation",
            (S.CIRCULATING,),
            S.CLOSED,
            "incoming.register",
            title=_("End the circulation"),
            done=_("Circulation ended"),
            checks=(nobody_still_reads,),
        ),
        Move(
            "file",
            (S.CLOSED,),
            S.FILED,
            "incoming.register",
            title=_("File"),
            done=_("Filed"),
            held="no",
            asks=(
                Ask("retention", _("Kept for"), "choice", choices=Retention, column="retention"),
                Ask("file_class", _("File class"), required=False, column="file_class"),
            ),
        ),
    ),
)


def lend(moving: Moving) -> None:
    moving.grant([moving.asked["borrower"]], "assigned")


def _custodian(move: str) -> Any:
    return lambda row: todos([row.custodian_id], move)


paper_flow = Flow(
    P,
    start=P.HELD,
    each=(
        State(
            P.HELD, "run", holder=_custodian("give_back"), edits=("issuer", "copies", "copy_numbers", "give_back_by")
        ),
        State(P.LENT, "wait", holder=_custodian("take_back"), needs=("borrower",)),
        State(P.RETURNED, "done", needs=("ended_on",), ends=True),
        State(P.DESTROYED, "stop", needs=("ended_on", "approval"), ends=True),
    ),
    moves=(
        Move(
            "lend",
            (P.HELD,),
            P.LENT,
            "paper.keep",
            title=_("Lend"),
            done=_("Lent"),
            asks=(Ask("borrower", _("Lent to"), "post", column="borrower_id"),),
            effect=lend,
        ),
        Move("take_back", (P.LENT,), P.HELD, "paper.keep", title=_("Take back"), done=_("Taken back")),
        Move(
            "give_back",
            (P.HELD,),
            P.RETURNED,
            "paper.keep",
            title=_("Give back to the issuer"),
            done=_("Given back to the issuer"),
            asks=(Ask("ended_on", _("On"), "date", column="ended_on"),),
        ),
        Move(
            "destroy",
            (P.HELD,),
            P.DESTROYED,
            "paper.keep",
            title=_("Destroy"),
            done=_("Destroyed"),
            reason=True,
            grave=True,
            asks=(
                Ask("ended_on", _("On"), "date", column="ended_on"),
                Ask("approval", _("Approved by, witnessed by"), column="approval"),
            ),
        ),
    ),
)

__all__ = ["FACTS", "Handling", "incoming_flow", "paper_flow"]
