"""How long a category is depreciated (折旧年限; 财会〔2017〕4号, life table), from the dated rules."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from chancery.kernel.rules.registry import rule_value
from chancery.modules.assets.terms import category_of

LIFE = "assets.life."


def life_months(category: str) -> int:
    """Months over which a category is depreciated; 0 for one that is not (政府会计准则第3号 art. 16)."""
    life = category_of(category).life
    if not life:
        return 0
    years = rule_value(LIFE + life).value
    return 12 * int(str(years))


def first_of_month(day: date) -> date:
    """The month of a day, by its first."""
    return day.replace(day=1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
