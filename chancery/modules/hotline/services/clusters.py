"""Putting orders together that pile up within the hour (热点聚类), and looking for such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import F, QuerySet

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor, within
from chancery.kernel.flow.engine import open_row
from chancery.modules.hotline.models import Cluster, Order, Subject
from chancery.modules.hotline.reading.bursts import HOUR, MOST_EVENTS, Burst, Event, Usual, find_bursts
from chancery.modules.hotline.rules.asking import number
from chancery.modules.hotline.terms import ClusterKind, ClusterState

ALIVE = (ClusterState.FOUND, ClusterState.REPORTED)
LOOKED_BACK = timedelta(weeks=8)
MOST_BURSTS, MOST_TOGETHER = 20, 500


@transaction.atomic
def gather(
    orders: Sequence[int], *, title: str, kind: str, key: str = "", actor: Actor | None = None, **facts: Any
) -> Cluster:
    """These orders stand in one cluster: the live one of this key, or a new one. Orders of another cluster stay there."""
    rows = Order.unscoped.filter(pk__in=orders, cluster=None, entry__voided_at=None).select_related("entry")
    moments = sorted(row.entry.opened_at for row in rows)
    first = Order.unscoped.get(pk=orders[0])
    cluster = Cluster.unscoped.filter(organ=first.organ_id, key=key, state__in=ALIVE).first() if key else None
    if cluster is None:
        values = {"title": title[:120], "kind": kind, "key": key, "first_at": moments[0] if moments else now(), **facts}
        made: Cluster = open_row(Cluster, organ=first.organ_id, values=values, actor=actor or program("Chancery"))
        cluster = made
    Order.unscoped.filter(pk__in=[row.pk for row in rows]).update(cluster=cluster, version=F("version") + 1)
    count = Order.unscoped.filter(cluster=cluster).count()
    Cluster.unscoped.filter(pk=cluster.pk).update(count=count, last_at=moments[-1] if moments else now(), version=F("version") + 1)  # fmt: skip
    return cluster


def look_for_bursts() -> None:
    """The round of each minute: subjects and places of which more came within the hour than is usual for that hour."""
    moment = now()
    recent = _events(Order.unscoped.filter(entry__opened_at__gt=moment - HOUR, entry__opened_at__lte=moment))
    with within(ActorScope(program("Chancery"))):
        for organ, orders in recent.items():
            for burst in _bursts_of(organ, orders, moment)[:MOST_BURSTS]:
                same = sorted(pk for pk, event in orders.items() if (burst.kind, burst.key) in event.keys)
                _put_together(burst, same[:MOST_TOGETHER])


def _bursts_of(organ: int, orders: Mapping[int, Event], moment: datetime) -> list[Burst]:
    """What is usual is counted only for what came often enough within the hour."""
    least = number("burst_count")
    many = Counter(key for event in orders.values() for key in event.keys)
    often = [name for name, count in many.items() if count >= least]
    if not often:
        return []
    subjects = {int(key.split()[0]) for kind, key in often if kind == "subject"}
    places = {key for kind, key in often if kind == "place"}
    before = {"organ": organ, "entry__opened_at__gt": moment - LOOKED_BACK, "entry__opened_at__lte": moment - HOUR}
    earlier = _events(Order.unscoped.filter(subject__in=subjects, **before)).get(organ, {})
    earlier |= _events(Order.unscoped.filter(place__in=places, **before)).get(organ, {})
    usual = Usual.of(earlier.values(), until=moment - HOUR)
    return find_bursts(orders.values(), usual, moment, least=least)


def _events(orders: QuerySet[Any]) -> dict[int, dict[int, Event]]:
    """Orders as bursts see them, by organ; the newest of a flood."""
    columns = ("organ", "pk", "entry__opened_at", "subject", "area", "place", "text")
    rows = orders.filter(entry__voided_at=None).order_by("-pk").values_list(*columns)[:MOST_EVENTS]
    found: dict[int, dict[int, Event]] = {}
    for organ, pk, at, subject, area, place, text in rows:
        topic = f"{subject} {area}" if subject else ""
        found.setdefault(organ, {})[pk] = Event(at, topic, place.strip(), crc32(text.encode()))
    return found


def _put_together(burst: Burst, orders: Sequence[int]) -> None:
    """Those of a burst that stand in no cluster yet."""
    free = list(Order.unscoped.filter(pk__in=orders, cluster=None).order_by("pk").values_list("pk", flat=True))
    if not free:
        return
    if burst.kind == "place":
        key = f"place {crc32(burst.key.encode())}"
        gather(free, title=burst.key, kind=ClusterKind.PLACE, key=key, place=burst.key)
        return
    topic, _, area = burst.key.partition(" ")
    subject = Subject.unscoped.get(pk=int(topic))
    gather(free, title=subject.name, kind=ClusterKind.TOPIC, key=f"subject {burst.key}", subject=subject, area=area)
