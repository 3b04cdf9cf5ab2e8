"""What the worker does for the vehicles each day: the trips of running series, and a look at what seems wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Series
from chancery.modules.vehicles.terms import SeriesState

from .findings import look_over

MOST_SERIES = 500
LOOKS_BACK = timedelta(days=31)


def every_day() -> None:
    """Make the trips of the coming two weeks (周期用车), and open findings of the last month (用车疑点), each once."""
    worker = program("Chancery")
    with acting(worker):
        for row in Series.unscoped.filter(state=SeriesState.RUNNING, until__gte=today()).order_by("pk")[:MOST_SERIES]:
            with suppress(Refused):  # nothing to make yet: the trips stand up to that day
                press(row, "plan_ahead", actor=worker)
        look_over(worker, since=today() - LOOKS_BACK)
