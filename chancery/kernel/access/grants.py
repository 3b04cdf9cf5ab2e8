"""Grants with a cause: they end when the cause ends, and one cause never takes away another."""

from __future__ import annotations

from collections.abc import Iterable

from chancery.kernel.base.clock import now

from .models import Grant


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


def end_grants(entry: int, *, cause: str, source: str = "", viewers: Iterable[int] | None = None) -> int:
    """End the grants of a cause; returns how many ended."""
    rows = Grant.objects.filter(entry_id=entry, cause=cause, source=source, until__isnull=True)
    if viewers is not None:
        rows = rows.filter(viewer_id__in=list(viewers))
    return rows.update(until=now())


def live_viewers(entry: int) -> list[int]:
    """The parties that see an entry by a live grant."""
    return list(Grant.objects.filter(entry_id=entry, until__isnull=True).values_list("viewer_id", flat=True).distinct())
