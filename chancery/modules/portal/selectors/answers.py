"""Answers that may fit what somebody is about to say (是不是已有答案)."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.modules.hotline.api import Branch, guides, published, subjects, suggest
from chancery.modules.portal.terms import LIKELY

LOOKED_FOR = 4
LEVELS = 3


@dataclass(frozen=True)
class Likely:
    """A published answer or a public guide."""

    question: str
    answer: str
    organ: str
    href: str = ""


@dataclass(frozen=True)
class Proposed:
    """The subject that a text seems to be about, and the words that said so (建议分类)."""

    subject: int | None
    words: tuple[str, ...]


def proposed(text: str) -> Proposed:
    """The likeliest subject of a text."""
    best = next(iter(suggest(text)), None)
    return Proposed(best.subject, tuple(best.words)[:LOOKED_FOR]) if best else Proposed(None, ())


def likely(about: Proposed) -> list[Likely]:
    """Guides first, then published answers, in which a word that decided stands; longer words say more."""
    found: dict[str, Likely] = {}
    for word in sorted(about.words, key=len, reverse=True):
        for known in guides(word, LIKELY):
            found.setdefault(known.question, Likely(known.question, known.answer, known.organ))
        for one in published(word, limit=LIKELY):
            href = f"/portal/answers/{one.pk}/"
            found.setdefault(one.title, Likely(one.title, one.answer, one.organ, href))
        if len(found) >= LIKELY:
            break
    return list(found.values())[:LIKELY]


def subject_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree of subjects as groups of a list: the first level names the group, the others stand in it, set in."""
    return [(branch.name, list(_below(branch, 0))) for branch in subjects()]


def _below(branch: Branch, level: int) -> list[tuple[str, str]]:
    told = [(str(branch.pk), "\u3000" * max(0, level - 1) + branch.name)]
    if level < LEVELS - 1:
        for one in branch.below:
            told += _below(one, level + 1)
    return told
