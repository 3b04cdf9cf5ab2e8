"""Types of columns and of what moves ask, so that the schema of each noun says what fits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional

from django.db import models
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.sentences import msgid
from chancery.kernel.flow.declare import Ask

MOST = 2**63 - 1
LONGEST = 1_000_000
YEARS = range(1800, 2201)
RANGES: dict[str, tuple[int, int]] = {
    "SmallIntegerField": (-(2**15), 2**15 - 1),
    "PositiveSmallIntegerField": (0, 2**15 - 1),
    "IntegerField": (-(2**31), 2**31 - 1),
    "PositiveIntegerField": (0, 2**31 - 1),
    "BigIntegerField": (-MOST, MOST),
    "PositiveBigIntegerField": (0, MOST),
}
STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _within(moment: Any) -> Any:
    if moment.year not in YEARS:
        raise PydanticCustomError("date_year", "The year is outside 1800 to 2200.")
    return moment


Key = Annotated[int, Field(ge=1, le=MOST)]
Mark = Annotated[int | None, Field(ge=1, le=MOST)]
Day = Annotated[date, AfterValidator(_within)]
Moment = Annotated[AwareDatetime, AfterValidator(_within)]
Money = Annotated[Decimal, Field(max_digits=17, decimal_places=2)]
MoneyText = Annotated[str, Field(pattern=r"^-?\d+\.\d{2}$", description="Yuan with two decimals.")]
Number = Annotated[Decimal, Field(max_digits=15, decimal_places=4)]


def taken(column: Any) -> Any:
    """The type of a column in a body."""
    choices = literal_of(column)
    if choices is not None:
        return choices
    if column.is_relation:
        return Key
    if isinstance(column, MoneyField):
        return Money
    if isinstance(column, (MomentField, models.DateTimeField)):
        return Moment
    if isinstance(column, models.DateField):
        return Day
    return _scalar(column, entered=True)


def given(column: Any) -> Any:
    """The type of a column in an answer."""
    if column.is_relation:
        kind: Any = int
    elif isinstance(column, MoneyField):
        kind = MoneyText
    elif isinstance(column, (MomentField, models.DateTimeField)):
        kind = datetime
    elif isinstance(column, models.DateField):
        kind = date
    elif isinstance(column, models.DecimalField):
        kind = str
    else:
        kind = literal_of(column) or _scalar(column, entered=False)
    return Optional[kind] if column.null else kind  # noqa: UP045  # the type is made here, not written


def _scalar(column: Any, *, entered: bool) -> Any:
    internal = column.get_internal_type()
    if internal in RANGES:
        low, high = RANGES[internal]
        return Annotated[int, Field(ge=low, le=high)]
    if isinstance(column, models.BooleanField):
        return bool
    if isinstance(column, models.DecimalField):
        return Annotated[Decimal, Field(max_digits=column.max_digits, decimal_places=column.decimal_places)]
    if isinstance(column, models.FloatField):
        return Annotated[float, Field(allow_inf_nan=False)]
    if isinstance(column, (models.CharField, models.TextField)):
        least = 1 if entered and not column.blank else 0
        return Annotated[str, Field(min_length=least, max_length=column.max_length or LONGEST)]
    return Any


def literal_of(column: Any) -> Any:
    """The choices of a column as a type, or None where it has none."""
    values = [value for value, _ in (column.choices or ())]
    if not values:
        return None
    if column.blank and isinstance(values[0], str):
        values.append("")
    return Literal[tuple(dict.fromkeys(values))]


def described(column: Any) -> dict[str, Any]:
    """Title and explanation of a column, in the language of the catalogue's keys."""
    words = [msgid(column.help_text)] if column.help_text else []
    words += [" / ".join(f"{value}: {msgid(label)}" for value, label in column.choices or ())]
    told = " ".join(word for word in words if word)
    return {"title": msgid(column.verbose_name), **({"description": told} if told else {})}


def asked_type(ask: Ask, column: Any) -> Any:
    """The type of an answer to a move's small form; a column that it fills bounds it too."""
    kinds: dict[str, Any] = {
        "organ": Key,
        "post": Key,
        "person": Key,
        "record": Key,
        "moment": Moment,
        "organs": Annotated[list[Key], Field(max_length=500)],
        "posts": Annotated[list[Key], Field(max_length=500)],
        "date": Day,
        "number": Number,
        "flag": bool,
    }
    if ask.kind == "choice":
        choices = ask.choices.choices if hasattr(ask.choices, "choices") else ask.choices
        return Literal[tuple(str(value) for value, _ in choices)]
    if ask.kind == "number" and column is not None and column.get_internal_type() in RANGES:
        return taken(column)
    if ask.kind in kinds:
        return kinds[ask.kind]
    most = min(ask.max_length, getattr(column, "max_length", None) or ask.max_length)
    return Annotated[str, Field(min_length=1 if ask.required else 0, max_length=most)]
