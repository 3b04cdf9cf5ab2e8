"""What a notice must be before the public reads it, and how much may come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.masking import mask_text
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.rules.registry import rule_value

from .models import Notice
from .terms import NoticeKind


def number(key: str) -> int:
    """A value that the office has set."""
    return int(str(rule_value(f"portal.{key}").value))


def consultation_has_an_end(row: Notice, asked: Mapping[str, Any]) -> Answer:
    """Whoever is asked for an opinion must know until when."""
    if row.kind != NoticeKind.CONSULTATION:
        return OK
    if row.closes_on is None:
        return Answer(False, say("Say until which day opinions are wanted."))
    return Answer(row.closes_on > today(), say("Opinions are wanted until {day}, which is over.", day=row.closes_on))


def no_person_is_named(row: Notice, asked: Mapping[str, Any]) -> Answer:
    """What would harm somebody's privacy is not made public (政府信息公开条例 art. 15): numbers and names of persons stand out."""
    rule = rule_value("portal.no_person")
    shown = mask_text(f"{row.title}\n{row.text}") == f"{row.title}\n{row.text}"
    told = say(
        "A telephone or identity number, a plate or a person's name seems to stand in the text. Take it out, or write why it may be read by everybody."
    )
    return OK if shown else Answer(False, told, rule.cite, rule.strength)
