"""What a matter of expiry asks of the register behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say

from .models import Expiry
from .selectors import date_in_register, dealt_with, open_beside


def date_moved_on(row: Expiry, asked: Mapping[str, Any]) -> Answer:
    """It is renewed when the register says so, not when somebody says so."""
    watched, present = date_in_register(row)
    if not watched or present != row.ends_on:
        return OK
    return Answer(
        False,
        say(
            "The register still says {day}. Enter the new date there; this matter then closes by itself.",
            day=row.ends_on,
        ),
    )


def date_is_the_registers(row: Expiry, asked: Mapping[str, Any]) -> Answer:
    """A date of a register is corrected in the register."""
    watched, present = date_in_register(row)
    if not watched or present is None or asked.get("ends_on") in (None, present):
        return OK
    return Answer(False, say("This date stands in a register, which says {day}. Correct it there.", day=present))


def not_dealt_with(row: Expiry, asked: Mapping[str, Any]) -> Answer:
    """Never two matters for one date of one row."""
    other = dealt_with(row, asked["ends_on"]) if asked.get("ends_on") else None
    if other is None:
        return OK
    return Answer(
        False, say("This date was dealt with already: “{title}”, {day}.", title=other.title, day=other.ends_on)
    )


def nothing_open_beside(row: Expiry, asked: Mapping[str, Any]) -> Answer:
    """Never two open matters for one date column of one row."""
    other = open_beside(row)
    if other is None:
        return OK
    return Answer(
        False, say("Another matter is open for this date: “{title}”, {day}.", title=other.title, day=other.ends_on)
    )
