"""Terms of the three levels. The regulation lets none of them roll over a day off, so they do not."""

from __future__ import annotations

from datetime import date, datetime, time

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.deadlines.clocks import meet, start_clock, stop
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.flow.declare import Moving
from chancery.kernel.rules.registry import rule_value
from chancery.modules.petitions.selectors.chain import running


def begin(moving: Moving, key: str, rule: str, *, start: datetime | None = None) -> Clock:
    """Start a term under a rule of this module, from this move unless told."""
    term = rule_value(f"petitions.{rule}")
    return start_clock(
        moving.row.pk, key=key, amount=int(str(term.value)), unit=term.unit, start=start or moving.at, roll=False
    )


def end(moving: Moving, *keys: str, met: bool = True) -> None:
    """End the terms that run: met, or stopped because they matter no more."""
    for clock in Clock.objects.filter(entry=moving.row.pk, key__in=keys, state__in=("running", "paused")):
        if met:
            meet(clock)
        else:
            stop(clock)


def show_due(moving: Moving, key: str) -> None:
    """The matter is due when this term ends."""
    clock = running(moving.row.pk, key)
    moving.due(clock.due_at if clock else None)


def noon(day: date) -> datetime:
    """The moment from which a term counts that began on a day (begin day not counted)."""
    return datetime.combine(day, time(12), HOUSE)
