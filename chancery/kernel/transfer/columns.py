"""The columns that a table carries: what they are called in both languages and what kind of value stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from django.db import models
from django.utils.translation import override

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter, Record
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.declare import label_of
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.models import Organ, Person, Post

Kind = Literal[
    "text", "number", "decimal", "money", "date", "moment", "flag", "choice", "organ", "post", "person", "record"
]
Reads = Callable[[str], Any]
"""Given a word as `folded` leaves it: the choice that offices mean by it, or nothing."""
LANGUAGES = ("zh-hans", "en")
STATE = "state"
"""The column in which a table of history says where each matter stands."""
_KINDS: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
    (MoneyField, "money"),
    (MomentField, "moment"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.BooleanField, "flag"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "number"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)
_PARTIES: Mapping[type[models.Model], Kind] = {Organ: "organ", Post: "post", Person: "person"}


@dataclass(frozen=True)
class Heading:
    """A column of a noun's tables, with other headings under which offices write it (列的别名): 资产名称, 设备名称.

    `reads` knows the other words that they write for a choice (取值的别名): codes of an older edition, 新购 for a purchase.
    """

    field: str
    aliases: tuple[str, ...] = ()
    reads: Reads | None = None


@dataclass(frozen=True)
class Column:
    """A column (列) of a table that goes out or comes in: the model's field, its label and its kind."""

    name: str
    label: Any
    kind: Kind
    field: Any
    required: bool
    aliases: tuple[str, ...] = ()
    options: Sequence[tuple[Any, Any]] = ()
    reads: Reads | None = None

    @property
    def title(self) -> Sentence:
        """The heading, to be stored and rendered for its reader."""
        return say(self.label)

    def known_as(self) -> set[str]:
        """All headings by which the column is found: its name, its label in each language, its aliases."""
        return {heading_key(text) for text in (self.name, *in_each_language(self.label), *self.aliases)}

    @cached_property
    def choices(self) -> dict[str, Any]:
        """Each value of a choice by everything a table may write for it: value, name, label in each language."""
        found: dict[str, Any] = {}
        for value, label in self.options:
            for text in (str(value), *in_each_language(label)):
                found.setdefault(folded(text), value)
        return found

    def choice(self, written: str) -> Any:
        """The choice that is written so: a value, a label, or a word that the module reads as one; else None."""
        word = folded(written)
        return self.choices[word] if word in self.choices else (self.reads(word) or None) if self.reads else None


def columns_of(model: type[Any], names: Sequence[str | Heading]) -> tuple[Column, ...]:
    """The columns of a noun that a screen names for tables; a bare name takes the heading that its screen declares.

    Raises ValueError, a programmer's error, for a column that no table can carry.
    """
    kept = shelf.nouns.get(model)
    declared = {one.field: one for one in kept.transfer if isinstance(one, Heading)} if kept else {}
    headings = [one if isinstance(one, Heading) else declared.get(one, Heading(one)) for one in names]
    return tuple(_column(model, one) for one in headings)


def _column(model: type[Any], heading: Heading) -> Column:
    field = model._meta.get_field(heading.field)
    label = field.verbose_name
    if heading.field == STATE and issubclass(model, Matter):
        flow = shelf.nouns[model].flow
        states = [(state.value, label_of(state)) for state in flow.states] if flow else []
        return Column(STATE, label, "choice", field, False, heading.aliases, states)
    required = not (field.blank or field.null or field.has_default())
    return Column(
        heading.field, label, _kind(field), field, required, heading.aliases, field.flatchoices, heading.reads
    )


def _kind(field: Any) -> Kind:
    if field.is_relation:
        target = field.related_model
        if target in _PARTIES:
            return _PARTIES[target]
        if issubclass(target, Record):
            return "record"
    elif field.choices:
        return "choice"
    else:
        for kind, word in _KINDS:
            if isinstance(field, kind):
                return word
    raise ValueError(f"A table cannot carry the column {field.name} ({type(field).__name__}).")


def in_each_language(label: Any) -> list[str]:
    """A label as each language says it."""
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append(str(label))
    return texts


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """How two words are compared: full-width as half-width, without blanks, small as large."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def heading_key(text: str) -> str:
    """How two headings are compared: as words, and without stars and remarks such as (元) or （必填）."""
    plain = re.sub(r"[*:]+", "", folded(text))
    return re.sub(r"(?<=.)\([^()]*\)$", "", plain)
