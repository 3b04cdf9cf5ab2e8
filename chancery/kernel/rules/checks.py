"""Asking the checks: what forbids stops, what asks wants a reason, what advises is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chancery.kernel.base.refusals import Answer, Refused

Check = Callable[[Any, Mapping[str, Any]], Answer]


def evaluate(
    checks: Iterable[Check], row: Any, asked: Mapping[str, Any], reasons: Mapping[str, str] | None = None
) -> list[Answer]:
    """Ask every check of a step (规则校验). Returns what is not ok and yet may pass: answered questions and advice.

    `reasons` maps a rule's key to the reason given; the key "" answers every question. Raises Refused for the first
    check that forbids; else, with strength "ask", for questions without a reason, each under its rule in `fields`.
    """
    answers = [answer for check in checks if not (answer := check(row, asked)).ok]
    for answer in answers:
        if answer.strength == "forbid":
            raise Refused(answer.sentence, cite=answer.cite, strength="forbid")
    open_ = [one for one in answers if one.strength == "ask" and not reason_for(one, reasons or {})]
    if open_:
        fields = {rule_of(one): one.sentence for one in open_}
        raise Refused(open_[0].sentence, cite=open_[0].cite, fields=fields, strength="ask")
    return answers


def rule_of(answer: Answer) -> str:
    """The key of the rule that an answer speaks for; "reason" where it cites none."""
    return answer.cite.rule if answer.cite else "reason"


def reason_for(answer: Answer, reasons: Mapping[str, str]) -> str:
    """The reason that was given for an answer, to be recorded with it; empty where there is none."""
    return (reasons.get(rule_of(answer)) or reasons.get("") or "").strip()
