"""Those who are measured: an account with a prepared session, and the whole way of a request in this process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from chancery.kernel.access.actors import actor_for
from chancery.kernel.base.scope import Actor
from chancery.kernel.org.models import User
from chancery.ui.accounts import SessionStore

WHO = ("clerk", "leader", "administrator")


@dataclass(frozen=True)
class Visitor:
    """A person at a browser, without the network between."""

    name: str
    actor: Actor
    session: str

    def get(self, path: str) -> Any:
        """The answer of the whole house: middleware, page, template. Raises RuntimeError for anything but 200."""
        request = _factory().get(
            path, headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}", "host": "localhost"}
        )
        response = _handler().get_response(request)
        if response.status_code != 200:
            raise RuntimeError(f"{self.name} got {response.status_code} for {path}")
        return response


def visitor(name: str) -> Visitor:
    """One of the three whom the bench knows."""
    return signed_in(f"bench-{name}", name)


def signed_in(account: str, name: str = "") -> Visitor:
    """An account, signed in."""
    user = User.objects.get(username=account)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "chancery.ui.accounts.Accounts"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Visitor(name or account, actor_for(user), session.session_key or "")


@lru_cache(maxsize=1)
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


@lru_cache(maxsize=1)
def _factory() -> RequestFactory:
    return RequestFactory()
