"""One cell read as a value of its column. What cannot be read is a fault with its reason."""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.sentences import Sentence, say

from .columns import Column
from .merging import Merged

EPOCH = datetime(1899, 12, 30)
"""Day 0 of a workbook's serial dates."""
SERIALS = (1, 2_958_465)
FLAGS = {"是": True, "有": True, "√": True, "yes": True, "y": True, "true": True, "1": True, "对": True}
FLAGS |= {"否": False, "无": False, "×": False, "no": False, "n": False, "false": False, "0": False}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[\sT]+(.*))?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2})[::时点](\d{1,2})?分?(?:[::](\d{1,2})(?:\.\d+)?秒?)?")
_MONEY = re.compile(r"[¥¥$]?\s*([+-]?[\d,]*\.?\d*)\s*(万)?元?")
_FINE = Decimal("0.000001")


class Unreadable(Exception):
    """A cell that is no value of its column; `why` completes the sentence about the cell."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def read_cell(cell: Any, column: Column, lookups: Mapping[str, Callable[[str], Any]]) -> Any:
    """The value of a cell, None if it is blank. Raises Unreadable."""
    if isinstance(cell, Merged):
        raise Unreadable(cell.why)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if column.field.is_relation:
        return lookups[column.name](plain(cell))
    if column.kind == "choice":
        return _choice(cell, column)
    return _READERS[column.kind](cell, column)


def plain(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, dates as dates, half-width where it is a figure."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _half(cell: Any) -> str:
    return unicodedata.normalize("NFKC", plain(cell)).strip()


def _text(cell: Any, column: Column) -> str:
    text = plain(cell)
    most = getattr(column.field, "max_length", None)
    if most and len(text) > most:
        raise Unreadable(say("it has {n} characters; {most} is the most", n=len(text), most=most))
    return text


def _choice(cell: Any, column: Column) -> Any:
    value = column.choice(plain(cell))
    if value is not None:
        return value
    labels = [str(label) for _, label in column.options]
    raise Unreadable(say("it must be one of: {choices}", choices="、".join(labels[:12])))


def _flag(cell: Any, column: Column) -> bool:
    text = _half(cell).casefold()
    if text not in FLAGS:
        raise Unreadable(say("it must be yes or no"))
    return FLAGS[text]


def _decimal(cell: Any, column: Column) -> Decimal:
    try:
        number = Decimal(repr(cell) if isinstance(cell, float) else _half(cell).replace(",", ""))
    except InvalidOperation as error:
        raise Unreadable(say("it is not a number")) from error
    if not number.is_finite() or abs(number) >= 10**15:
        raise Unreadable(say("it is not a number"))
    places = getattr(column.field, "decimal_places", None)
    return _rounded(number, places) if places is not None else number


def _number(cell: Any, column: Column) -> int:
    number = _decimal(cell, column)
    if number != number.to_integral_value():
        raise Unreadable(say("it must be a whole number"))
    low, high = _range(column)
    if number < low:
        raise Unreadable(say("it must be {least} or more", least=low))
    if number > high:
        raise Unreadable(say("it must be {most} or less", most=high))
    return int(number)


def _range(column: Column) -> tuple[int, int]:
    unsigned = "Positive" in type(column.field).__name__
    small = "Small" in type(column.field).__name__
    high = 2**15 - 1 if small else 2**31 - 1
    return (0 if unsigned else -high - 1), high


def _money(cell: Any, column: Column) -> Decimal:
    match = _MONEY.fullmatch(
        f"{Decimal(repr(cell)):f}" if isinstance(cell, float) and math.isfinite(cell) else _half(cell)
    )
    if not match or not re.search(r"\d", match[1]):
        raise Unreadable(say("it is not an amount of money"))
    amount = Decimal(match[1].replace(",", "")) * (10_000 if match[2] else 1)
    if abs(amount) >= 10**15:
        raise Unreadable(say("it is not an amount of money"))
    return _rounded(amount, 2)


def _rounded(number: Decimal, places: int) -> Decimal:
    """Computed cells carry dust far behind the point; a written third decimal is a fault."""
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if abs(rounded - number) > _FINE:
        raise Unreadable(say("it has more than {n} decimals", n=places))
    return rounded


def _date(cell: Any, column: Column) -> date:
    return _moment_or_date(cell)[0]


def _moment(cell: Any, column: Column) -> datetime:
    day, clock = _moment_or_date(cell)
    return datetime.combine(day, clock, HOUSE)


def _moment_or_date(cell: Any) -> tuple[date, time]:
    if isinstance(cell, datetime):
        return cell.date(), cell.time()
    if isinstance(cell, date):
        return cell, time()
    text = _half(cell)
    if isinstance(cell, float) or re.fullmatch(r"\d{1,7}(\.\d+)?", text):
        return _serial(float(text) if isinstance(cell, str) else float(cell))
    match = _DATE.fullmatch(text)
    packed = _PACKED.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3])), _clock(match[4] or "")
    if packed:
        return _day(int(packed[1]), int(packed[2]), int(packed[3])), time()
    raise Unreadable(say("it is not a date; write it like 2026-11-03"))


def _serial(days: float) -> tuple[date, time]:
    if not SERIALS[0] <= days <= SERIALS[1]:
        raise Unreadable(say("it is not a date; write it like 2026-11-03"))
    at = EPOCH + timedelta(seconds=round(days * 86_400))
    return at.date(), at.time()


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Unreadable(say("there is no month {month}", month=month))
    if not 1 <= year <= 9998 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise Unreadable(say("month {month} of {year} has no day {day}", month=month, year=str(year), day=day))
    return date(year, month, day)


def _clock(text: str) -> time:
    if not text.strip():
        return time()
    match = _TIME.fullmatch(text.strip())
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable(say("there is no such time of day"))
    return time(hour, minute, second)


_READERS: Mapping[str, Callable[[Any, Column], Any]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "moment": _moment,
}
