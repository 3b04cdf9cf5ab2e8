"""One press makes a report to the leader of an order or a cluster; the instruction makes errands. Each step is linked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chancery.kernel.desk.models import Link
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.engine import move, open_row
from chancery.modules.hotline.models import Errand, Order, Report

SENDING = frozenset({"errand.read", "errand.send"})
"""An instruction carries the right to send its errand."""


def linked(moving: Moving, target: Any) -> None:
    """What led to what (来龙去脉)."""
    link = Link(source=moving.row.entry, target=target.entry, kind=Link.Kind.LED_TO, at=moving.at, by=moving.actor.post)
    link.save()


def report_order(moving: Moving) -> None:
    """A draft with what was said and what was done so far."""
    row = moving.row
    text = "\n\n".join(part for part in (row.text, row.answer) if part)
    _draft(moving, row.title, text)


def report_cluster(moving: Moving) -> None:
    """A draft with the orders of the cluster."""
    row = moving.row
    orders = Order.unscoped.filter(cluster=row.pk).order_by("pk").values_list("number", "title", "place")[:30]
    lines = [f"{number or '—'}　{title}　{place}".rstrip("　") for number, title, place in orders]
    _draft(moving, row.title, "\n".join([row.title, *lines]))


def _draft(moving: Moving, title: str, text: str) -> None:
    values = {"title": title[:120], "text": text[:8000]}
    linked(moving, open_row(Report, organ=moving.row.organ_id, values=values, actor=moving.actor))


def send_errand(moving: Moving, to: int, days: Any) -> None:
    """An organ carries out what the leader wrote (批示落实件)."""
    row = moving.row
    values = {"title": row.title, "text": row.instruction or moving.asked["words"], "to_id": to, "days": int(days) if days else None}  # fmt: skip
    sender = replace(moving.actor, actions=moving.actor.actions | SENDING)
    errand = open_row(Errand, organ=row.organ_id, values=values, actor=sender, grants={"sent": sender.parties})
    linked(moving, errand)
    move(errand, "register", actor=sender)
