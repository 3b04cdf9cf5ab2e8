"""Dates, money and counts as they are set in the house (look, section 11)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from chancery.kernel.base.clock import HOUSE, now, today

from .words import gettext, written

NONE = "—"
Moment = datetime | date | None


def house_time(moment: datetime) -> datetime:
    """The moment on the clock of the house."""
    return moment.astimezone(HOUSE)


def house_day(moment: datetime | date) -> date:
    """The day in the house on which a moment falls."""
    return house_time(moment).date() if isinstance(moment, datetime) else moment


def short_day(moment: Moment) -> str:
    """`11-23` in this year, `2026-11-23` else: for tables."""
    if not moment:
        return NONE
    day = house_day(moment)
    return day.strftime("%m-%d" if day.year == today().year else "%Y-%m-%d")


def short_moment(moment: datetime | None) -> str:
    """`11-23 09:12`: for tables and the trail."""
    return f"{short_day(moment)} {house_time(moment):%H:%M}" if moment else NONE


def day_in_words(moment: Moment) -> str:
    """`11月23日`, `23 November`: inside sentences; the year is added when it is another one."""
    if not moment:
        return NONE
    day = house_day(moment)
    pattern = gettext("j F") if day.year == today().year else gettext("j F Y")
    return written(day, pattern)


def long_day(moment: Moment) -> str:
    """`2026年11月23日`: on papers and in facts."""
    return written(house_day(moment), gettext("j F Y")) if moment else NONE


def day_of_desk() -> str:
    """The line above the desk: day, weekday and week of the year."""
    day = today()
    return written(day, gettext("l, j F Y")) + gettext(", week {week}").format(week=day.isocalendar().week)


def money(amount: Decimal | int | float | None) -> str:
    """`1,284.50`, with the minus sign U+2212."""
    return NONE if amount is None else f"{Decimal(amount):,.2f}".replace("-", "\u2212")


def figure(value: Decimal | int | float | None) -> str:
    """A number with thousands commas; `—` for none, `0` for zero."""
    if value is None:
        return NONE
    return f"{value:,}".replace("-", "\u2212")


def count(number: int, bound: int) -> str:
    """How many rows: exact up to the bound, then `1,000+` (a count that is not made is not shown as one)."""
    return f"{number:,}" if number <= bound else f"{bound:,}+"


def stay(since: datetime | None) -> str:
    """How long a matter has lain with its holder, in days or hours."""
    if since is None:
        return ""
    seconds = max(0, int((now() - since).total_seconds()))
    if seconds < 86_400:
        return gettext("{n} h").format(n=max(1, seconds // 3600))
    days = seconds // 86_400
    return gettext("1 day") if days == 1 else gettext("{n} days").format(n=days)


def size(octets: int) -> str:
    """The size of a file in the unit that a person would use."""
    if octets < 1024 * 1024:
        return f"{max(1, octets // 1024)} KB"
    return f"{octets / (1024 * 1024):.1f} MB"
