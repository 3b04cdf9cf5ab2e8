"""The count of a store: figures are entered against the ledger, and what differs is booked with the reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.modules.supplies.models import Count, CountLine
from chancery.modules.supplies.rules import everything_was_counted, has_lines
from chancery.modules.supplies.selectors import find_item, how_many, store_keeper
from chancery.modules.supplies.terms import CountState as S
from chancery.modules.supplies.terms import Movement

from .lines import ITEM
from .stock import book


def with_keeper(row: Count) -> list[Todo]:
    return todos([store_keeper(row.organ_id)], "close")


def found(moving: Moving) -> None:
    """What stands on the shelf, beside what the ledger says at this moment; counting again replaces the figure."""
    item = find_item(moving.row.organ_id, moving.asked["item"])
    number = how_many(moving.asked["number"], least=0)
    CountLine.objects.update_or_create(
        count=moving.row, item=item, defaults={"expected": item.stock, "found": number, "at": moving.at}
    )


def close(moving: Moving) -> None:
    """Gains and losses become lines of the ledger (盘盈、盘亏)."""
    for line in moving.row.sheet:
        book(moving, line.item_id, line.difference, Movement.COUNTED)
    moving.set(counted_on=today())


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
count_flow = Flow(
    S,
    start=S.COUNTING,
    each=(
        State(S.COUNTING, "run", holder=with_keeper),
        State(S.COUNTED, "done", needs=("counted_on",), ends=True),
        State(S.DROPPED, "stop", ends=True),
    ),
    moves=(
        Move("close", (S.COUNTING,), S.COUNTED, "supply.keep", title=_("Close the count"), done=_("The count was closed"),
             checks=(has_lines, everything_was_counted), effect=close),
        Move("found", (S.COUNTING,), "", "supply.keep", title=_("Enter what was found"), done=_("A figure was entered"),
             asks=(ITEM, Ask("number", _("Found on the shelf"), "number")), effect=found),
        Move("drop", (S.COUNTING,), S.DROPPED, "supply.keep", title=_("Drop the count"), done=_("The count was dropped"), reason=True, grave=True),
    ),
)
# fmt: on
