"""Keys of forms and calls are remembered for a week (幂等键): who presses again after that means it anew."""

from __future__ import annotations

from datetime import timedelta

from .clock import now
from .models import OnceKey

KEPT = timedelta(days=7)
AT_ONCE = 1_000


def forget_old_keys() -> bool:
    """Forget some of the keys older than a week; says whether more are left. A short write, so that it disturbs nobody."""
    old = list(OnceKey.objects.filter(at__lt=now() - KEPT).values_list("key", flat=True)[:AT_ONCE])
    OnceKey.objects.filter(key__in=old).delete()
    return len(old) == AT_ONCE
