"""Reads of documents that need a name."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from chancery.kernel.base.clock import now
from chancery.kernel.flow.seats import section_with_role

from .models import Incoming

CLERK = "documents.clerk"


def clerks_of(organ: int) -> int | None:
    """The section in which documents are registered for an organ (文书所在科室)."""
    return section_with_role(CLERK, organ)


def drafters_of(organ: int) -> int | None:
    """The section that proposes how a document is handled (拟办): where most drafters of the organ's front office sit."""
    return section_with_role("documents.drafter", organ)


def same_as(row: Incoming, *, within_days: int = 1100) -> Incoming | None:
    """An earlier document of the same organ with the same sender's number or the same file, or None."""
    alike = Q()
    if row.sender_number:
        alike |= Q(sender_number=row.sender_number, issuer=row.issuer)
    if row.digest:
        alike |= Q(digest=row.digest)
    if not alike:
        return None
    since = now() - timedelta(days=within_days)
    others = Incoming.unscoped.filter(
        alike, organ=row.organ_id, entry__opened_at__gte=since, entry__voided_at__isnull=True
    )
    return (
        others.exclude(pk=row.pk)
        .exclude(state="sent_back")
        .select_related("entry")
        .order_by("entry__opened_at")
        .first()
    )
