"""Booking what a stocktake found (国令738 art. 39: 根据审批结果及时调整资产台账信息): a small result at once, a large one by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_tasks import task

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.transfer.marking import Pace
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeSurplus
from chancery.modules.assets.selectors.stocktake import people_called
from chancery.modules.assets.terms import HELD, Acquisition, Booking, Status, ValueKind
from chancery.modules.assets.terms.stocktake import Decision, Seen
from chancery.modules.assets.terms.stocktake import StocktakeState as S

from .cards import change_cards
from .freezing import AT_ONCE

FEW = 10
"""A changed card costs a line in the trail, lists and search: so few go into the first write."""


def book(moving: Moving) -> None:
    """Carry the approved differences into the cards, at once or by the worker."""
    if moving.row.size > AT_ONCE:
        book_later.enqueue(moving.row.pk)
        return
    carry(moving)
    moving.set(booked_at=moving.at)


@task()
def book_later(pk: int) -> None:
    """Book the result of a plan in short writes; a second run goes on where one broke off."""
    row = Stocktake.unscoped.select_related("entry").get(pk=pk)
    flow = shelf.nouns[Stocktake].flow
    if row.state != S.CLOSED or row.booked_at or flow is None:
        return
    actor = program("Stocktaking")
    with acting(actor):
        carry(Moving(row, flow.by_name["approved"], actor, now(), {}))
    with transaction.atomic():
        if Stocktake.unscoped.filter(pk=pk, booked_at__isnull=True).update(booked_at=now()):
            record("assets.stocktake.booked", entry=pk, sentence=say("The result is booked in the cards"))


def carry(moving: Moving) -> None:
    """Deficits are missing, moved cards move, users change, surplus gets its card, and what was seen was seen that day."""
    lines = StocktakeLine.objects.filter(stocktake=moving.row)
    undone = lines.filter(booked=False).select_related("asset__entry")
    in_hand = Q(asset__matter__isnull=True, asset__status__in=HELD)
    _in_steps(undone.filter(in_hand, result=Seen.MISSING), lambda some: _book_missing(moving, some))
    still = Q(asset__building=F("room__building"), asset__room=F("room__room"))
    moved = undone.filter(still, result=Seen.MOVED, found_in__isnull=False).select_related("asset__entry", "found_in")
    _in_steps(moved, lambda some: _book_moved(moving, some))
    _in_steps(undone.filter(result=Seen.USER), lambda some: _book_users(moving, some))
    surplus = StocktakeSurplus.objects.filter(stocktake=moving.row, decision=Decision.BOOK, asset__isnull=True)
    _in_steps(surplus.select_related("note__room"), lambda some: _book_surplus(moving, some))
    day = moving.row.counted_at.astimezone(HOUSE).date()
    for result in set(Seen) - {Seen.MISSING}:
        _in_steps(lines.filter(result=result).only("pk", "asset_id"), lambda some: _seen(some, day))


def _in_steps(rows: QuerySet[Any], write: Callable[[list[Any]], object]) -> None:
    """Write rows in the order of their keys, as many at a time as others may wait for; each is read in its own write."""
    pace, after = Pace(FEW, least=FEW), 0
    while True:
        with pace.write():
            some = list(rows.filter(pk__gt=after).order_by("pk")[: pace.size])
            write(some)
        if not some:
            return
        after = some[-1].pk


def _book_missing(moving: Moving, lines: list[StocktakeLine]) -> None:
    change_cards(moving, [line.asset for line in lines], status=Status.LOST)
    _booked(lines)


def _book_moved(moving: Moving, lines: list[StocktakeLine]) -> None:
    """The card goes where it was found, unless somebody moved it on paper in the meantime."""
    by_place: dict[Any, list[StocktakeLine]] = {}
    for line in lines:
        by_place.setdefault(line.found_in, []).append(line)
    for place, found in by_place.items():
        change_cards(moving, [line.asset for line in found], building=place.building, room=place.room)
    _booked(lines)


def _book_users(moving: Moving, lines: list[StocktakeLine]) -> None:
    """The card gets the user who was named, where only one person has that name; the rest is left to the keeper."""
    for line in lines:
        people = people_called(line.words) if line.words.strip() else []
        if len(people) == 1:
            change_cards(moving, [line.asset], user_id=people[0].pk)
            _booked([line])


def _seen(lines: list[StocktakeLine], day: date) -> None:
    before = Q(seen_on__isnull=True) | Q(seen_on__lt=day)
    Asset.unscoped.filter(before, pk__in=[line.asset_id for line in lines]).update(seen_on=day)


def _booked(lines: list[StocktakeLine]) -> None:
    StocktakeLine.objects.filter(pk__in=[line.pk for line in lines]).update(booked=True)


def _book_surplus(moving: Moving, surplus: list[StocktakeSurplus]) -> None:
    """A card for each thing that was in no book (盘盈): at its estimate, or at one yuan, the nominal amount."""
    for found in surplus:
        room = found.note.room
        day = found.note.at.astimezone(HOUSE).date()
        values = {
            "name": found.name, "category": found.category, "acquisition": Acquisition.SURPLUS, "acquired_on": day,
            "cost": found.cost or 1, "value_kind": ValueKind.ESTIMATE if found.cost else ValueKind.NOMINAL,
            "booking": Booking.UNBOOKED, "building": room.building if room else "", "room": room.room if room else "",
            "note": found.explanation[:300],
        }  # fmt: skip
        found.asset = open_row(Asset, organ=moving.row.organ_id, values=values, actor=program("Stocktaking"))
        found.save(update_fields=["asset"])
