"""The columns that a table carries: what they are called in both languages and what kind of value stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
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
from chancery.kernel.org.models import Organ, Post

Kind = Literal["text", "number", "decimal", "money", "date", "moment", "flag", "choice", "organ", "post", "record"]
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


@dataclass(frozen=True)
class Heading:
    """A column of a noun's tables, with other headings under which offices write it (列的别名): 资产名称, 设备名称."""

    field: str
    aliases: tuple[str, ...] = ()


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


def columns_of(
    model: type[Any], names: Sequence[str | Heading], *, labels: Mapping[str, Any] | None = None
) -> tuple[Column, ...]:
    """The columns of a noun that a screen names for tables; `labels` replaces the model's own where given.

    Raises ValueError, a programmer's error, for a column that no table can carry.
    """
    headings = [one if isinstance(one, Heading) else Heading(one) for one in names]
    return tuple(_column(model, one, (labels or {}).get(one.field)) for one in headings)


def _column(model: type[Any], heading: Heading, label: Any) -> Column:
    field = model._meta.get_field(heading.field)
    label = label or field.verbose_name
    if heading.field == STATE and issubclass(model, Matter):
        flow = shelf.nouns[model].flow
        states = [(state.value, label_of(state)) for state in flow.states] if flow else []
        return Column(STATE, label, "choice", field, False, heading.aliases, states)
    required = not (field.blank or field.null or field.has_default())
    return Column(heading.field, label, _kind(field), field, required, heading.aliases, field.flatchoices)


def _kind(field: Any) -> Kind:
    if field.is_relation:
        target = field.related_model
        if target is Organ or target is Post:
            return "organ" if target is Organ else "post"
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
