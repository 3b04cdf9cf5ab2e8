"""The journey of a petition: from the post bag of the office to the opinion in the petitioner's hands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, State
from chancery.modules.petitions.rules.chain import (
    everything_was_served,
    in_time_for_review,
    not_reviewed_yet,
    served_after_decided,
    term_is_over,
)
from chancery.modules.petitions.rules.handling import (
    days_were_asked_for,
    is_a_claim,
    more_days_are_few,
    names_no_legal_way,
)
from chancery.modules.petitions.rules.intake import (
    few_represent_many,
    ground_holds,
    is_ours_to_join,
    not_to_the_accused,
    objects_in_time,
    visit_at_its_level,
    was_not_finished,
)
from chancery.modules.petitions.terms import DONE, LEGAL_WAYS, OPEN, Ground, PaperKind, Satisfied, Verdict
from chancery.modules.petitions.terms import PetitionState as S

from .chain import ask_review
from .handling import (
    accept,
    ask_more_time,
    decide,
    deliver,
    grant_time,
    hear,
    pass_on,
    propose,
    refuse_time,
    reply,
    settle,
    take_up,
)
from .office import (
    close,
    decline,
    examine_objection,
    forward,
    guide,
    join,
    keep_with_organ,
    register,
    report_up,
    supervise,
    take_back,
    with_handler,
    with_heads,
    with_office,
    withdraw,
)
from .papers import RECEIPT, SERVED, SERVED_ON, serve_named

OPINION = "petitions.opinion"
SERIES = "petitions.petition"
REGISTER, HANDLE, APPROVE, SERVE, READ = (
    f"petition.{verb}" for verb in ("register", "handle", "approve", "serve", "read")
)
TEXTS = ("title", "text", "kind", "field", "place", "people", "representatives", "confidential", "urgent", "against")
WORDS = Ask("words", _("Words for the petitioner"), "long", required=False, max_length=2000)
LEGAL = (
    Ask("way", _("Way of article 31"), "choice", choices=LEGAL_WAYS),
    Ask("legal_way", _("Legal way told"), max_length=300, help=_("Which organ, by which procedure, until when.")),
)
OTHER_PAPERS = [
    (kind.value, kind.label) for kind in (PaperKind.RECEIPT, PaperKind.REFUSAL, PaperKind.EXTENSION, PaperKind.REPLY)
]
N = ("number",)
WITH = (*N, "handled_by")
FULL = (*WITH, "accepted_at", "request", "facts", "opinion", "basis", "verdict")

# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
petition_flow = Flow(
    S,
    start=S.RECEIVED,
    each=(
        State(S.RECEIVED, "new", holder=with_office("register"), edits=TEXTS),
        State(S.REGISTERED, "new", holder=with_office("forward"), edits=TEXTS, needs=N),
        State(S.REPORTED, "wait", holder=with_heads, needs=N),
        State(S.FORWARDED, "run", holder=with_handler("accept"), needs=WITH),
        State(S.OBJECTED, "back", holder=with_office("agree_objection"), needs=(*WITH, "objection")),
        State(S.PERFORMING, "run", holder=with_handler("answer"), needs=WITH),
        State(S.HANDLING, "run", holder=with_handler("propose"), needs=(*WITH, "accepted_at")),
        State(S.DECIDING, "wait", route=OPINION, needs=FULL),
        State(S.DECIDED, "run", holder=with_handler("deliver"), needs=(*FULL, "decided_at")),
        State(S.CONCLUDED, "done", holder=with_office("close"), needs=(*FULL, "decided_at", "served_on")),
        State(S.ANSWERED, "done", holder=with_office("close"), needs=(*N, "answer")),
        State(S.SETTLED, "done", holder=with_office("close"), needs=(*WITH, "answer")),
        State(S.REDIRECTED, "done", holder=with_office("close"), needs=(*N, "legal_way")),
        State(S.DECLINED, "stop", holder=with_office("close"), needs=(*N, "ground")),
        State(S.CLOSED, "done", needs=N, ends=True),
        State(S.JOINED, "stop", needs=(*N, "same_as"), ends=True),
        State(S.WITHDRAWN, "stop", needs=N, ends=True),
    ),
    moves=(
        # the petition office
        Move("register", (S.RECEIVED,), S.REGISTERED, REGISTER, title=_("Register the petition"), done=_("The petition was registered"), key="r", number=SERIES,
             needs=N, checks=(few_represent_many,), effect=register),
        Move("forward", (S.REGISTERED,), S.FORWARDED, REGISTER, title=_("Forward to the competent organ"), done=_("Forwarded to the competent organ"),
             asks=(Ask("to", _("Competent organ"), "organ"), Ask("report_by", _("Result to be reported by"), "date", required=False, help=_("With a day it is handed over (交办), without one forwarded (转送).")),
                   Ask("words", _("Words for the organ"), "long", required=False, max_length=2000)),
             checks=(not_to_the_accused, visit_at_its_level, was_not_finished), effect=forward, remark="proposal"),
        Move("guide", (S.REGISTERED,), S.REDIRECTED, REGISTER, title=_("Show the legal way"), done=_("The legal way was shown"), asks=LEGAL, effect=guide, grave=True),
        Move("decline", (S.REGISTERED,), S.DECLINED, REGISTER, title=_("Do not accept (petition)"), done=_("The petition was not accepted"), grave=True,
             asks=(Ask("ground", _("Why not accepted"), "choice", choices=Ground, column="ground"), Ask("words", _("Facts, and where to turn instead"), "long", max_length=2000)),
             checks=(ground_holds,), effect=decline, remark="reply"),
        Move("join", (S.REGISTERED,), S.JOINED, REGISTER, title=_("Join to an alike petition"), done=_("Joined to an alike petition"), grave=True,
             asks=(Ask("number", _("Number of the other petition"), max_length=60),), checks=(is_ours_to_join,), effect=join),
        Move("agree_objection", (S.OBJECTED,), S.REGISTERED, REGISTER, title=_("The objection holds: take it back"), done=_("The objection held; the papers came back"), effect=take_back),
        Move("reject_objection", (S.OBJECTED,), S.FORWARDED, REGISTER, title=_("The objection does not hold"), done=_("The objection did not hold"), reason=True, effect=keep_with_organ),
        Move("report_up", (S.REGISTERED,), S.REPORTED, REGISTER, title=_("Put before a leader (petition)"), done=_("It is with a leader (petition)"),
             asks=(Ask("leader", _("Leader (petition)"), "post", among="petitions.head"), Ask("words", _("What is proposed, and why it is urgent"), "long", max_length=2000)),
             checks=(not_to_the_accused,), effect=report_up, remark="proposal"),
        Move("instruct", (S.REPORTED,), S.REGISTERED, APPROVE, title=_("Decide, and give it back"), done=_("The leader has decided (petition)"),
             asks=(Ask("words", _("Instruction"), "long", max_length=2000),), remark="instruction"),
        Move("supervise", (S.FORWARDED, S.PERFORMING, S.HANDLING, S.DECIDING, S.DECIDED), "", REGISTER, title=_("Supervise the organ"), done=_("The organ was supervised"), held="no",
             reason=True, effect=supervise),
        # the organ
        Move("accept", (S.FORWARDED,), S.HANDLING, HANDLE, title=_("Accept, and tell the petitioner"), done=_("The petition was accepted"), key="a", asks=(WORDS,),
             checks=(is_a_claim, names_no_legal_way), effect=accept),
        Move("take_up", (S.FORWARDED,), S.PERFORMING, HANDLE, title=_("Take up as a duty, suggestion or tip-off"), done=_("Taken up"), asks=(WORDS,), effect=take_up),
        Move("redirect", (S.FORWARDED, S.HANDLING), S.REDIRECTED, HANDLE, title=_("Show the legal way instead"), done=_("The legal way was shown"), asks=LEGAL,
             checks=(is_a_claim,), effect=guide, grave=True),
        Move("object", (S.FORWARDED,), S.OBJECTED, HANDLE, title=_("Object: not ours"), done=_("The organ objected"),
             asks=(Ask("objection", _("Grounds, in detail"), "long", column="objection", max_length=2000),), checks=(objects_in_time,), effect=examine_objection, remark="return"),
        Move("pass_on", (S.FORWARDED, S.PERFORMING, S.HANDLING), "", HANDLE, title=_("Pass to a colleague (petition)"), done=_("Passed to a colleague (petition)"),
             asks=(Ask("to", _("To whom (petition)"), "post"),), checks=(not_to_the_accused,), effect=pass_on),
        Move("hear", (S.HANDLING,), "", HANDLE, title=_("Enter a hearing"), done=_("A hearing was held"),
             asks=(Ask("held_on", _("Hearing held on"), "date"), Ask("words", _("What the hearing found"), "long", max_length=2000)), effect=hear, remark="note"),
        Move("ask_more_time", (S.HANDLING,), "", HANDLE, title=_("Ask the head for more time"), done=_("More time was asked for"), reason=True,
             asks=(Ask("days", _("How many days more"), "number"),), checks=(more_days_are_few,), effect=ask_more_time),
        Move("grant_time", (S.HANDLING,), "", APPROVE, title=_("Grant more time"), done=_("More time was granted"), reason=True, checks=(days_were_asked_for,), effect=grant_time),
        Move("refuse_time", (S.HANDLING,), "", APPROVE, title=_("Refuse more time"), done=_("More time was refused"), reason=True, checks=(days_were_asked_for,), effect=refuse_time),
        Move("propose", (S.HANDLING,), S.DECIDING, HANDLE, title=_("Propose the opinion"), done=_("The opinion is with the head"), key="p",
             asks=(Ask("request", _("Request of the petitioner"), "long", column="request", max_length=4000), Ask("facts", _("Facts and reasons"), "long", column="facts", max_length=8000),
                   Ask("verdict", _("Verdict"), "choice", choices=Verdict, column="verdict"), Ask("opinion", _("Opinion on the matter"), "long", column="opinion", max_length=8000),
                   Ask("basis", _("Laws and rules it rests on"), "long", column="basis", max_length=2000)), effect=propose),
        Move("passed", (S.DECIDING,), S.DECIDED, APPROVE, title=_("The opinion was signed"), outcome="passed", effect=decide),
        Move("returned", (S.DECIDING,), S.HANDLING, APPROVE, title=_("The opinion was returned"), outcome="returned"),
        Move("recalled", (S.DECIDING,), S.HANDLING, APPROVE, title=_("The opinion was recalled"), outcome="recalled"),
        Move("deliver", (S.DECIDED,), S.CONCLUDED, HANDLE, title=_("Enter the service of the opinion"), done=_("The opinion was served"), asks=(SERVED_ON, SERVED, RECEIPT),
             checks=(served_after_decided,), effect=deliver),
        Move("settle", (S.HANDLING,), S.SETTLED, HANDLE, title=_("Settled by agreement (petition)"), done=_("Settled; the agreement is on paper"),
             asks=(Ask("words", _("What was agreed"), "long", column="answer", max_length=8000),), effect=settle),
        Move("answer", (S.PERFORMING,), S.ANSWERED, HANDLE, title=_("Reply in writing"), done=_("Replied in writing"),
             asks=(Ask("words", _("Reply"), "long", column="answer", max_length=8000),), effect=reply),
        # both, and what comes after the end
        Move("serve", (S.FORWARDED, S.PERFORMING, S.HANDLING, S.DECIDING, S.DECIDED, *DONE), "", SERVE, title=_("Enter the service of a paper"), done=_("A paper was served"),
             held="no", asks=(Ask("paper", _("Paper of the matter"), "choice", choices=OTHER_PAPERS), SERVED_ON, SERVED, RECEIPT), checks=(served_after_decided,), effect=serve_named),
        Move("withdraw", tuple(state for state in OPEN if state != S.RECEIVED), S.WITHDRAWN, SERVE, title=_("The petitioner withdraws"), done=_("The petitioner withdrew"), held="no", reason=True, grave=True,
             effect=withdraw),
        Move("rate", DONE, "", SERVE, title=_("Enter the petitioner's rating"), done=_("The petitioner rated the handling"), held="no",
             asks=(Ask("satisfied", _("Satisfaction"), "choice", choices=Satisfied, column="satisfied"), Ask("why", _("Reason given"), required=False, column="satisfied_why", max_length=300))),
        Move("ask_review", (S.CONCLUDED,), "", SERVE, title=_("The petitioner asks for a review"), done=_("A review was asked for"), held="no",
             asks=(Ask("asked_on", _("Asked for on"), "date"), Ask("grounds", _("What the petitioner objects to"), "long", max_length=4000)),
             checks=(not_reviewed_yet, in_time_for_review), effect=ask_review),
        Move("close", DONE, S.CLOSED, REGISTER, title=_("Close the petition"), done=_("The petition was closed"), key="c", checks=(everything_was_served, term_is_over), effect=close),
    ),
)
# fmt: on
