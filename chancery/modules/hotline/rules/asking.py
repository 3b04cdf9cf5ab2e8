"""How a check of the hotline speaks: a sentence under the rule of its key, with the strength and place of today."""

from __future__ import annotations

from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.scope import actor_or_none
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.rules.registry import RuleValueFound, rule_value


def value(key: str) -> RuleValueFound:
    """The value that holds for the actor's place."""
    actor = actor_or_none()
    return rule_value(f"hotline.{key}", place=actor.place if actor else "")


def number(key: str) -> int:
    """A value as a whole number."""
    return int(str(value(key).value))


def answer(key: str, ok: Any, sentence: Sentence) -> Answer:
    """An answer under the rule of this key."""
    if ok:
        return OK
    rule = value(key)
    return Answer(False, sentence, rule.cite, rule.strength)
