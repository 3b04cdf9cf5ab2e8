"""Classifying, answering, more time: art. 28, 29, 31, 32 and 34 of 信访工作条例."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.clocks import total_of
from chancery.modules.petitions.models import Petition
from chancery.modules.petitions.reading.ways import legal_hint
from chancery.modules.petitions.selectors.chain import running
from chancery.modules.petitions.terms import HANDLING, Kind, Way

from .answers import answer, days


def is_a_claim(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """Only claims go the six ways of article 31; suggestions are replied to, tip-offs pursued (art. 29, 30)."""
    return answer(
        "claims", row.kind == Kind.CLAIM, say("Only a claim gets an opinion; this one is replied to or pursued.")
    )


def names_no_legal_way(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """What a law's own procedure is for goes there, not through petitioning (art. 31 (1) to (4); R-XF6)."""
    hint = legal_hint(row.text) if row.kind == Kind.CLAIM else None
    if hint is None:
        return OK
    return answer(
        "ways",
        False,
        say("The text speaks of {words}: “{way}”. Show that way, or say why it is handled here.", words="、".join(hint.words), way=_called(hint.way)),
    )  # fmt: skip


def _called(way: str) -> Sentence:
    return say(Way(way)._label_)  # type: ignore[attr-defined]


def more_days_are_few(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """All extensions together are thirty days at most (art. 34)."""
    most = days("extension")
    if asked.get("days") is None:
        return OK
    wished = int(asked["days"])
    left = most - row.extended
    if wished < 1:
        return Answer(False, say("An extension is at least 1."))
    return answer(
        "extension",
        wished <= left,
        say("{n} days are too many: {left} of {most} are left.", n=wished, left=left, most=most),
    )


def days_were_asked_for(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """There is a request for more time, and the term still stands open."""
    if not row.more_days:
        return Answer(False, say("Nobody has asked for more time."))
    clock = running(row.pk, HANDLING)
    if clock is None:
        return Answer(False, say("This term has ended and cannot be extended."))
    total = total_of(clock) + row.more_days
    bound = days("handling") + days("extension")
    return answer("extension", total <= bound, say("{n} days are more than {most} in all.", n=total, most=bound))
