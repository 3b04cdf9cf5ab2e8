"""The dates that registers have declared, and the rows for which something is to be done. Every read is an index range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chancery.kernel.base.clock import today
from chancery.kernel.module.declare import Expiry as Declared
from chancery.kernel.module.registry import noun_key, registry
from chancery.kernel.rules.registry import rule_value

from .models import Expiry
from .terms import NO_MORE, NOTICE, ExpiryState

Mark = tuple[date, int]
"""Where a walk through a register stopped: the date and the key of its last row."""
LIVE = Q(entry__landed=True, entry__voided_at__isnull=True, entry__closed_at__isnull=True)


@dataclass(frozen=True)
class Watched:
    """One date column of one register, as its module declared it."""

    key: str
    model: type[Any]
    declared: Declared

    @property
    def path(self) -> str:
        """The way from an expiry to the date of its row."""
        return f"subject__{self.model._meta.app_label}_{self.model._meta.model_name}__{self.declared.field}"

    def window(self) -> tuple[date, date]:
        """The first and the last date that are watched today."""
        look_back = int(str(rule_value("expiries.look_back").value))
        return today() - timedelta(days=look_back), today() + timedelta(days=max(self.declared.notice))

    def holders(self, row: Any) -> list[int]:
        """The parties that must see to a row's date now; none if it matters no more."""
        return list(dict.fromkeys(int(party) for party in self.declared.holder(row) if party))


def watched() -> Iterator[Watched]:
    """Every date that a register of the house has declared."""
    for module, screen in registry.screens():
        for declared in screen.expiries:
            yield Watched(f"{noun_key(module, screen)}.{declared.field}", screen.model, declared)


def watch_of(row: Expiry) -> Watched | None:
    """The declaration from which a matter comes; None for a date noted by hand, or one no longer declared."""
    return next((watch for watch in watched() if watch.key == row.clock), None) if row.clock else None


def notice_of(row: Expiry) -> tuple[int, ...]:
    watch = watch_of(row)
    return watch.declared.notice if watch else NOTICE


def notice_after(ends_on: date, notice: tuple[int, ...], day: date) -> date:
    """The next day after `day` on which somebody is told: so many days before the end, and when it has passed."""
    told = sorted({ends_on - timedelta(days=days) for days in notice} | {ends_on + timedelta(days=1)})
    return next((one for one in told if one > day), NO_MORE)


def running_out(watch: Watched, *, after: Mark | None, size: int) -> list[Any]:
    """Rows of a register whose date runs out and has no matter yet, by date: one range of the index on that date."""
    since, until = watch.window()
    name = watch.declared.field
    rows = watch.model.unscoped.filter(
        LIVE, **{f"{name}__gte": max(since, after[0]) if after else since, f"{name}__lte": until}
    )
    if after:
        rows = rows.filter(Q(**{f"{name}__gt": after[0]}) | Q(pk__gt=after[1]))
    known = Expiry.unscoped.filter(subject=OuterRef("pk"), clock=watch.key)
    rows = rows.filter(~Exists(known.filter(Q(state=ExpiryState.OPEN) | Q(ends_on=OuterRef(name)))))
    return list(rows.select_related("entry").order_by(name, "pk")[:size])


def moved(watch: Watched) -> QuerySet[Expiry]:
    """Open matters whose date in the register is another one by now, or whose row has ended; with `present`."""
    rows = Expiry.unscoped.filter(clock=watch.key, state=ExpiryState.OPEN)
    gone = Q(subject__voided_at__isnull=False) | Q(subject__closed_at__isnull=False)
    return (
        rows.annotate(present=F(watch.path))
        .filter(~Q(**{watch.path: F("ends_on")}) | gone)
        .select_related("entry", "subject")
    )


def come_back(watch: Watched) -> QuerySet[Expiry]:
    """Matters that closed as renewed, and whose old date stands in the register again."""
    since, until = watch.window()
    rows = Expiry.unscoped.filter(clock=watch.key, state=ExpiryState.RENEWED, ends_on__gte=since, ends_on__lte=until)
    rows = rows.filter(**{watch.path: F("ends_on")}, subject__voided_at__isnull=True, subject__closed_at__isnull=True)
    return rows.select_related("entry")


def dealt_with(row: Expiry, day: date) -> Expiry | None:
    """Another matter of the same row and column for this day, if there was one."""
    if row.subject_id is None:
        return None
    others = Expiry.unscoped.filter(subject=row.subject_id, clock=row.clock, ends_on=day)
    return others.exclude(pk=row.pk).first()


def open_beside(row: Expiry) -> Expiry | None:
    """The open matter of the same row and column, if it is another one."""
    if row.subject_id is None:
        return None
    others = Expiry.unscoped.filter(subject=row.subject_id, clock=row.clock, state=ExpiryState.OPEN)
    return others.exclude(pk=row.pk).first()


def date_in_register(row: Expiry) -> tuple[bool, date | None]:
    """Whether a register holds this date, and which date stands there now."""
    watch = watch_of(row)
    if watch is None or row.subject_id is None:
        return False, None
    found = watch.model.unscoped.filter(pk=row.subject_id).values_list(watch.declared.field, flat=True).first()
    return True, found


def holders_now(row: Expiry) -> list[int]:
    """Whom the register names for this date now; who had it stays where the register names nobody."""
    watch = watch_of(row)
    kept = watch.model.unscoped.filter(pk=row.subject_id).first() if watch else None
    named = watch.holders(kept) if watch and kept else []
    return named or list(row.holders)
