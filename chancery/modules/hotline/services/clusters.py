"""Putting orders together that pile up within the hour (热点聚类), and looking for such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor, within
from chancery.kernel.flow.engine import open_row
from chancery.modules.hotline.models import Cluster, Order, Subject
from chancery.modules.hotline.rules.asking import number
from chancery.modules.hotline.terms import ClusterKind, ClusterState

ALIVE = (ClusterState.FOUND, ClusterState.REPORTED)
HOUR = timedelta(hours=1)


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
    """The round of each minute: subjects of which more came within the hour than the office calls ordinary."""
    recent = Order.unscoped.filter(entry__opened_at__gt=now() - HOUR, entry__voided_at=None, subject__isnull=False)
    least = number("burst_count")
    bursts = recent.values("organ", "subject", "area").annotate(many=Count("pk")).filter(many__gte=least)
    with within(ActorScope(program("Chancery"))):
        for burst in bursts[:20]:
            same = recent.filter(organ=burst["organ"], subject=burst["subject"], area=burst["area"])
            orders = list(same.filter(cluster=None).order_by("pk").values_list("pk", flat=True)[:500])
            if orders:
                subject = Subject.unscoped.get(pk=burst["subject"])
                key = f"subject {subject.pk} {burst['area']}"
                gather(orders, title=subject.name, kind=ClusterKind.TOPIC, key=key, subject=subject, area=burst["area"])
