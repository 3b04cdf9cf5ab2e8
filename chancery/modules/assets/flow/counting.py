"""Counting: what the observations of a line say together, what a place has counted, and how a count ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from chancery.kernel.flow.declare import Moving
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeNote, StocktakeRoom
from chancery.modules.assets.selectors.stocktake import counts_of
from chancery.modules.assets.terms.stocktake import COUNTING, SETTLED, Answered, Seen


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
    from assets_stocktakeline where stocktake_id = %s {among} group by room_id
) as c where assets_stocktakeroom.id = c.room_id"""


def count_rooms(row: Stocktake, rooms: Sequence[int] | None = None) -> None:
    """The counts of all places anew, or of some, after many lines changed at once: one statement."""
    among = f"and room_id in ({', '.join(['%s'] * len(rooms))})" if rooms else ""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT.format(among=among), [row.pk, *(rooms or ())])


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
