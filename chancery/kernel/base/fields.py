"""Columns that store what the database can sort, add and index."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

MICROSECONDS = 1_000_000

if TYPE_CHECKING:
    MomentBase = models.DateTimeField  # in code it is a moment; only the database sees the integer
    MoneyBase = models.DecimalField
else:
    MomentBase = MoneyBase = models.BigIntegerField


def epoch(moment: datetime) -> int:
    """Microseconds since 1970 in UTC: the form in which hot keys are stored."""
    return int(moment.timestamp()) * MICROSECONDS + moment.microsecond


def moment(stored: int) -> datetime:
    """The aware UTC moment of an `epoch` value."""
    seconds, rest = divmod(stored, MICROSECONDS)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


class MomentField(MomentBase):  # type: ignore[type-arg]
    """A moment kept as an integer, because SQLite would keep it as 26 characters of text in every index."""

    @cached_property
    def validators(self) -> list[Any]:
        """None of a number's bounds: in code the value is a moment."""
        return [*self.default_validators, *self._validators]  # type: ignore[attr-defined]

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": forms.DateTimeField, **options})

    def from_db_value(self, value: int | None, *_: Any) -> datetime | None:
        return None if value is None else moment(value)

    def get_prep_value(self, value: Any) -> Any:
        return epoch(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        return moment(value) if isinstance(value, int) else value


class MoneyField(MoneyBase):  # type: ignore[type-arg]
    """Yuan with two decimals in code, integer fen in the database (SQLite would sum decimals as floats)."""

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100

    def get_prep_value(self, value: Any) -> int | None:
        yuan = self.to_python(value)
        if yuan is None:
            return None
        fen = yuan * 100
        if fen != fen.to_integral_value():
            raise ValidationError("An amount of money has at most two decimals.", code="money_decimals")
        return int(fen)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError("This is not an amount of money.", code="money") from error
