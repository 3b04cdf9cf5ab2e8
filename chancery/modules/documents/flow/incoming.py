"""The journey of an incoming document, after 条例 art. 24: sign for, register, review, handle, answer, close, file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, State
from chancery.modules.documents.rules import (
    lead_is_not_assisting,
    nobody_still_reads,
    not_registered_before,
    request_is_a_request,
    urgent_has_term,
)
from chancery.modules.documents.terms import IncomingState as S
from chancery.modules.documents.terms import Retention

from .effects import (
    answer,
    circulate,
    close,
    contribute,
    give_more_time,
    go_on,
    hand_out,
    has_read,
    pass_on,
    propose,
    stop_clock,
    urge,
    with_clerks,
    with_drafters,
    with_handlers,
)

INSTRUCTION = "documents.instruction"
# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("title", "issuer", "sender_number", "kind", "signed_on", "addressees", "urgency", "arrival", "copies", "pages", "wants", "handling")
WORDS = Ask("words", _("Words"), "long", required=False, max_length=4000)
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
        State(S.PROPOSING, "run", holder=with_drafters("propose"), edits=("wants", "urgency", "handling"), needs=("number",)),
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
        Move("sign_for", (S.RECEIVED,), S.SIGNED, "incoming.register", title=_("Sign for"), done=_("Signed for"), needs=("title", "issuer")),
        Move("register", (S.RECEIVED, S.SIGNED), S.REGISTERED, "incoming.register", title=_("Register"), done=_("Registered"), key="r",
             needs=("title", "issuer", "number"), number="documents.incoming", checks=(not_registered_before,)),
        Move("accept", (S.REGISTERED,), S.PROPOSING, "incoming.register", title=_("Accept after review"), done=_("Accepted after review"),
             checks=(request_is_a_request,)),
        Move("send_back", (S.RECEIVED, S.SIGNED, S.REGISTERED), S.SENT_BACK, "incoming.register", title=_("Return to the sender"),
             done=_("Returned to the sender"), reason=True, grave=True, remark="return"),
        Move("propose", (S.PROPOSING,), S.INSTRUCTING, "incoming.propose", title=_("Propose handling"), done=_("Handling was proposed"),
             asks=(Ask("words", _("Proposed handling"), "long", max_length=4000), Ask("leaders", _("Leaders"), "posts",
                   among="documents.leader")),
             effect=propose, remark="proposal"),
        Move("hand_out", (S.PROPOSING, S.INSTRUCTED), S.ACTING, "incoming.propose", title=_("Hand out"), done=_("Handed out"), asks=LEAD,
             checks=(urgent_has_term, lead_is_not_assisting), effect=hand_out),
        Move("pass_on", (S.PROPOSING, S.INSTRUCTED), "", "incoming.propose", title=_("Pass on"), done=_("Passed on"),
             asks=(Ask("to", _("To section"), "organ"), WORDS), effect=pass_on, remark="note", key="t"),
        Move("circulate", (S.PROPOSING, S.INSTRUCTED), S.CIRCULATING, "incoming.propose", title=_("Circulate for reading"),
             done=_("Circulated for reading"), asks=(READERS, WORDS), effect=circulate),
        Move("instruction_given", (S.INSTRUCTING,), S.INSTRUCTED, "incoming.propose", title=_("Instruction given"), outcome="passed"),
        Move("instruction_returned", (S.INSTRUCTING,), S.PROPOSING, "incoming.propose", title=_("Returned by the leader"), outcome="returned"),
        Move("instruction_recalled", (S.INSTRUCTING,), S.PROPOSING, "incoming.propose", title=_("Recalled"), outcome="recalled"),
        Move("answer", (S.ACTING,), S.ANSWERED, "incoming.handle", title=_("Answer"), done=_("Answered"),
             asks=(Ask("words", _("Result of handling"), "long", max_length=8000),), effect=answer, remark="reply"),
        Move("contribute", (S.ACTING,), "", "incoming.handle", title=_("Give an opinion"), done=_("Gave an opinion"),
             asks=(Ask("words", _("Opinion"), "long", max_length=4000),), effect=contribute, remark="opinion"),
        Move("decline", (S.ACTING,), S.INSTRUCTED, "incoming.handle", title=_("Give back"), done=_("Given back"), reason=True, grave=True, remark="return"),
        Move("urge", (S.PROPOSING, S.INSTRUCTED, S.ACTING, S.CIRCULATING), "", "incoming.urge", title=_("Urge"), done=_("Urged"), held="no",
             asks=(WORDS,), effect=urge, remark="note", key="u"),
        Move("extend", (S.ACTING,), "", "incoming.propose", title=_("Extend"), done=_("Extended"), reason=True, held="no",
             asks=(Ask("days", _("More working days"), "number"),), effect=give_more_time),
        Move("pause", (S.ACTING,), "", "incoming.propose", title=_("Pause the clock"), done=_("The clock was paused"), reason=True, held="no", effect=stop_clock),
        Move("resume", (S.ACTING,), "", "incoming.propose", title=_("Let the clock run"), done=_("The clock runs again"), held="no", effect=go_on),
        Move("mark_read", (S.CIRCULATING, S.ACTING, S.ANSWERED, S.CLOSED, S.FILED), "", "incoming.read", title=_("Mark as read"), done=_("Read"),
             asks=(WORDS,), held="reading", effect=has_read, remark="note"),
        Move("pass_round", (S.ACTING, S.ANSWERED, S.CIRCULATING, S.CLOSED), "", "incoming.urge", title=_("Send for reading"), done=_("Sent for reading"),
             held="no", asks=(READERS,), effect=circulate),
        Move("redo", (S.ANSWERED,), S.ACTING, "incoming.propose", title=_("Send back to the handler"), done=_("Sent back to the handler"), reason=True,
             remark="return"),
        Move("close", (S.ANSWERED,), S.CLOSED, "incoming.propose", title=_("Close"), done=_("Closed"), effect=close),
        Move("finish_circulation", (S.CIRCULATING,), S.CLOSED, "incoming.register", title=_("End the circulation"), done=_("Circulation ended"),
             checks=(nobody_still_reads,)),
        Move("file", (S.CLOSED,), S.FILED, "incoming.register", title=_("File away"), done=_("Filed"), held="no",
             asks=(Ask("retention", _("Kept for"), "choice", choices=Retention, column="retention"),
                   Ask("file_class", _("File class"), required=False, column="file_class"))),
    ),
)
# fmt: on
