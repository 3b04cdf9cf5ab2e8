"""What a learned model sees of a message: its characters, its words, and the areas of business they belong to."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from math import log, sqrt
from pathlib import Path

LONGEST_READ = 2500
"""Characters of a message that are read; who writes more has said the matter by then."""
LONGEST_GRAM = 3
VIEWS = ("title_characters", "characters", "title_words", "words", "title_areas", "areas")
WEIGHTS = {
    "title_characters": 0.7,
    "characters": 1.0,
    "title_words": 0.7,
    "words": 1.0,
    "title_areas": 2.0,
    "areas": 1.0,
}
"""How much each view counts: a title names the matter, its characters alone are few."""
_TITLE_IN_AREAS = 3

Counts = Mapping[str, float]

_SPACE = re.compile(r"\s+")
_HIDDEN_PLACE = re.compile(r"[A-Za-z]\d*(?=[市区县])|西地省")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MARK = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """The text as models read it: one width, no blanks, a number is a number, a place that was hidden (A市) is left out."""
    narrow = _SPACE.sub("", unicodedata.normalize("NFKC", text[: LONGEST_READ * 2]))[:LONGEST_READ]
    return _NUMBER.sub("0", _HIDDEN_PLACE.sub("", narrow))


@lru_cache
def areas() -> dict[str, str]:
    """The area of each word of the house's own list (领域词)."""
    listed = tomllib.loads(Path(__file__).with_name("areas.toml").read_text("utf-8"))
    return {word: area for area, words in listed.items() for word in words.split()}


class Vocabulary:
    """Words that are looked for in a text (词表)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        sizes: dict[str, set[int]] = {}
        for word in self._words:
            sizes.setdefault(word[0], set()).add(len(word))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def spans(self, text: str) -> Iterator[tuple[int, str]]:
        """Each word that stands in the text and where it begins, the longest first and none inside another."""
        at = 0
        while at < len(text):
            sizes = self._sizes.get(text[at], ())
            word = next((text[at : at + size] for size in sizes if text[at : at + size] in self._words), "")
            if word:
                yield at, word
            at += len(word) or 1


@lru_cache
def area_words() -> Vocabulary:
    """The words of the house's own list."""
    return Vocabulary(areas())


def views_of(title: str, text: str) -> dict[str, Counter[str]]:
    """How often each feature occurs, by view; title and text are plain."""
    title_words = Counter(word for _, word in area_words().spans(title))
    words = Counter(word for _, word in area_words().spans(text))
    title_areas = _areas_of(title_words)
    all_areas = _areas_of(words)
    for area, count in title_areas.items():
        all_areas[area] += _TITLE_IN_AREAS * count
    return {
        "title_characters": grams(title),
        "characters": grams(text),
        "title_words": title_words,
        "words": words,
        "title_areas": title_areas,
        "areas": all_areas,
    }


def grams(text: str) -> Counter[str]:
    """Runs of one to three characters, with their marks."""
    return Counter(text[at : at + size] for size in range(1, LONGEST_GRAM + 1) for at in range(len(text) - size + 1))


def weighed(counts: Counts, rarity: Mapping[str, float], weight: float) -> dict[str, float]:
    """The values of the features that a model knows: damped counts by rarity, brought to one length."""
    values = {name: (1 + log(count)) * rarity[name] for name, count in counts.items() if name in rarity}
    length = sqrt(sum(value * value for value in values.values())) or 1.0
    return {name: weight * value / length for name, value in values.items()}


def _areas_of(words: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, count in words.items():
        found[areas()[word]] += count
    return found


def learn_words(texts: Collection[str], *, least: int = 5, most: int = 3000) -> list[str]:
    """Words that these texts show to be words (新词): their characters keep together and their neighbours change."""
    parts = [part for text in texts for part in _MARK.split(text) if part]
    counts: Counter[str] = Counter()
    for part in parts:
        for size in range(1, _LONGEST_WORD + 1):
            counts.update(part[at : at + size] for at in range(len(part) - size + 1))
    total = sum(len(part) for part in parts)
    close = {
        gram: (Counter[str](), Counter[str]())
        for gram, count in counts.items()
        if count >= least and len(gram) > 1 and not any(mark.isascii() for mark in gram)
        if _cohesion(gram, counts, total) >= _COHESION
    }
    for part in parts:
        for size in range(2, _LONGEST_WORD + 1):
            for at in range(len(part) - size + 1):
                if sides := close.get(part[at : at + size]):
                    sides[0][part[at - 1] if at else ""] += 1
                    sides[1][part[at + size : at + size + 1]] += 1
    found = [gram for gram, sides in close.items() if min(map(_freedom, sides)) >= _FREEDOM]
    return sorted(found, key=lambda gram: (-counts[gram] * len(gram), gram))[:most]


_LONGEST_WORD = 4
_COHESION = 15.0
_FREEDOM = 1.0


def _cohesion(gram: str, counts: Counter[str], total: int) -> float:
    return min(counts[gram] * total / (counts[gram[:at]] * counts[gram[at:]]) for at in range(1, len(gram)))


def _freedom(neighbours: Counter[str]) -> float:
    """How much the neighbours of one side change; the edge of a sentence is a neighbour as good as any."""
    total = sum(neighbours.values())
    return -sum(count / total * log(count / total) for count in neighbours.values())
