"""Releasing an answer to everybody, and taking it off the site again."""

from __future__ import annotations

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_row
from chancery.modules.hotline.models import Publication


def publish(moving: Moving) -> None:
    """The masked question and answer stand on the site from now on (公开答复)."""
    row, asked = moving.row, moving.asked
    told = {"title": row.title, "question": asked["question"], "answer": asked["words"], "withdrawn": False}
    known = Publication.unscoped.filter(order=row.pk).first()
    if known is not None:
        edit(known, actor=moving.actor, values=told)
        return
    opened, answered = row.entry.opened_at, row.answered_at or moving.at
    days = (answered.astimezone(HOUSE).date() - opened.astimezone(HOUSE).date()).days
    facts = {"order": row, "subject": row.subject, "answered_by_id": row.lead_id or row.organ_id, "days": max(0, days), "answered_at": answered}  # fmt: skip
    open_row(Publication, organ=row.organ_id, values={**told, **facts}, actor=moving.actor)


def take_off(moving: Moving) -> None:
    """The answer is no longer shown; why is kept."""
    moving.set(published="")
    if known := Publication.unscoped.filter(order=moving.row.pk).first():
        edit(known, actor=moving.actor, values={"withdrawn": True})
