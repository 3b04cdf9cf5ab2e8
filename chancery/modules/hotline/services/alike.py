"""Orders that may be about the same (疑似重复): found by the signatures of text and place and by the telephone, then compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from django.db import connection

from chancery.kernel.base.clock import now
from chancery.kernel.base.masking import mask_text
from chancery.kernel.base.sentences import Sentence
from chancery.modules.hotline.models import Caller, Fingerprint, Order
from chancery.modules.hotline.reading.similar import Said, bands, compare
from chancery.modules.hotline.rules.asking import number

from .callers import phone_key

MOST_ALIKE, EACH, LOOKED_AT, LEAST = 5, 25, 60, 0.3
Point = tuple[float, float]


@dataclass(frozen=True)
class Lookalike:
    """An order that may be about the same, how alike it is from 0 to 1, and why."""

    order: int
    number: str
    title: str
    share: float
    why: Sentence
    state: str = ""


def lookalikes(text: str, phone: str = "", address: str = "", point: Point | None = None) -> list[Lookalike]:
    """Orders of the last days that are like this one, best first: like text, same telephone, same place."""
    since = now() - timedelta(days=number("repeat_days"))
    of_caller = set(_of_phone(phone, since))
    keys = fingerprints(text, address, point)
    candidates = list(dict.fromkeys([*sorted(of_caller, reverse=True), *_under(keys)]))[:LOOKED_AT]
    rows = Order.unscoped.filter(pk__in=candidates, entry__opened_at__gte=since, entry__voided_at=None)
    told, found = Said(mask_text(text), mask_text(address), "same", point), []
    for row in rows.only("number", "title", "text", "place", "latitude", "longitude", "state"):
        caller = "same" if row.pk in of_caller else ""
        like = compare(told, Said(row.text, row.place, caller, _point_of(row)))
        if like.share >= LEAST:
            found.append(Lookalike(row.pk, row.number or "", row.title, like.share, like.why, row.state))
    return sorted(found, key=lambda one: (-one.share, -one.order))[:MOST_ALIKE]


def fingerprints(text: str, address: str = "", point: Point | None = None) -> list[int]:
    """The keys under which a text and its place are found again: equal for what is the same, often for what is like it."""
    place = "".join(mask_text(address).split())
    keys = [*bands(mask_text(text)), *([_key("place", place)] if place else [])]
    keys += [_key("point", f"{point[0]:.3f} {point[1]:.3f}")] if point else []
    return list(dict.fromkeys(keys))


def remember(order: int, keys: Sequence[int]) -> list[Fingerprint]:
    """The rows by which an order is found again."""
    return [Fingerprint(key=key, order_id=order) for key in keys]


def _point_of(row: Order) -> Point | None:
    return (
        (float(row.latitude), float(row.longitude)) if row.latitude is not None and row.longitude is not None else None
    )


def _under(keys: Sequence[int]) -> list[int]:
    """The newest orders under these keys, a few of each: a text that came ten thousand times costs no more."""
    if not keys:
        return []
    one = f"select order_id from (select order_id from hotline_fingerprint where key = %s order by order_id desc limit {EACH}) as k"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join([one] * len(keys)), list(keys))
        found = [int(row[0]) for row in cursor.fetchall()]
    return sorted(set(found), key=lambda order: (-found.count(order), -order))


def _of_phone(phone: str, since: object) -> list[int]:
    key = phone_key(phone)
    calls = Caller.objects.filter(phone_hash=key, at__gte=since).order_by("-at")
    return list(calls.values_list("order", flat=True)[:EACH]) if key else []


def _key(kind: str, value: str) -> int:
    return int.from_bytes(blake2b(f"{kind}:{value}".encode(), digest_size=8).digest(), signed=True)
