"""After an organ was moved: who sees its matters is projected anew."""

from __future__ import annotations

from chancery.kernel.desk.models import Entry, Sight
from chancery.kernel.desk.projection import drop_sight, viewers_of, write_due, write_sight
from chancery.kernel.org.tree import descendants
from chancery.kernel.search.services import reindex_viewers

from .shelf import shelf


def regroup(organ: int) -> int:
    """Project sight, due and search of everything in an organ and below it (重算可见范围). Returns how many entries moved."""
    reaches = {kept.noun: kept.reach for kept in shelf.nouns.values()}
    moved = 0
    entries = Entry.objects.filter(organ__in=descendants(organ), landed=True).select_related("noun")
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        if entry.noun.key not in reaches:
            continue
        wished = set(viewers_of(entry, reaches[entry.noun.key]))
        seen = set(Sight.objects.filter(entry=entry.pk, opened_at=entry.opened_at).values_list("viewer", flat=True))
        if wished == seen:
            continue
        drop_sight(entry, sorted(seen - wished))
        write_sight(entry, sorted(wished - seen))
        write_due(entry, sorted(wished - seen), was=None)
        reindex_viewers(entry.pk, wished)
        moved += 1
    return moved
