"""What the regulations say about stocktaking: differences have causes, results are approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.org.tree import ancestors
from chancery.modules.assets.models.stocktake import Stocktake
from chancery.modules.assets.selectors.stocktake import counted, disputed, unexplained

from .answers import answer


def scope_is_own(row: Stocktake, asked: Mapping[str, Any]) -> Answer:
    """An organ counts itself and what is below it."""
    if row.unit_id is None or row.organ_id in ancestors(row.unit_id):
        return OK
    return Answer(
        False,
        say(
            "{unit} does not belong to {organ}; leave the field empty, or choose a part of the organ.",
            unit=row.unit.name if row.unit else "",
            organ=row.organ.name,
        ),
    )


def book_set_is_frozen(row: Stocktake, asked: Mapping[str, Any]) -> Answer:
    """Nothing is counted, and no count ends, while the worker still copies the cards."""
    if row.frozen_at or row.started_by_id is None:
        return OK
    return Answer(False, say("The book set is still being frozen. Count when it is complete."))


def nobody_disagrees(row: Stocktake, asked: Mapping[str, Any]) -> Answer:
    """Before a count ends, each line about which two people differ is decided by somebody."""
    left = disputed(row)
    if not left:
        return OK
    return Answer(
        False, say("Cannot end the count: about {n} lines two people differ. Decide each under “Differences”.", n=left)
    )


def everything_was_looked_at(row: Stocktake, asked: Mapping[str, Any]) -> Answer:
    """What nobody looked at counts as not found; whoever ends the count writes why (国令738 art. 34)."""
    count = counted(row)
    if count.left == 0:
        return OK
    return answer(
        "stocktake_regular",
        False,
        say(
            "{n} of {all} lines were not looked at; they become “not found” when the count ends.",
            n=count.left,
            all=count.lines,
        ),
    )


def differences_are_explained(row: Stocktake, asked: Mapping[str, Any]) -> Answer:
    """Each difference has its cause before the result goes into approval (国令738 art. 39)."""
    left = unexplained(row)
    if not left:
        return OK
    return answer(
        "stocktake_causes",
        False,
        say("Cannot submit yet: {n} differences have no cause. Write them under “Differences”.", n=left),
    )
