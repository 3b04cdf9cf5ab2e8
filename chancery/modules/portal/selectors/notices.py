"""Notices that the public may read: the newest, a page of them, one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from chancery.kernel.base.fields import epoch, moment
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.sentences import say
from chancery.modules.portal.models import Notice
from chancery.modules.portal.terms import NEWEST, SHOWN, NoticeState

GONE = say("There is no such page, or it was taken back.")


def released() -> QuerySet[Notice]:
    """What is released and stands (已发布), newest first; everybody may read it, so no scope is asked."""
    rows = Notice.unscoped.filter(state=NoticeState.RELEASED, entry__landed=True, entry__voided_at=None)
    return rows.select_related("organ").order_by("-released_at", "-entry")


def newest(many: int = NEWEST) -> list[Notice]:
    """The newest notices, without their texts."""
    return list(released().defer("text")[:many])


def listed(*, words: str = "", kind: str = "", before: str = "") -> tuple[list[Notice], str]:
    """A page of notices and the mark behind which the next page begins, or nothing."""
    rows = released().defer("text")
    if words:
        rows = rows.filter(title__contains=words)
    if kind:
        rows = rows.filter(kind=kind)
    if (mark := _read(before)) is not None:
        at, key = mark
        rows = rows.filter(Q(released_at__lt=at) | Q(released_at=at, entry__lt=key))
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], mark_of(found[SHOWN - 1]) if len(found) > SHOWN else ""


def one(pk: int) -> Notice:
    """One released notice. Raises NotFound; one that was taken back looks like one that never was."""
    found = released().filter(pk=pk).first()
    if found is None:
        raise NotFound(GONE)
    return found


def mark_of(row: Notice) -> str:
    """Where a row stands in the list, as an address carries it."""
    assert row.released_at is not None
    return f"{epoch(row.released_at)}-{row.pk}"


def _read(mark: str) -> tuple[Any, int] | None:
    """A mark that somebody typed wrongly is the beginning of the list."""
    at, dash, key = mark.partition("-")
    fit = dash and mark.isascii() and at.isdigit() and key.isdigit() and len(at) <= 16 and len(key) <= 18
    return (moment(int(at)), int(key)) if fit else None
