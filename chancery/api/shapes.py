"""What the API knows about a noun: its columns, read once from the model and the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.http import JsonResponse

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Record
from chancery.kernel.base.refusals import Answer, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import NEVER
from chancery.kernel.module.declare import Module, Screen
from chancery.kernel.module.registry import noun_key
from chancery.kernel.org.models import Organ, Party, Post

from .problems import rule_of

KEPT_APART = ("entry", "organ", "version", "state")
PARTIES = (Organ, Post, Party)
NAMED_BY = ("name", "title", "short_name", "username")
HIDDEN = say("There is nothing at this address, or your post cannot see it.")


@dataclass(frozen=True)
class Shape:
    """A noun at its address (名词的形状)."""

    module: Module
    screen: Screen

    @cached_property
    def noun(self) -> str:
        return noun_key(self.module, self.screen)

    @cached_property
    def path(self) -> str:
        return f"/{self.module.key}/{self.screen.key}"

    @cached_property
    def name(self) -> str:
        """The name of its schemas, `DocumentsIncoming`."""
        words = self.noun.replace(".", "_").split("_")
        return "".join(word[:1].upper() + word[1:] for word in words)

    @property
    def model(self) -> type[Any]:
        return self.screen.model

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """All columns of its own."""
        return tuple(column for column in self.model._meta.concrete_fields if column.name not in KEPT_APART)

    @cached_property
    def listed(self) -> tuple[Any, ...]:
        """The columns that a list gives: long texts are read row by row."""
        return tuple(column for column in self.columns if not isinstance(column, (models.TextField, models.JSONField)))

    @cached_property
    def entered(self) -> tuple[Any, ...]:
        """The columns that somebody may enter when a row is made."""
        names = [name for group in self.screen.form for name in group.fields]
        return self._named([*names, self.screen.body])

    @cached_property
    def changed(self) -> tuple[Any, ...]:
        """The columns that somebody may change later: the form's, and what any state leaves open."""
        names = [name for group in self.screen.form for name in group.fields]
        flow = self.screen.flow
        return self._named([*names, *(name for state in flow.each for name in state.edits)] if flow else names)

    def _named(self, names: Sequence[str]) -> tuple[Any, ...]:
        own = {column.name: column for column in self.columns}
        return tuple(own[name] for name in dict.fromkeys(names) if name in own)

    def readable(self, actor: Actor) -> None:
        """Raises NotFound for a post that may not read this noun at all."""
        if self.screen.read not in actor.actions:
            raise NotFound(HIDDEN)


def points_to(column: Any) -> str:
    """What a foreign key points to: "party", "record", "other"; "" where the column is none."""
    target = column.related_model if column.is_relation else None
    if target is None:
        return ""
    if target in PARTIES:
        return "party"
    return "record" if issubclass(target, Record) else "other"


def name_path(column: Any) -> str:
    """The path of the name of what a foreign key to a plain table points to, or ""."""
    own = {field.name for field in column.related_model._meta.concrete_fields}
    found = next((name for name in NAMED_BY if name in own), "")
    return f"{column.name}__{found}" if found else ""


def plain(value: Any) -> Any:
    """A value as JSON shows it: days and moments in ISO 8601, moments in UTC with Z, other numbers as text."""
    if isinstance(value, datetime):
        return None if value == NEVER else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def shown(column: Any, value: Any) -> Any:
    """A column's value as JSON shows it; money is a text with two decimals."""
    if value is not None and isinstance(column, MoneyField):
        return f"{value:.2f}"
    return plain(value)


def answer(told: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> JsonResponse:
    """A JSON answer; Chinese stays readable."""
    return JsonResponse(told, status=status, safe=False, json_dumps_params={"ensure_ascii": False}, headers=headers)


def advice_of(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """What the rules advise, each with its article."""
    return [
        {"sentence": str(one.sentence), "strength": one.strength, "rule": rule_of(one.cite) if one.cite else None}
        for one in answers
    ]
