"""A form's second press is the same request (幂等)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from chancery.kernel.base.clock import now
from chancery.kernel.base.models import OnceKey

FIT = re.compile(r"[A-Za-z0-9_-]{16,40}")


def fresh_key() -> str:
    """The key that a form carries from its first showing on."""
    return secrets.token_urlsafe(18)


def once(request: HttpRequest, do: Callable[[], str]) -> str:
    """Do it and give the address to see next; the same key again gives the same address without doing anything.

    What `do` raises is not remembered, so a refused form can be sent again.
    """
    user: Any = request.user
    key = request.POST.get("once", "")
    if not FIT.fullmatch(key):
        return do()
    with transaction.atomic():
        kept, first = OnceKey.objects.get_or_create(
            key=f"page:{user.pk}:{key}", defaults={"at": now(), "fingerprint": request.path[:64]}
        )
        if not first:
            return str(kept.answer.get("see", "/"))
        kept.answer = {"see": do()}
        kept.status = 303
        kept.save(update_fields=["answer", "status"])
        return str(kept.answer["see"])
