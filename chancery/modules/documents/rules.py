"""What the regulations say about incoming documents. Each answer carries its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Task
from chancery.kernel.rules.registry import rule_value

from .models import Incoming
from .selectors import same_as
from .terms import Kind, Urgency

REQUEST_WORDS = re.compile("(请批准|请批示|请予支持|妥否，请|当否，请|请予批复)")


def answer(key: str, ok: bool, sentence: Any) -> Answer:
    """An answer under the rule of this key, with the strength that the rule has today."""
    if ok:
        return OK
    rule = rule_value(key)
    return Answer(False, sentence, rule.cite, rule.strength)


def not_registered_before(row: Incoming, asked: Mapping[str, Any]) -> Answer:
    """A document that came twice is pointed out (签收逐件清点; 条例 art. 24(1))."""
    other = same_as(row)
    if other is None:
        return OK
    where = other.number or str(other.entry.title)
    return answer(
        "documents.same_number", False, say("The same document was already received: {number}.", number=where)
    )


def request_is_a_request(row: Incoming, asked: Mapping[str, Any]) -> Answer:
    """A report must not carry a request (条例 art. 15(4))."""
    carries = row.kind == Kind.REPORT and REQUEST_WORDS.search(row.body[-600:])
    return answer(
        "documents.request_on_one_matter",
        not carries,
        say("A report must not carry a request: “{words}”.", words=carries.group() if carries else ""),
    )


def urgent_has_term(row: Incoming, asked: Mapping[str, Any]) -> Answer:
    """An urgent document is handed out with a time limit (条例 art. 24(4))."""
    limited = row.urgency == Urgency.ORDINARY or bool(
        asked.get("wanted_by") or asked.get("days") or "reason" in asked and len(asked) == 1
    )
    return answer("documents.urgent_has_term", limited, say("Cannot hand out an urgent document without a time limit."))


def lead_is_not_assisting(row: Incoming, asked: Mapping[str, Any]) -> Answer:
    """With two or more organs one of them leads (明确主办部门; 条例 art. 24(4))."""
    clash = asked.get("lead") and asked["lead"] in (asked.get("assist") or [])
    return answer(
        "documents.lead_organ",
        not clash,
        say("The lead organ cannot assist itself: name one lead and other organs beside it."),
    )


def nobody_still_reads(row: Incoming, asked: Mapping[str, Any]) -> Answer:
    """A circulation ends when everybody has read (不得漏传、误传、延误; 条例 art. 24(5))."""
    waiting = Task.objects.filter(entry=row.pk, reading=True).count()
    return answer(
        "documents.circulation",
        not waiting,
        say("{count} readers have not read it yet. Urge them, or close with a reason.", count=waiting),
    )
