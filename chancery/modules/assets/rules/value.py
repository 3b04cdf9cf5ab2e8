"""What binds the value of a card: what is never depreciated, and the final account of what was built; R-AS-06, R-AS-08."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.rules.registry import rule_value
from chancery.modules.assets.models import Asset, Revaluation, months_after
from chancery.modules.assets.terms import Acquisition, ValueKind, category_of
from chancery.modules.assets.terms.matters import RevaluationKind

from .answers import answer


def account_due(card: Asset) -> date | None:
    """The day by which the final account of what was built had to be there (竣工财务决算; 国令738 art. 31); None if none is awaited."""
    if card.acquisition != Acquisition.CONSTRUCTION or card.value_kind != ValueKind.ESTIMATE or card.disposed_on:
        return None
    return months_after(card.acquired_on, account_months())


def account_months() -> int:
    """Months within which a final account is made."""
    return int(str(rule_value("assets.final_account").value))


def account_is_in_time(row: Revaluation, asked: Mapping[str, Any]) -> Answer:
    """A final account that replaces the estimate later than a year after delivery says why (R-AS-08)."""
    due = account_due(row.asset) if row.kind == RevaluationKind.FINAL else None
    if due is None or row.from_month <= due:
        return OK
    return answer(
        "final_account",
        False,
        say(
            "The final account of “{name}” was due by {day}; say why it comes later.",
            name=row.asset.name,
            day=due.isoformat(),
        ),
    )


def months_fit_the_category(row: Revaluation, asked: Mapping[str, Any]) -> Answer:
    """Relics, books, plants and animals, land and what stands at a nominal amount take no depreciation (R-AS-06)."""
    free = not category_of(row.asset.category).life or row.asset.value_kind == ValueKind.NOMINAL
    return answer(
        "not_depreciated",
        not (free and row.months),
        say("“{name}” is not depreciated; the months still to depreciate are 0.", name=row.asset.name),
    )
