"""The small language of number patterns: `{mark}〔{year}〕{serial}号`, `收〔{year}〕{serial:04}号`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

NAMES = ("mark", "year", "serial", "organ")
LONGEST = 60
_PLACE = re.compile(r"\{([^{}]*)\}")
_WIDTH = re.compile(r"0?([1-9])")


@dataclass(frozen=True)
class Part:
    """Plain text, or a place to be filled, with a width for the serial."""

    text: str
    name: str = ""
    width: int = 0


def parse_pattern(pattern: str, *, yearly: bool = True) -> tuple[Part, ...]:
    """The parts of a pattern. Raises Refused with what is wrong: an unknown place, no serial, no year."""
    parts: list[Part] = []
    end = 0
    for match in _PLACE.finditer(pattern):
        parts.append(Part(pattern[end : match.start()]))
        parts.append(_place(match[1], pattern))
        end = match.end()
    parts.append(Part(pattern[end:]))
    if any("{" in part.text or "}" in part.text for part in parts if not part.name):
        raise Refused(say("In the pattern {pattern} a brace is not closed.", pattern=pattern))
    names = [part.name for part in parts if part.name]
    if names.count("serial") != 1:
        raise Refused(say("The pattern {pattern} needs {{serial}} exactly once.", pattern=pattern))
    if yearly and "year" not in names:
        raise Refused(
            say(
                "The pattern {pattern} starts anew each year, so it needs {{year}}.",
                pattern=pattern,
            )
        )
    return tuple(part for part in parts if part.text or part.name)


def fill(pattern: str, *, yearly: bool = True, mark: str = "", year: int, serial: int, organ: str = "") -> str:
    """The text of one number. Raises Refused where a mark is missing, or the text is too long."""
    values = {"mark": mark, "year": str(year), "organ": organ}
    text = ""
    for part in parse_pattern(pattern, yearly=yearly):
        if not part.name:
            text += part.text
        elif part.name == "serial":
            text += f"{serial:0{part.width}d}" if part.width else str(serial)
        elif not values[part.name]:
            raise Refused(say("The number needs a document mark (机关代字), and this organ has none."))
        else:
            text += values[part.name]
    if len(text) > LONGEST:
        raise Refused(say("The number {number} is longer than {most} characters.", number=text, most=LONGEST))
    return text


def _place(inside: str, pattern: str) -> Part:
    name, colon, width = inside.partition(":")
    if name not in NAMES:
        raise Refused(
            say(
                "In the pattern {pattern}, {name} is unknown. Known are {names}.",
                pattern=pattern,
                name=name or "{}",
                names=", ".join(NAMES),
            )
        )
    if not colon:
        return Part("", name)
    match = _WIDTH.fullmatch(width)
    if name != "serial" or not match:
        raise Refused(say("In {pattern} only the serial takes a width, from 1 to 9.", pattern=pattern))
    return Part("", name, int(match[1]))
