"""Sentences that are stored as a key and parameters and rendered for whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
else:
    Label = str
"""A word of the interface: plain, or lazy until somebody reads it."""


MOMENT = "moment"
"""The key under which a stored sentence keeps a moment, so that it is shown on the clock of the house later as well."""


@dataclass(frozen=True)
class Sentence:
    """An English sentence with named places, translated only when it is read.

    `text` is the gettext key, `params` fill its `{names}`; a parameter may itself be a Sentence.
    """

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    context: str = ""

    def __str__(self) -> str:
        if not self.text:
            return ""
        template = pgettext(self.context, self.text) if self.context else gettext(self.text)
        return (
            template.format(**{name: _shown(value) for name, value in self.params.items()}) if self.params else template
        )

    def as_json(self) -> dict[str, Any]:
        """What the trail, messages and refusals store."""
        stored: dict[str, Any] = {"text": self.text, "params": {k: _stored(v) for k, v in self.params.items()}}
        if self.context:
            stored["context"] = self.context
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Sentence:
        if not stored:
            return cls("")
        params = {k: _read(v) for k, v in stored.get("params", {}).items()}
        return cls(stored.get("text", ""), params, stored.get("context", ""))


def say(text: Any, **params: Any) -> Sentence:
    """Mark a sentence for the catalogue and bind its parameters: `say("{n} files were read", n=3)`.

    A lazy label is taken by its key.
    """
    return Sentence(msgid(text), params)


def msgid(label: Any) -> str:
    """The catalogue key of a label: labels of columns, choices and moves are lazy, and what is stored must not be."""
    args = getattr(label, "_args", None) if isinstance(label, Promise) else None
    return str(args[0]) if args else str(label)


def _stored(value: Any) -> Any:
    if isinstance(value, Sentence):
        return value.as_json()
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)


def _read(stored: Any) -> Any:
    if not isinstance(stored, dict):
        return stored
    return datetime.fromisoformat(stored[MOMENT]) if MOMENT in stored else Sentence.from_json(stored)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return f"{value:,}"
    return value
