"""The journey of an order: taken, dispatched, signed for, handled, answered, reviewed, called back, closed, filed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, State
from chancery.modules.hotline.rules.orders import (
    DISPATCHING,
    assisting_have_spoken,
    caller_is_content,
    emergency_handed_over,
    extension_is_modest,
    fit_to_publish,
    reopened_in_time,
    still_returnable,
)
from chancery.modules.hotline.terms import (
    CALLER_BACK,
    DISPATCHER,
    LEADER,
    OPEN,
    OPERATOR,
    REFERRED_WAYS,
    REVIEWER,
    UNDISPATCHED,
    Kind,
    Result,
    Satisfied,
    Way,
)
from chancery.modules.hotline.terms import OrderState as S

from .handling import (
    again,
    answer,
    ask_extension,
    ask_leader,
    close,
    contribute,
    grant_extension,
    instruct,
    pass_review,
    redo,
    refuse_extension,
    reopen,
    resume,
    suspend,
    take_up_again,
    urge,
    withdraw,
)
from .publishing import publish, take_off
from .reporting import report_order
from .taking import (
    accept,
    answer_at_once,
    ask_return,
    dispatch,
    merge,
    refer_to_petition,
    split,
    take_back,
    tell_the_way,
    with_desk,
    with_handlers,
    with_lead,
)

# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("title", "text", "kind", "urgency", "subject", "place", "latitude", "longitude", "area", "happened_at", "against", "sensitive", "confidential", "duplicate")
SORTED = ("title", "kind", "urgency", "subject", "place", "latitude", "longitude", "area", "against", "sensitive", "confidential", "duplicate")
HAD = ("number", "lead")
BEFORE_ANSWER = (S.NEW, S.TO_DISPATCH, S.SENT, S.RETURN_ASKED, S.ACTING, S.EXTENSION_ASKED)
ENDED = (S.CLOSED, S.FILED)
WORDS = Ask("words", _("Words"), "long", required=False, max_length=4000)
WAY_TOLD = Ask("words", _("What the caller was told"), "long", max_length=4000)
CONTENT = (Ask("satisfied", _("Satisfaction"), "choice", choices=Satisfied, column="satisfied"),
           Ask("solved", _("Solved, the caller says"), "flag", required=False, column="solved"),
           Ask("rated_words", _("Words of the caller"), "long", required=False, column="rated_words", max_length=500))

order_flow = Flow(
    S,
    start=S.NEW,
    each=(
        State(S.NEW, "new", holder=with_desk(OPERATOR, "accept"), edits=FACTS),
        State(S.TO_DISPATCH, "new", holder=with_desk(DISPATCHER, "dispatch"), edits=SORTED, needs=("number",)),
        State(S.SENT, "run", holder=with_lead("sign_for"), edits=("sensitive", "confidential"), needs=HAD),
        State(S.RETURN_ASKED, "back", holder=with_desk(DISPATCHER, "grant_return"), needs=HAD),
        State(S.ACTING, "run", holder=with_handlers, edits=("sensitive", "confidential"), needs=HAD),
        State(S.EXTENSION_ASKED, "wait", holder=with_desk(DISPATCHER, "grant_extension"), needs=HAD),
        State(S.ANSWERED, "wait", holder=with_desk(REVIEWER, "pass_review"), needs=("number", "answered_at")),
        State(S.TO_CALL_BACK, "wait", holder=with_desk(CALLER_BACK, "close"), needs=("number", "answered_at")),
        State(S.CLOSED, "done", edits=("title", "subject"), needs=("number",), ends=True),
        State(S.FILED, "done", needs=("number",), ends=True),
        State(S.DECLINED, "stop", needs=("number", "answered_at", "way"), ends=True),
        State(S.REFERRED, "stop", needs=("number", "answered_at", "way"), ends=True),
        State(S.WITHDRAWN, "stop", ends=True),
    ),
    moves=(
        Move("register", (S.NEW,), "", "order.take", title=_("Give the order its number"), done=_("The order was registered"), held="no", effect=accept,
             number="hotline.order"),
        Move("accept", (S.NEW,), S.TO_DISPATCH, "order.take", title=_("Pass on to be dispatched"), done=_("Passed on to be dispatched"), key="a",
             checks=(emergency_handed_over,), effect=accept, number="hotline.order"),
        Move("answer_directly", (S.NEW,), S.CLOSED, "order.take", title=_("Answer at once"), done=_("Answered at once"), key="d",
             asks=(Ask("words", _("Answer to the caller"), "long", column="answer", max_length=8000),),
             checks=(emergency_handed_over,), effect=answer_at_once, number="hotline.order", remark="reply"),
        Move("dispatch", (S.TO_DISPATCH,), S.SENT, "order.dispatch", title=_("Dispatch"), done=_("Dispatched to the organ"), key="d",
             asks=(Ask("lead", _("Lead organ"), "organ"), Ask("assist", _("Assisting organs"), "organs", required=False), WORDS),
             checks=DISPATCHING, effect=dispatch, remark="note"),
        Move("sign_for", (S.SENT,), S.ACTING, "order.handle", title=_("Sign for the order"), done=_("The order was signed for"), key="s"),
        Move("ask_return", (S.SENT,), S.RETURN_ASKED, "order.handle", title=_("Ask to return it"), done=_("A return was asked for"), reason=True,
             checks=(still_returnable,), effect=ask_return, remark="return"),
        Move("grant_return", (S.RETURN_ASKED,), S.TO_DISPATCH, "order.dispatch", title=_("Take the order back"), done=_("The order was taken back"), effect=take_back),
        Move("refuse_return", (S.RETURN_ASKED,), S.SENT, "order.dispatch", title=_("Refuse the return"), done=_("The return was refused"), reason=True,
             remark="return"),
        Move("answer", (S.ACTING,), S.ANSWERED, "order.handle", title=_("Answer the order"), done=_("The order was answered"), key="r",
             asks=(Ask("words", _("Answer to the caller"), "long", column="answer", max_length=8000),
                   Ask("result", _("Result"), "choice", choices=Result, column="result")),
             checks=(assisting_have_spoken,), effect=answer, remark="reply"),
        Move("contribute", (S.ACTING,), "", "order.handle", title=_("Say our part"), done=_("The assisting organ said its part"),
             asks=(Ask("words", _("Our part"), "long", max_length=4000),), effect=contribute, remark="opinion"),
        Move("suspend", (S.ACTING,), "", "order.extend", title=_("Suspend"), done=_("The order was suspended"), reason=True, held="no", effect=suspend),
        Move("resume", (S.ACTING,), "", "order.extend", title=_("Take up after suspension"), done=_("The order goes on"), held="no", effect=resume),
        Move("ask_extension", (S.ACTING,), S.EXTENSION_ASKED, "order.handle", title=_("Ask for more time"), done=_("More time was asked for"), reason=True,
             asks=(Ask("days", _("More working days"), "number"),), checks=(extension_is_modest,), effect=ask_extension, remark="note"),
        Move("grant_extension", (S.EXTENSION_ASKED,), S.ACTING, "order.extend", title=_("Grant more time"), done=_("More time was granted"), asks=(WORDS,),
             effect=grant_extension),
        Move("refuse_extension", (S.EXTENSION_ASKED,), S.ACTING, "order.extend", title=_("Refuse more time"), done=_("More time was refused"), reason=True,
             effect=refuse_extension, remark="return"),
        Move("pass_review", (S.ANSWERED,), S.TO_CALL_BACK, "order.review", title=_("Pass the answer"), done=_("The answer was passed"), effect=pass_review, key="p"),
        Move("redo", (S.ANSWERED,), S.ACTING, "order.review", title=_("Have it answered again"), done=_("To be answered again"), reason=True, effect=redo,
             needs=("lead",), remark="return"),
        Move("close", (S.TO_CALL_BACK,), S.CLOSED, "order.call_back", title=_("Close after the call-back"), done=_("Closed after the call-back"), key="c",
             asks=CONTENT, checks=(caller_is_content,), effect=close),
        Move("act_again", (S.TO_CALL_BACK,), S.ACTING, "order.call_back", title=_("Have it handled again"), done=_("To be handled again"), reason=True,
             needs=("lead",), effect=again, remark="return"),
        Move("reopen", (S.CLOSED,), S.ACTING, "order.reopen", title=_("Open again"), done=_("Opened again"), reason=True, held="no", needs=("lead",),
             checks=(reopened_in_time,), effect=reopen, remark="return"),
        Move("take_up_again", (S.CLOSED,), S.TO_DISPATCH, "order.reopen", title=_("Open again to be dispatched"), done=_("Opened again to be dispatched"), reason=True,
             held="no", checks=(reopened_in_time,), effect=take_up_again, remark="return"),
        Move("rate", ENDED, "", "order.rate", title=_("Enter the satisfaction"), done=_("The satisfaction was entered"), held="no", asks=CONTENT),
        Move("file", (S.CLOSED,), S.FILED, "order.file", title=_("File the order"), done=_("The order was filed"), held="no"),
        Move("publish", ENDED, "", "order.publish", title=_("Publish the answer"), done=_("The answer was published"), held="no",
             asks=(Ask("question", _("Published question"), "long", column="question", max_length=4000),
                   Ask("words", _("Published answer"), "long", column="published", max_length=8000)),
             checks=(fit_to_publish,), effect=publish),
        Move("take_off", ENDED, "", "order.publish", title=_("Take the answer off the site"), done=_("The answer was taken off the site"), held="no", reason=True,
             effect=take_off),
        Move("merge", UNDISPATCHED, S.CLOSED, "order.merge", title=_("Merge with another order"), done=_("Merged with another order"), held="no",
             asks=(Ask("into", _("Number or title of the other order"), max_length=120),), effect=merge, number="hotline.order"),
        Move("split", UNDISPATCHED, "", "order.take", title=_("Split off another order"), done=_("Another order was split off"), held="no",
             asks=(Ask("words", _("What else it is about"), "long", max_length=4000), Ask("kind", _("Kind of request"), "choice", choices=Kind)), effect=split),
        Move("decline", UNDISPATCHED, S.DECLINED, "order.take", title=_("Out of our scope"), done=_("Out of our scope, and the way was told"), held="no",
             asks=(Ask("way", _("Legal way"), "choice", choices=Way), WAY_TOLD), effect=tell_the_way, number="hotline.order", remark="reply"),
        Move("refer_to_petition", (*UNDISPATCHED, S.ACTING), S.REFERRED, "order.refer", title=_("Refer to letters and visits"), done=_("Referred to letters and visits"),
             held="no", asks=(WAY_TOLD,), effect=refer_to_petition, number="hotline.order", remark="reply"),
        Move("refer", (*UNDISPATCHED, S.ACTING), S.REFERRED, "order.refer", title=_("Refer to the legal way"), done=_("Referred, and the legal way was told"), held="no",
             asks=(Ask("way", _("Legal way"), "choice", choices=[(way.value, way.label) for way in REFERRED_WAYS]), WAY_TOLD),
             effect=tell_the_way, number="hotline.order", remark="reply"),
        Move("withdraw", BEFORE_ANSWER, S.WITHDRAWN, "order.withdraw", title=_("The caller withdraws"), done=_("The caller withdrew the request"), held="no", reason=True,
             grave=True, effect=withdraw),
        Move("urge", BEFORE_ANSWER, "", "order.urge", title=_("Urge the order"), done=_("The order was urged"), held="no", asks=(WORDS,), effect=urge, remark="note",
             key="u"),
        Move("ask_leader", OPEN, "", "order.ask_leader", title=_("Ask a leader"), done=_("A leader was asked"), held="no",
             asks=(Ask("leaders", _("Leaders"), "posts", among=LEADER), Ask("words", _("What is asked"), "long", max_length=2000)),
             effect=ask_leader, remark="proposal"),
        Move("instruct", OPEN, "", "order.instruct", title=_("Write an instruction"), done=_("The instruction was written"), held="no",
             asks=(Ask("words", _("Instruction"), "long", max_length=4000),), effect=instruct, remark="instruction"),
        Move("report", (*OPEN, *ENDED), "", "report.draft", title=_("Report to the leader"), done=_("A report was drafted"), held="no", effect=report_order),
    ),
)
# fmt: on
