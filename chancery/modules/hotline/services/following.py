"""The caller follows an order by number and code, says how it was, has it opened again or withdraws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.crypto import constant_time_compare

from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.base.masking import mask_text
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import NEVER
from chancery.kernel.flow.steps import press
from chancery.modules.hotline.flow import order_flow
from chancery.modules.hotline.models import Order
from chancery.modules.hotline.rules.asking import number as rule_number
from chancery.modules.hotline.terms import OVER, OrderState, Satisfied

from .callers import CITIZEN, keyed

S = OrderState
UNKNOWN = say("There is no request with this number and this code.")
NOW = {
    S.NEW: say("Your request was received and is being looked at."),
    S.TO_DISPATCH: say("Your request is being passed on to whoever is competent."),
    S.SENT: say("Your request was passed on to {organ}."),
    S.RETURN_ASKED: say("It is being settled who is competent for your request."),
    S.ACTING: say("{organ} is handling your request."),
    S.EXTENSION_ASKED: say("{organ} is handling your request."),
    S.ANSWERED: say("{organ} has answered; the answer is being reviewed."),
    S.TO_CALL_BACK: say("Your request was answered."),
    S.CLOSED: say("Your request was answered."),
    S.FILED: say("Your request was answered."),
    S.DECLINED: say("The hotline does not handle this; read below where to turn to."),
    S.REFERRED: say("Your request goes the legal way; read below where to turn to."),
    S.WITHDRAWN: say("You have withdrawn your request."),
}
NEXT = {
    S.NEW: say("Next: an operator answers it or passes it on."),
    S.TO_DISPATCH: say("Next: the competent organ signs for it."),
    S.SENT: say("Next: the organ signs for it and handles it."),
    S.RETURN_ASKED: say("Next: it is passed on to the competent organ."),
    S.ACTING: say("Next: the organ answers, and the answer is reviewed."),
    S.EXTENSION_ASKED: say("Next: the organ answers, and the answer is reviewed."),
    S.ANSWERED: say("Next: you get the answer."),
    S.TO_CALL_BACK: say("Next: tell us whether it is solved, or wait for our call."),
}
STEPS = {
    "open": say("Request received"),
    "accept": say("Passed on to be dispatched"),
    "dispatch": say("Passed on to the competent organ"),
    "sign_for": say("The organ has signed for it"),
    "suspend": say("The handling stands still for a reason"),
    "resume": say("The handling goes on"),
    "grant_extension": say("The handling takes longer"),
    "answer": say("The organ has answered"),
    "answer_directly": say("Answered at once"),
    "pass_review": say("The answer was reviewed"),
    "act_again": say("Handled again"),
    "reopen": say("Opened again"),
    "take_up_again": say("Opened again"),
    "close": say("Closed"),
    "merge": say("Handled together with a request about the same"),
    "decline": say("The way to turn to was told"),
    "refer": say("The way to turn to was told"),
    "refer_to_petition": say("Referred to letters and visits"),
    "withdraw": say("You have withdrawn it"),
}
ANSWER_SHOWN = (S.TO_CALL_BACK, S.CLOSED, S.FILED, S.DECLINED, S.REFERRED)
BEFORE_ANSWER = (S.NEW, S.TO_DISPATCH, S.SENT, S.RETURN_ASKED, S.ACTING, S.EXTENSION_ASKED)


@dataclass(frozen=True)
class Followed:
    """What a caller sees of an order (办理进度): plain words, nothing of what goes on inside the house."""

    number: str
    title: str
    text: str
    state: str
    now: Sentence
    next: Sentence | None
    due: date | None
    steps: list[tuple[datetime, Sentence]] = field(default_factory=list)
    answer: str = ""
    may_rate: bool = False
    may_reopen: bool = False
    may_withdraw: bool = False
    version: int = 0


def find(number: str, code: str) -> Order:
    """The order with this number whose code this is. Raises NotFound with one sentence for either being wrong."""
    given = keyed("code", code.strip().upper().replace("-", "").replace(" ", ""))
    related = ("entry", "lead", "same_as__entry", "same_as__lead")
    rows = Order.unscoped.filter(number=number.strip().upper(), entry__voided_at=None).select_related(*related)[:20]
    found = [row for row in rows if row.code_hash and constant_time_compare(row.code_hash, given)]
    if not found or not given:
        raise NotFound(UNKNOWN)
    return found[0]


def follow(number: str, code: str) -> Followed:
    """Where a request stands (查询进度). Raises NotFound."""
    row = find(number, code)
    main = row.same_as or row
    state, due = S(main.state), main.entry.due_at
    return Followed(
        number=row.number or "",
        title=row.title,
        text=row.text,
        state=order_flow.label(state),
        now=_now(main),
        next=NEXT.get(state),
        due=None if due >= NEVER or main.entry.closed_at else due.astimezone(HOUSE).date(),
        steps=_steps(row, main),
        answer=_answer(row, main),
        may_rate=_may_rate(row, main),
        may_reopen=_may_reopen(row, main),
        may_withdraw=row.state in BEFORE_ANSWER,
        version=row.version,
    )


def _now(main: Order) -> Sentence:
    if main.suspended:
        return say("The handling stands still for a reason; it goes on as soon as that is over.")
    return say(NOW[S(main.state)].text, organ=main.lead.short_name if main.lead else "")


def _steps(row: Order, main: Order) -> list[tuple[datetime, Sentence]]:
    named = {f"hotline.order.{name}": sentence for name, sentence in STEPS.items()}
    entries = {row.pk, main.pk}
    lines = Line.objects.filter(entry__in=entries, action__in=named, at__gte=row.entry.opened_at).order_by("at", "pk")
    return [(line.at, named[line.action]) for line in lines[:100] if line.entry_id == row.pk or line.action != "hotline.order.open"]  # fmt: skip


def _answer(row: Order, main: Order) -> str:
    if row.answer and row.state in ANSWER_SHOWN:
        return row.answer
    return main.answer if main.state in ANSWER_SHOWN else ""


def _may_rate(row: Order, main: Order) -> bool:
    if row.state == S.TO_CALL_BACK:
        return True
    return row.state in OVER and not row.satisfied and bool(_answer(row, main))


def _may_reopen(row: Order, main: Order) -> bool:
    closed = row.entry.closed_at
    if row.state != S.CLOSED or closed is None or main.state not in OVER:
        return False
    last: datetime = closed + timedelta(days=rule_number("reopen_days"))
    return now() <= last


def rate(number: str, code: str, *, satisfied: str, solved: bool, reason: str = "") -> Any:
    """What the caller says of the answer (评价). One who is not content before it is closed has it handled again."""
    row = find(number, code)
    if satisfied not in Satisfied.values:
        sentence = say("“{value}” is not one of the choices.", value=satisfied)
        raise Refused(sentence, fields={"satisfied": sentence})
    words = mask_text(reason.strip())[:500]
    content = satisfied != Satisfied.NO and solved
    if not content and not words:
        raise Refused(say("Say what is not solved."), fields={"reason": say("Please fill this in.")})
    told = {"satisfied": satisfied, "solved": solved, "rated_words": words}
    if row.state == S.TO_CALL_BACK:
        if content or row.lead_id is None:
            return press(row, "close", actor=CITIZEN, asked={**told, "reason": words})
        return press(row, "act_again", actor=CITIZEN, asked={"reason": words})
    if row.satisfied:
        raise Refused(say("You have told us already; open the request again if it is not solved."))
    return press(row, "rate", actor=CITIZEN, asked=told)


def reopen(number: str, code: str, reason: str) -> Any:
    """Closed is not fixed: the caller has it handled again (要求重办), with a reason and within the days of the office."""
    row = find(number, code)
    asked = {"reason": _reason(reason)}
    if not _may_reopen(row, row.same_as or row):
        raise Refused(say("This request cannot be opened again now. Please ask anew."))
    if row.lead_id is None:
        return press(row, "take_up_again", actor=CITIZEN, asked=asked)
    return press(row, "reopen", actor=CITIZEN, asked=asked)


def withdraw(number: str, code: str, reason: str) -> Any:
    """The caller withdraws a request that was not answered yet (撤回诉求)."""
    return press(find(number, code), "withdraw", actor=CITIZEN, asked={"reason": _reason(reason)})


def _reason(reason: str) -> str:
    words = mask_text(reason.strip())[:500]
    if not words:
        raise Refused(say("Say why."), fields={"reason": say("Say why.")})
    return words
