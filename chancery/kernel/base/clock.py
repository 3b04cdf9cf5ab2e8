"""The one clock of the house. The demo and the tests may set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

HOUSE = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC (or the moment at which the clock was set)."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The present day in the house, Asia/Shanghai."""
    return now().astimezone(HOUSE).date()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Set the clock inside the block; `moment` without a zone is read as Asia/Shanghai."""
    token = _frozen.set(moment if moment.tzinfo else moment.replace(tzinfo=HOUSE))
    try:
        yield
    finally:
        _frozen.reset(token)
