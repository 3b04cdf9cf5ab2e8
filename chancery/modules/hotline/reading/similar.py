"""Messages that may be the same matter (疑似重复): signatures for an indexed look-up, and a likeness that gives its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from math import asin, cos, radians, sin, sqrt

from chancery.kernel.base.sentences import Sentence, say

BANDS = 16
ROWS = 3
"""Texts of which half the runs are shared meet in a band nine times of ten, strangers once in a hundred thousand."""
SHINGLE = 3
LONGEST_READ = 5000
ALIKE = 0.5
NEAR_METRES = 200.0
_FEW = 12
_CLAUSE = re.compile(r"[^\w]+")
_NUMBER = re.compile(r"\d+")
_COURTESY = re.compile(
    r"(?:尊敬的|敬爱的)?(?:各位)?[\u3400-\u9fff]{0,3}(?:书记|市长|县长|区长|局长|厅长|省长|领导)(?:们)?您?你?们?好|您好|你好|谢谢|感谢您?|"
    r"(?:恳请|恳求|请求|希望|盼望?|望|请)(?:有关|相关|上级|各级)?(?:部门|领导|政府)|此致|敬礼|百忙之中"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared of an order: its words, its place, a key of its caller, and its point on the map."""

    text: str
    place: str = ""
    caller: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two orders are, from 0 to 1, and why (相似理由)."""

    share: float
    words: float
    phrase: str
    same_place: bool
    same_caller: bool

    @property
    def why(self) -> Sentence:
        """The reason in a sentence, the strongest first."""
        reasons = [
            *(
                [say("{percent}% of the words are the same", percent=round(self.words * 100))]
                if self.words >= 0.2
                else []
            ),
            *([say("both say “{phrase}”", phrase=self.phrase)] if len(self.phrase) >= 6 and self.words < 0.95 else []),
            *([say("the same caller")] if self.same_caller else []),
            *([say("the same place")] if self.same_place else []),
        ]
        told = reasons[0] if reasons else say("little in common")
        for reason in reasons[1:]:
            told = say("{one}; {other}", one=told, other=reason)
        return told


def bands(text: str) -> list[int]:
    """Signed 64-bit keys of a text; texts that are nearly the same share one or more of them.

    Each run of characters falls into one of the bins by its hash and the least of a bin stays (one-permutation
    MinHash); an empty bin borrows from the next. A text without words has no keys and resembles nothing.
    """
    bins: list[int | None] = [None] * (BANDS * ROWS)
    for shingle in shingles(text):
        value = int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big")
        at, rest = value % len(bins), value // len(bins)
        kept = bins[at]
        if kept is None or rest < kept:
            bins[at] = rest
    if all(kept is None for kept in bins):
        return []
    filled = [_filled(bins, at) for at in range(len(bins))]
    return [_key(band, filled[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1; a sentence that was added or left out costs little."""
    return _share(shingles(one), shingles(other))


def compare(one: Said, other: Said) -> Likeness:
    """Likeness of two orders: their words first, raised when caller or place are the same."""
    left, right = shingles(one.text), shingles(other.text)
    words = _share(left, right)
    place = _same_place(one, other)
    caller = bool(one.caller) and one.caller == other.caller
    share = words + (1 - words) * (0.25 * place + 0.25 * caller) * min(1.0, words * 4)
    return Likeness(round(share, 3), round(words, 3), _longest_shared(one.text, right), place, caller)


def shingles(text: str) -> frozenset[str]:
    """Runs of three characters within each clause, without numbers and courtesies; the order of clauses is nothing."""
    return frozenset(
        clause[at : at + SHINGLE] for clause in _clauses(text) for at in range(max(1, len(clause) - SHINGLE + 1))
    )


def _clauses(text: str) -> Iterator[str]:
    narrow = unicodedata.normalize("NFKC", text[:LONGEST_READ]).casefold()
    for clause in _CLAUSE.split(_COURTESY.sub("，", narrow)):
        if bare := _NUMBER.sub("0", clause.replace("_", "")):
            yield bare


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    both = len(one & other)
    joined = both / len(one | other)
    least = min(len(one), len(other))
    return joined if least < _FEW else (joined + both / least) / 2


def _same_place(one: Said, other: Said) -> bool:
    if one.point and other.point:
        return _metres(one.point, other.point) <= NEAR_METRES
    left, right = "".join(_clauses(one.place)), "".join(_clauses(other.place))
    return len(left) > 1 and left == right


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two points (latitude, longitude) as the crow flies."""
    north, east, north2, east2 = map(radians, (*one, *other))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(min(1.0, half)))


def _longest_shared(text: str, known: frozenset[str]) -> str:
    """The longest run of a text whose every piece stands in the other."""
    best = ""
    for clause in _clauses(text):
        run = ""
        for at in range(len(clause) - SHINGLE + 1):
            piece = clause[at : at + SHINGLE]
            run = (run + piece[-1] if run else piece) if piece in known else ""
            best = max(best, run, key=len)
    return best[:30]


def _filled(bins: list[int | None], at: int) -> int:
    """The least of a bin, or of the next that has one; how far it was is told apart."""
    far = 0
    while (kept := bins[(at + far) % len(bins)]) is None:
        far += 1
    return kept + far * 2**58


def _key(band: int, values: list[int]) -> int:
    raw = b"".join(value.to_bytes(9, "big") for value in (band, *values))
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big", signed=True)
