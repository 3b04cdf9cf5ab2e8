"""Somebody left a post: while anything is held in the name, a hand-over stands open (R-AS-09; 国令738 art. 15)."""

from __future__ import annotations

from datetime import date
from typing import Any

from chancery.kernel.access.actors import program
from chancery.kernel.flow.engine import open_row
from chancery.kernel.org.models import Tenure
from chancery.modules.assets.models import Leaving
from chancery.modules.assets.selectors import held_by
from chancery.modules.assets.terms.matters import LeavingCause, LeavingState


def open_leaving(person: int, *, organ: int, on: date, cause: str = LeavingCause.OTHER) -> Leaving | None:
    """Open the hand-over of a person who still holds something; None if nothing is held or one stands open already."""
    there = Leaving.unscoped.filter(person=person, state=LeavingState.OPEN, entry__voided_at__isnull=True).exists()
    if there or not held_by(person).exists():
        return None
    values = {"person_id": person, "cause": cause, "leaves_on": on}
    row: Leaving = open_row(Leaving, organ=organ, actor=program("Chancery"), values=values)
    return row


def tenure_ended(line: Any) -> None:
    """Hears that a person left a post; told twice, it opens nothing twice."""
    told = line.body["after"] if line.body else {}
    tenure = Tenure.objects.select_related("post").filter(pk=told.get("tenure") or 0).first()
    if tenure is not None and tenure.until is not None:
        open_leaving(tenure.person_id, organ=tenure.post.organ_id, on=tenure.until, cause=LeavingCause.POST)
