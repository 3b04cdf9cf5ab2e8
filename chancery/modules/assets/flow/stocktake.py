"""The journey of a stocktake: planned, counted, explained, approved, booked (国令738 art. 34, 37-39)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, State, todos
from chancery.modules.assets.rules.stocktake import (
    book_set_is_frozen,
    differences_are_explained,
    everything_was_looked_at,
    nobody_disagrees,
    scope_is_own,
)
from chancery.modules.assets.selectors import keepers_of
from chancery.modules.assets.terms.stocktake import StocktakeState as S

from .booking import book
from .counting import count_again, end_count
from .freezing import start

APPROVAL = "assets.stocktake"
PLAN = "stocktake.plan"


def _keepers(move: str) -> Any:
    return lambda row: todos([keepers_of(row.organ_id)], move)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
SCOPE = ("title", "occasion", "unit", "building", "room", "family", "category", "until_on", "basis")

stocktake_flow = Flow(
    S,
    start=S.DRAFTED,
    each=(
        State(S.DRAFTED, "new", holder=_keepers("start"), edits=SCOPE),
        State(S.RUNNING, "run", holder=_keepers("end_count"), edits=("title", "until_on"), needs=("started_at",)),
        State(S.CHECKED, "run", holder=_keepers("submit"), edits=("title",), needs=("started_at", "counted_at")),
        State(S.APPROVING, "wait", route=APPROVAL, needs=("started_at", "counted_at")),
        State(S.CLOSED, "done", needs=("started_at", "counted_at"), ends=True),
        State(S.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("start", (S.DRAFTED,), S.RUNNING, PLAN, title=_("Start the count"), done=_("The count started"),
             number="assets.stocktake", checks=(scope_is_own,), effect=start),
        Move("end_count", (S.RUNNING,), S.CHECKED, PLAN, title=_("End the count"), done=_("The count ended"), grave=True,
             checks=(book_set_is_frozen, nobody_disagrees, everything_was_looked_at), effect=end_count),
        Move("count_again", (S.CHECKED,), S.RUNNING, PLAN, title=_("Go on counting"), done=_("The count goes on"), reason=True, effect=count_again),
        Move("submit", (S.CHECKED,), S.APPROVING, PLAN, title=_("Submit the result"), done=_("The result was submitted"),
             asks=(Ask("conclusion", _("Conclusion of the count"), "long", column="conclusion", max_length=4000),), checks=(differences_are_explained,)),
        Move("approved", (S.APPROVING,), S.CLOSED, PLAN, title=_("Approved and booked"), outcome="passed", effect=book),
        Move("returned", (S.APPROVING,), S.CHECKED, PLAN, title=_("Returned (stocktake)"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.CHECKED, PLAN, title=_("Recalled"), outcome="recalled"),
        Move("call_off", (S.DRAFTED, S.RUNNING), S.CANCELLED, PLAN, title=_("Call off"), done=_("Called off"), reason=True, grave=True),
    ),
)
# fmt: on
