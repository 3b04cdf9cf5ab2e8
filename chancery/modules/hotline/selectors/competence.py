"""Who is competent for a subject in an area today (派单目录)."""

from __future__ import annotations

from django.db.models import Q

from chancery.kernel.base.clock import today
from chancery.modules.hotline.models import Competence, Subject

MOST = 200


def competences(subjects: list[int]) -> list[Competence]:
    """The live lines of the list for these subjects, with their organs."""
    day = today()
    held = Q(since__isnull=True) | Q(since__lte=day)
    held &= Q(until__isnull=True) | Q(until__gt=day)
    rows = Competence.unscoped.filter(held, subject__in=subjects, entry__voided_at__isnull=True)
    return list(rows.select_related("lead", "assist", "subject").order_by("pk")[:MOST])


def nearest(lines: list[Competence], area: str) -> Competence | None:
    """The line for the smallest area that holds a place; one for the whole city holds everywhere."""
    fitting = [line for line in lines if area.startswith(line.area)]
    return max(fitting, key=lambda line: len(line.area), default=None)


def owner_of(subject: int, area: str) -> Competence | None:
    """Who is competent for a subject in an area; a subject without a line of its own follows the one above it."""
    above = Subject.unscoped.filter(pk=subject).values_list("above", "above__above").first() or ()
    chain = [key for key in (subject, *above) if key]
    lines = competences(chain)
    owners = (nearest([line for line in lines if line.subject_id == key], area) for key in chain)
    return next((owner for owner in owners if owner), None)
