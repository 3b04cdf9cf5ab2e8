"""Panels of the order and the cluster: the caller masked, what is proposed, the orders of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.scope import Actor
from chancery.modules.hotline.models import Caller, Cluster, Order
from chancery.modules.hotline.terms import UNDISPATCHED

SHOWN = 50


def caller(row: Order, actor: Actor) -> Mapping[str, Any]:
    """Who called, masked, and the orders that were merged into this one; the whole is looked up on a page of its own."""
    merged = list(row.merged.only("number", "title").order_by("-pk")[:SHOWN]) if row.number else []
    return {"caller": Caller.objects.filter(order=row.pk).only("name", "phone").first(), "merged": merged}


def proposing(row: Order, actor: Actor) -> Mapping[str, Any]:
    """What is proposed is looked for when the page stands; once dispatched there is nothing to propose."""
    return {"waits": row.state in UNDISPATCHED}


def held_orders(row: Cluster, actor: Actor) -> Mapping[str, Any]:
    """The orders under a cluster, newest first."""
    return {"orders": list(row.orders.only("number", "title", "place").order_by("-pk")[:SHOWN])}
