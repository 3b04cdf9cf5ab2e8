"""Grants with a cause: they end when the cause ends, and one cause never takes away another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.prepared import Prepared, given

from .models import Grant

LIVE = Prepared(
    lambda: Grant.objects.filter(entry=given("entry"), until__isnull=True).values_list("viewer_id", "cause", "source")
)


def grant(entry: int, viewers: Iterable[int], *, cause: str, source: str = "") -> list[int]:
    """Let parties see an entry for a cause; returns those who had no live grant for this cause before.

    The caller re-projects sight afterwards (`desk.projection`).
    """
    wished = set(viewers)
    held = set(
        Grant.objects.filter(entry_id=entry, cause=cause, source=source, until__isnull=True).values_list(
            "viewer_id", flat=True
        )
    )
    fresh = sorted(wished - held)
    Grant.objects.bulk_create(
        [Grant(entry_id=entry, viewer_id=v, cause=cause, source=source, since=now()) for v in fresh]
    )
    return fresh


def grant_fresh(wished: Iterable[tuple[int, str, Iterable[int]]]) -> None:
    """Let parties see entries that nobody was granted before: (entry, cause, parties) each."""
    at = now()
    insert_rows(
        [
            Grant(entry_id=entry, viewer_id=viewer, cause=cause, source="", since=at)
            for entry, cause, viewers in wished
            for viewer in sorted(set(viewers))
        ]
    )


def grant_missing(entry: int, wished: Mapping[str, Iterable[int]]) -> tuple[list[int], list[int]]:
    """Let parties see an entry, each for its cause; returns those who were not granted that, and all who see it by a grant."""
    live = LIVE.ask(entry=entry)
    held = {(viewer, cause) for viewer, cause, source in live if not source}
    missing = {
        cause: fresh
        for cause, viewers in wished.items()
        if (fresh := sorted({viewer for viewer in viewers if (viewer, cause) not in held}))
    }
    grant_fresh((entry, cause, viewers) for cause, viewers in missing.items())
    fresh = [viewer for viewers in missing.values() for viewer in viewers]
    return fresh, sorted({*fresh, *(viewer for viewer, _, _ in live)})


def end_grants(entry: int, *, cause: str, source: str = "", viewers: Iterable[int] | None = None) -> int:
    """End the grants of a cause; returns how many ended."""
    rows = Grant.objects.filter(entry_id=entry, cause=cause, source=source, until__isnull=True)
    if viewers is not None:
        rows = rows.filter(viewer_id__in=list(viewers))
    return rows.update(until=now())


def live_viewers(entry: int) -> list[int]:
    """The parties that see an entry by a live grant."""
    return sorted({viewer for viewer, _, _ in LIVE.ask(entry=entry)})
