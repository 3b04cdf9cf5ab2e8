"""Counting what comes in, and forgetting it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from chancery.kernel.base.clock import now
from chancery.kernel.base.models import OnceKey
from chancery.modules.portal.models import Tally

ANONYMOUS = "page:None:"
"""The once-keys of forms that nobody signed in for."""


class Tallies:
    """The table in which senders are counted (发送计数)."""

    def add(self, mark: str, until: datetime) -> int:
        """Count once more; two at one moment are two."""
        with transaction.atomic():
            _, first = Tally.objects.get_or_create(mark=mark, defaults={"until": until})
            if first:
                return 1
            Tally.objects.filter(pk=mark).update(times=F("times") + 1)
            return Tally.objects.values_list("times", flat=True).get(pk=mark)

    def seen(self, mark: str) -> int:
        return Tally.objects.filter(pk=mark).values_list("times", flat=True).first() or 0


def forget() -> None:
    """The daily round: tallies that are over, and the keys of forms of yesterday (每日清理)."""
    Tally.objects.filter(until__lt=now()).delete()
    OnceKey.objects.filter(key__startswith=ANONYMOUS, at__lt=now() - timedelta(days=1)).delete()
