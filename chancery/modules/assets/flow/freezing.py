"""Freezing the book set of a stocktake (冻结账面): a small one at once, a large one by the worker in short writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django_tasks import task

from chancery.kernel.access.actors import actor_in, program
from chancery.kernel.access.rows import visible
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Moving
from chancery.kernel.notify.services import tell
from chancery.kernel.org.models import Organ
from chancery.kernel.org.tree import descendants
from chancery.kernel.transfer.marking import Pace
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeRoom
from chancery.modules.assets.selectors import pool_section
from chancery.modules.assets.terms import HELD
from chancery.modules.assets.terms.stocktake import StocktakeState as S

from .counting import count_rooms

AT_ONCE = 500
"""So many lines are frozen, and later booked, while the person waits."""
LINE = (
    "stocktake_id", "asset_id", "room_id", "code", "name", "made", "user_name", "acquired_on", "cost", "quantity",
)  # fmt: skip


def start(moving: Moving) -> None:
    """The book set of a small plan is frozen at once, that of a large one by the worker; counting waits for it.

    The section that oversees the assets of the government sees the plan, its progress and its result (国令738 art. 34, 38).
    """
    row, actor = moving.row, moving.actor
    keys = list(scope_of(row, visible(actor, Asset)).values_list("pk", flat=True)[: AT_ONCE + 1])
    if not keys and not moving.asked.get("reason"):
        raise Refused(
            say("No asset card lies within this plan. Choose a wider scope, or write why only surplus is looked for."),
            strength="ask",
        )
    moving.set(started_at=moving.at, started_by_id=actor.post)
    moving.grant([pool_section(row.organ_id)], "shared")
    if len(keys) > AT_ONCE and actor.post is not None:
        freeze_later.enqueue(row.pk)
        return
    freeze(row, actor)
    moving.set(size=StocktakeLine.objects.filter(stocktake=row).count(), frozen_at=moving.at)


@task()
def freeze_later(pk: int) -> None:
    """Freeze the book set of a plan, as whoever started it sees the cards; a second run goes on where one broke off."""
    row = Stocktake.unscoped.select_related("unit", "started_by__organ").get(pk=pk)
    if row.state != S.RUNNING or row.frozen_at:
        return
    starter = row.started_by
    freeze(row, actor_in(starter, channel="worker") if starter else program("Stocktaking"))
    with transaction.atomic():
        size = StocktakeLine.objects.filter(stocktake=row).count()
        if Stocktake.unscoped.filter(pk=pk, frozen_at__isnull=True).update(size=size, frozen_at=now()):
            sentence = say("The book set is frozen: {n} lines", n=size)
            record("assets.stocktake.frozen", entry=pk, sentence=sentence, after={"size": size})
            tell([starter.pk] if starter else [], sentence, entry_id=pk, kind="assets.frozen")


def freeze(row: Stocktake, actor: Actor) -> None:
    """Copy the cards of a plan into its lines, in writes so short that nobody waits; what changes later changes no line."""
    there = set(StocktakeLine.objects.filter(stocktake=row).values_list("asset_id", flat=True))
    cards = scope_of(row, visible(actor, Asset)).order_by("organ_id", "building", "room", "pk")
    keys = [key for key in cards.values_list("pk", flat=True) if key not in there]
    pace, done = Pace(), 0
    while done < len(keys) and Stocktake.unscoped.filter(pk=row.pk).exclude(state=S.CANCELLED).exists():
        some = keys[done : done + pace.size]
        with pace.write():
            _copy(row, some)
        done += len(some)


def scope_of(row: Stocktake, cards: QuerySet[Asset]) -> QuerySet[Asset]:
    """The cards that a plan asks for: still in the books, of an organ or section, in a place, of a category."""
    cards = cards.filter(status__in=HELD, entry__voided_at__isnull=True, entry__landed=True)
    if row.unit:
        column = "section" if row.unit.level == Organ.Level.SECTION else "organ"
        cards = cards.filter(**{f"{column}__in": descendants(row.unit.pk)})
    told = {name: getattr(row, name) for name in ("building", "room", "family", "category") if getattr(row, name)}
    return cards.filter(**told)


def _copy(row: Stocktake, keys: Sequence[int]) -> None:
    """Places and lines of some cards, without a card passing through this process."""
    cards = Asset.unscoped.filter(pk__in=keys)
    rooms = cards.order_by().values_list(Value(row.pk), "building", "room").distinct()
    _insert(StocktakeRoom, ("stocktake_id", "building", "room"), rooms)
    room = StocktakeRoom.objects.filter(stocktake=row.pk, building=OuterRef("building"), room=OuterRef("room"))
    lines = cards.order_by("organ_id", "building", "room", "pk").values_list(
        Value(row.pk), "pk", Subquery(room.values("pk")), "code", "name",
        Concat("brand", Value(" "), "specification", output_field=CharField()),
        Coalesce("user__name", Value("")), "acquired_on", "cost", "quantity",
    )  # fmt: skip
    _insert(StocktakeLine, LINE, lines)
    touched = StocktakeLine.objects.filter(stocktake=row, asset__in=keys).values_list("room", flat=True)
    count_rooms(row, list(touched.distinct()))


def _insert(model: Any, columns: Sequence[str], rows: Any) -> None:
    """Insert what a query gives and is not there yet."""
    try:
        select, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    statement = f"insert into {model._meta.db_table} ({', '.join(columns)}) {select} on conflict do nothing"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
