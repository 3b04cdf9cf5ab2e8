"""How alike two texts are, and marks by which alike ones are found without comparing them all."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

WORDS = re.compile(r"[\W_]+")
BANDS, EACH = 8, 2
MOST = 4000
PRIME = (1 << 61) - 1
TURNS = [(2 * n + 3) * 0x9E3779B97F4A7C15 % PRIME for n in range(BANDS * EACH)]


@lru_cache(maxsize=512)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text, without spaces and punctuation."""
    plain = WORDS.sub("", text[:MOST]).lower()
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(one: str, other: str) -> int:
    """How much of two texts is the same, in percent: shared pairs of signs among all pairs."""
    first, second = pairs(one), pairs(other)
    return round(100 * len(first & second) / len(first | second)) if first and second else 0


def marks(text: str) -> list[int]:
    """Eight numbers of which alike texts nearly always share one (MinHash in bands); none of a text too short to tell."""
    hashed = [int.from_bytes(blake2b(pair.encode(), digest_size=7).digest()) for pair in pairs(text)]
    if len(hashed) < EACH:
        return []
    least = [min((turn * one + place) % PRIME for one in hashed) for place, turn in enumerate(TURNS)]
    bands = (least[EACH * band : EACH * band + EACH] for band in range(BANDS))
    return [_number(band, pair) for band, pair in enumerate(bands)]


def _number(band: int, pair: list[int]) -> int:
    told = f"{band}:{pair[0]}:{pair[1]}"
    return int.from_bytes(blake2b(told.encode(), digest_size=7).digest())
