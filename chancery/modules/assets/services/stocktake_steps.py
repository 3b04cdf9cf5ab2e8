"""Going on with stocktakes whose freezing or booking broke off, as by a machine that was switched off."""

from __future__ import annotations

from datetime import timedelta

from chancery.kernel.base.clock import now
from chancery.modules.assets.flow.booking import book_later
from chancery.modules.assets.flow.freezing import freeze_later
from chancery.modules.assets.models.stocktake import Stocktake
from chancery.modules.assets.terms.stocktake import StocktakeState as S

STANDSTILL = timedelta(minutes=30)
"""After this time a plan whose lines are not complete, or whose result is not booked, counts as broken off."""


def take_up_stocktakes() -> None:
    """The worker's round: what broke off goes on where it stood."""
    begun, before = Stocktake.unscoped.filter(started_by__isnull=False), now() - STANDSTILL
    for pk in begun.filter(state=S.RUNNING, frozen_at__isnull=True, started_at__lt=before).values_list("pk", flat=True):
        freeze_later.func(pk)
    closed = begun.filter(state=S.CLOSED, booked_at__isnull=True, entry__closed_at__lt=before)
    for pk in closed.values_list("pk", flat=True):
        book_later.func(pk)
