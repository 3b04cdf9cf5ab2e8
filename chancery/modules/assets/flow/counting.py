"""What the moves of a stocktake do: freeze the book set, judge what was seen, end the count, book what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.engine import open_row
from chancery.kernel.org.models import Organ
from chancery.kernel.org.tree import descendants
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import (
    Stocktake,
    StocktakeLine,
    StocktakeNote,
    StocktakeRoom,
    StocktakeSurplus,
)
from chancery.modules.assets.selectors.stocktake import counts_of, people_called
from chancery.modules.assets.terms import HELD, Acquisition, Booking, Status, ValueKind
from chancery.modules.assets.terms.stocktake import COUNTING, SETTLED, Answered, Decision, Seen

from .cards import change_cards

LINE = (
    "stocktake_id", "asset_id", "room_id", "code", "name", "made", "user_name", "acquired_on", "cost", "quantity",
)  # fmt: skip


def freeze(moving: Moving) -> None:
    """Copy the book set into lines (冻结账面), in two statements however large it is; what changes later changes no line."""
    row = moving.row
    cards = _scope(row, visible(moving.actor, Asset))
    rooms = cards.order_by().values_list(Value(row.pk), "building", "room").distinct()
    _insert(StocktakeRoom, ("stocktake_id", "building", "room"), rooms)
    room = StocktakeRoom.objects.filter(stocktake=row.pk, building=OuterRef("building"), room=OuterRef("room")).values(
        "pk"
    )
    lines = cards.order_by("organ_id", "building", "room", "pk").values_list(
        Value(row.pk), "pk", Subquery(room), "code", "name",
        Concat("brand", Value(" "), "specification", output_field=CharField()),
        Coalesce("user__name", Value("")), "acquired_on", "cost", "quantity",
    )  # fmt: skip
    _insert(StocktakeLine, LINE, lines)
    size = StocktakeLine.objects.filter(stocktake=row).count()
    if not size and not moving.asked.get("reason"):
        raise Refused(
            say("No asset card lies within this plan. Choose a wider scope, or write why only surplus is looked for."),
            strength="ask",
        )
    count_rooms(row)
    moving.set(size=size, started_at=moving.at)


def _scope(row: Stocktake, cards: QuerySet[Asset]) -> QuerySet[Asset]:
    """The cards that a plan asks for: still in the books, of an organ or section, in a place, of a category."""
    cards = cards.filter(status__in=HELD, entry__voided_at__isnull=True, entry__landed=True)
    if row.unit:
        column = "section" if row.unit.level == Organ.Level.SECTION else "organ"
        cards = cards.filter(**{f"{column}__in": descendants(row.unit.pk)})
    told = {name: getattr(row, name) for name in ("building", "room", "family", "category") if getattr(row, name)}
    return cards.filter(**told)


def _insert(model: Any, columns: Sequence[str], rows: Any) -> None:
    """Insert what a query gives, without a row passing through this process."""
    try:
        select, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {model._meta.db_table} ({', '.join(columns)}) {select}", params)


@dataclass(frozen=True)
class Outcome:
    """What the observations of one line say together, whatever the order in which they came."""

    note: StocktakeNote | None
    disputed: bool


def outcome(notes: Iterable[StocktakeNote]) -> Outcome:
    """Each person's last word counts; what was seen outweighs what was not found; then the newest holds.

    Two people who saw different things differ until the manager's own word, which ends it for what came before.
    """
    ordered = sorted((note for note in notes if note.kind in COUNTING), key=lambda note: (note.at, note.key))
    settled = next((note for note in reversed(ordered) if note.verb.startswith(SETTLED)), None)
    if settled:
        ordered = [note for note in ordered if (note.at, note.key) > (settled.at, settled.key)]
    last = {note.post or note.who: note for note in ordered}
    words = sorted(last.values(), key=lambda note: (note.at, note.key))
    seen = [note for note in words if note.verb != Seen.MISSING] or words
    if settled and all(note.verb == Seen.MISSING for note in seen):
        return Outcome(settled, False)
    every = [*([settled] if settled else []), *seen]
    return Outcome(every[-1] if every else None, len({said(note) for note in every}) > 1)


def said(note: StocktakeNote) -> tuple[str, int | None, str]:
    """What an observation says, so that two can be compared: the result, and the place or the user where these matter."""
    verb = note.verb.removeprefix(f"{SETTLED}-")
    return verb, note.room_id if verb == Seen.MOVED else None, note.words if verb == Seen.USER else ""


def refold(line: StocktakeLine, notes: Iterable[StocktakeNote]) -> None:
    """Write what the observations of a line say onto the line, and its place counts anew."""
    before, found = line.result, outcome(notes)
    note = found.note
    line.result = note.verb.removeprefix(f"{SETTLED}-") if note else ""
    line.found_in_id = note.room_id if note and line.result == Seen.MOVED else None
    line.words = note.words if note else ""
    line.seen_at, line.seen_by = (note.at, note.who) if note else (None, "")
    line.photo_id = next(
        (one.photo_id for one in sorted(notes, key=lambda one: one.at, reverse=True) if one.photo_id), None
    )
    line.disputed = found.disputed
    line.save(update_fields=["result", "found_in", "words", "seen_at", "seen_by", "photo", "disputed"])
    was, now = counts_of(before), counts_of(line.result)
    changed = {
        name: F(name) + getattr(now, name) - getattr(was, name)
        for name in ("done", "odd", "missing", "in_place")
        if getattr(now, name) != getattr(was, name)
    }
    if changed:
        StocktakeRoom.objects.filter(pk=line.room_id).update(**changed)


RECOUNT = """
update assets_stocktakeroom set expected = c.expected, done = c.done, odd = c.odd, missing = c.missing, in_place = c.in_place
from (
    select room_id, count(*) as expected,
        sum(case when result <> '' then 1 else 0 end) as done,
        sum(case when result not in ('', 'matched') then 1 else 0 end) as odd,
        sum(case when result = 'missing' then 1 else 0 end) as missing,
        sum(case when result in ('matched', 'nolabel', 'broken', 'user') then 1 else 0 end) as in_place
    from assets_stocktakeline where stocktake_id = %s group by room_id
) as c where assets_stocktakeroom.id = c.room_id"""


def count_rooms(row: Stocktake) -> None:
    """The counts of all places anew, after many lines changed at once: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [row.pk])


def end_count(moving: Moving) -> None:
    """What nobody looked at is not found (盘亏 = B − S)."""
    lines = StocktakeLine.objects.filter(stocktake=moving.row, result="")
    lines.update(result=Seen.MISSING, seen_by="")
    count_rooms(moving.row)
    moving.set(counted_at=moving.at)


def count_again(moving: Moving) -> None:
    """The count goes on: what was only marked by its end is open again, and what came late counts now."""
    row = moving.row
    StocktakeLine.objects.filter(stocktake=row, result=Seen.MISSING, seen_at__isnull=True).update(
        result="", cause="", explanation=""
    )
    late = StocktakeNote.objects.filter(stocktake=row, kind=Answered.LATE, line__isnull=False)
    lines = list(StocktakeLine.objects.filter(pk__in=late.values("line")).prefetch_related("notes"))
    late.update(kind=Answered.TAKEN)
    for line in lines:
        refold(line, list(StocktakeNote.objects.filter(line=line)))
    count_rooms(row)
    moving.set(counted_at=None)


def book(moving: Moving) -> None:
    """Carry the approved differences into the cards (国令738 art. 39: 根据审批结果及时调整资产台账信息)."""
    row = moving.row
    _book_missing(moving)
    _book_moved(moving)
    _book_users(moving)
    for found in StocktakeSurplus.objects.filter(
        stocktake=row, decision=Decision.BOOK, asset__isnull=True
    ).select_related("note__room"):
        _book_surplus(moving, found)
    day = moving.row.counted_at.astimezone(HOUSE).date()
    seen = StocktakeLine.objects.filter(stocktake=row).exclude(result=Seen.MISSING).values("asset")
    Asset.unscoped.filter(pk__in=seen).filter(Q(seen_on__isnull=True) | Q(seen_on__lt=day)).update(seen_on=day)


def _book_missing(moving: Moving) -> None:
    lines = StocktakeLine.objects.filter(
        stocktake=moving.row, result=Seen.MISSING, booked=False, asset__matter__isnull=True, asset__status__in=HELD
    )
    cards = Asset.unscoped.filter(pk__in=lines.values("asset")).select_related("entry")
    change_cards(moving, list(cards), status=Status.LOST)
    _booked(lines.values_list("pk", flat=True))


def _book_moved(moving: Moving) -> None:
    """The card goes where it was found, unless somebody moved it on paper in the meantime."""
    still = Q(asset__building=F("room__building"), asset__room=F("room__room"))
    lines = StocktakeLine.objects.filter(
        still, stocktake=moving.row, result=Seen.MOVED, booked=False, found_in__isnull=False
    )
    by_place: dict[int, list[StocktakeLine]] = {}
    for line in lines.select_related("asset__entry", "found_in"):
        by_place.setdefault(line.found_in_id or 0, []).append(line)
    for moved in by_place.values():
        place = moved[0].found_in
        assert place is not None
        change_cards(moving, [line.asset for line in moved], building=place.building, room=place.room)
        _booked([line.pk for line in moved])


def _book_users(moving: Moving) -> None:
    """The card gets the user who was named, where only one person has that name; the rest is left to the keeper."""
    lines = StocktakeLine.objects.filter(stocktake=moving.row, result=Seen.USER, booked=False).select_related(
        "asset__entry"
    )
    for line in lines:
        people = people_called(line.words) if line.words.strip() else []
        if len(people) == 1:
            change_cards(moving, [line.asset], user_id=people[0].pk)
            _booked([line.pk])


def _booked(lines: Iterable[int]) -> None:
    StocktakeLine.objects.filter(pk__in=list(lines)).update(booked=True)


def _book_surplus(moving: Moving, found: StocktakeSurplus) -> None:
    """A card for what was in no book (盘盈): at its estimate, or at one yuan, the nominal amount."""
    room = found.note.room
    day = found.note.at.astimezone(HOUSE).date()
    values = {
        "name": found.name, "category": found.category, "acquisition": Acquisition.SURPLUS, "acquired_on": day,
        "cost": found.cost or 1, "value_kind": ValueKind.ESTIMATE if found.cost else ValueKind.NOMINAL,
        "booking": Booking.UNBOOKED, "building": room.building if room else "", "room": room.room if room else "",
        "note": found.explanation[:300],
    }  # fmt: skip
    card = open_row(Asset, organ=moving.row.organ_id, values=values, actor=program("Stocktaking"))
    found.asset = card
    found.save(update_fields=["asset"])
