"""What a citizen says goes to the hotline, if it does not come too often; guesses at codes are counted as well."""

from __future__ import annotations

import re

from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.sentences import say
from chancery.modules.hotline.api import Followed, Receipt, Statement, follow, take_in
from chancery.modules.portal.rules import number
from chancery.ui.crowds import Allowance, Ticket, count, seen, slot_of

from .tallies import Tallies

HOUR, DAY = 3600, 86_400
TALLIES = Tallies()


def by_sender(*, solved: bool) -> Allowance:
    """How much one address may send in an hour; less without the proof of work."""
    sentence = say(
        "Much was sent from here within this hour; an office or a library shares one address. What you typed is kept."
    )
    return (
        Allowance("quick", number("per_hour"), HOUR, sentence)
        if solved
        else Allowance("slow", number("per_hour_slow"), HOUR, sentence)
    )


def by_words() -> Allowance:
    """How often one address may say the same."""
    sentence = say(
        "The same words came from here several times today and are in our hands. Follow them with their number and code, or write what is new."
    )
    return Allowance("words", number("same_words"), DAY, sentence)


def by_phone() -> Allowance:
    """How often one telephone number may be given."""
    sentence = say(
        "This telephone number was given many times today. Call 12345, and somebody will go through all of it with you."
    )
    return Allowance("phone", number("per_phone"), DAY, sentence)


def guesses() -> Allowance:
    """How often one address may be wrong about a number or a code."""
    sentence = say("Number and code did not go together too often. Call 12345 if you have lost the code.")
    return Allowance("guess", number("guesses"), HOUR, sentence)


def sent_before(who: str) -> int:
    """How much this sender has sent within the hour, quickly or slowly."""
    return seen(TALLIES, by_sender(solved=True), who) + seen(TALLIES, by_sender(solved=False), who)


def send(who: str, ticket: Ticket, statement: Statement) -> Receipt:
    """Hand a statement over (提交诉求); what is refused is not counted. Raises Refused, inside the caller's transaction."""
    count(TALLIES, by_sender(solved=ticket.solved), who)
    count(TALLIES, by_words(), who + re.sub(r"\W+", "", statement.text))
    if statement.phone:
        count(TALLIES, by_phone(), statement.phone)
    return take_in(statement)


def looked_up(who: str, number: str, code: str) -> Followed:
    """Where a matter stands, for whoever has its number and code. Raises NotFound, and Refused for who guesses."""
    under, _ = slot_of(guesses(), who)
    if TALLIES.seen(under) >= guesses().most:
        count(TALLIES, guesses(), who)
    try:
        return follow(number[:40], code[:40])
    except NotFound:
        try:
            count(TALLIES, guesses(), who)
        except Refused as refusal:
            raise refusal from None
        raise
