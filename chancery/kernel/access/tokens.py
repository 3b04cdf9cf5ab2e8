"""Tokens: how programs enter. Only a digest is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db.models import Q

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import User

from .models import Token


def issue_token(user: User, *, post: int | None = None, label: str = "", days: int | None = 365) -> str:
    """Make a token (令牌) and return its text, which is shown once."""
    text = "chy_" + secrets.token_urlsafe(32)
    until = now() + timedelta(days=days) if days else None
    token = Token.objects.create(user=user, post_id=post, digest=_digest(text), label=label, at=now(), until=until)
    record(
        "access.token.issue",
        entry=None,
        sentence=say("A token was issued for {user}", user=user.username),
        after={"token": token.pk},
    )
    return text


def user_of_token(text: str) -> tuple[User, int | None] | None:
    """The account and post behind a token, or None if it is unknown, has ended or the account is closed."""
    live = Q(until__isnull=True) | Q(until__gt=now())
    token = (
        Token.objects.filter(live, digest=_digest(text), user__is_active=True).select_related("user__person").first()
    )
    return (token.user, token.post_id) if token else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
