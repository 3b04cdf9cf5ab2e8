"""Refusals and answers: a sentence, the rule it comes from, and what can be done instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .sentences import Sentence

Strength = Literal["forbid", "ask", "advise"]


@dataclass(frozen=True)
class Cite:
    """Where a rule comes from (依据): rule key, document title, article, and whether the text was checked."""

    rule: str
    title: str = ""
    article: str = ""
    quote: str = ""
    since: str = ""
    verified: bool = False
    version: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Answer:
    """What a rule or a permission says: ok or not, in a sentence, under which article, how strongly."""

    ok: bool
    sentence: Sentence = Sentence("")
    cite: Cite | None = None
    strength: Strength = "forbid"

    def __bool__(self) -> bool:
        return self.ok


OK = Answer(True)


class Refused(Exception):
    """The house says no. It reaches the person as written, with the article; nothing was saved.

    `fields` maps a field's name to the sentence that belongs beside it; `ways` are what can be done instead.
    """

    status = 422

    def __init__(
        self,
        sentence: Sentence,
        *,
        cite: Cite | None = None,
        fields: Mapping[str, Sentence] | None = None,
        ways: Sequence[Sentence] = (),
        strength: Strength = "forbid",
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cite = cite
        self.fields = dict(fields or {})
        self.ways = tuple(ways)
        self.strength = strength

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """The row is visible, but this step belongs to somebody else (403)."""

    status = 403


class NotFound(Refused):
    """There is no such row, or this post cannot see it: the two look alike (404)."""

    status = 404


class Conflict(Refused):
    """Somebody else was first (409)."""

    status = 409


@dataclass
class Collected:
    """Several refusals at once, so that a form or a table says everything that is wrong in one go."""

    fields: dict[str, Sentence] = field(default_factory=dict)

    def add(self, name: str, sentence: Sentence) -> None:
        self.fields.setdefault(name, sentence)

    def raise_if_any(self, sentence: Sentence) -> None:
        if self.fields:
            raise Refused(sentence, fields=self.fields)
