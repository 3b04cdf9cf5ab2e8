"""What anybody may read of orders as open data: which orders, under which service, by moment or by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from chancery.kernel.desk.projection import noun_id
from chancery.modules.hotline.models import Order, Subject
from chancery.modules.hotline.terms import Kind

MOST = 1000
OTHER = "other"
"""The service of what has no subject yet: the house proposes one."""


@dataclass(frozen=True)
class Service:
    """A subject as city apps offer it (服务类型)."""

    key: int | None
    code: str
    name: str
    group: str
    words: str = ""


def services() -> list[Service]:
    """The subjects in use, by code; each code once."""
    rows = Subject.unscoped.filter(ended_on=None, entry__voided_at=None).select_related("above__above")
    return list({row.code: _service(row) for row in rows.order_by("code", "-pk")}.values())


def service_of(code: str) -> Service | None:
    """The subject in use with this code."""
    rows = Subject.unscoped.filter(code=code, ended_on=None, entry__voided_at=None).select_related("above__above")
    row = rows.order_by("pk").first()
    return _service(row) if row else None


def _service(row: Subject) -> Service:
    return Service(row.pk, row.code, row.name, _group_of(row), ", ".join(row.words.split()))


def _group_of(row: Subject) -> str:
    """The name of the first level above a subject."""
    above: Any = row
    while above.above is not None:
        above = above.above
    return str(above.name)


def orders_between(
    begins: datetime, ends: datetime, *, codes: Sequence[str] = (), closed: bool | None = None
) -> list[Order]:
    """Orders that came in between two moments, newest first, a thousand at most."""
    rows = _shown().filter(
        entry__noun=noun_id("hotline.order"), entry__opened_at__gte=begins, entry__opened_at__lte=ends
    )
    if codes:
        without = Q(subject=None) if OTHER in codes else Q(pk__in=())
        rows = rows.filter(Q(subject__code__in=codes) | without)
    if closed is not None:
        rows = rows.filter(entry__closed_at__isnull=not closed)
    return list(rows.order_by("-entry__opened_at", "-entry_id")[:MOST])


def orders_of(keys: Iterable[int]) -> list[Order]:
    """These orders, as far as anybody may read them, newest first."""
    known = [key for key in keys if 0 < key < 2**63]
    return list(_shown().filter(pk__in=known[:MOST]).order_by("-entry__opened_at", "-entry_id"))


def order_numbered(number: str) -> Order | None:
    """The order with this number, if anybody may read it."""
    return _shown().filter(number=number).first()


def _shown() -> QuerySet[Order]:
    """Everything but tip-offs and what is confidential or sensitive: of those not even that they exist is told."""
    rows = Order.unscoped.filter(confidential=False, sensitive=False, entry__voided_at=None, entry__landed=True)
    return rows.exclude(kind=Kind.TIP_OFF).select_related("entry", "lead", "subject")
