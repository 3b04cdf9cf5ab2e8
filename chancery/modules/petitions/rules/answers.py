"""How a check of this module answers, and the terms it reads."""

from __future__ import annotations

from datetime import date, timedelta

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.rules.registry import rule_value


def answer(key: str, ok: bool, sentence: Sentence) -> Answer:
    """An answer under the rule of this key, with the strength that the rule has today."""
    if ok:
        return OK
    rule = rule_value(f"petitions.{key}")
    return Answer(False, sentence, rule.cite, rule.strength)


def days(key: str) -> int:
    """The length of a term."""
    return int(str(rule_value(f"petitions.{key}").value))


def last_day(key: str, begun: date, place: str = "") -> date:
    """The last day on which a petitioner may ask: calendar days; a day off gives way where the office has settled it so."""
    last = begun + timedelta(days=days(key))
    return calendar_for(place).next_working(last) if rule_value("petitions.day_off").value else last
