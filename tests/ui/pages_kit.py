"""A signed-in browser without scripts, for the tests of the house's own pages."""

from __future__ import annotations

from django.test import Client

from chancery.city.lookup import City


def enter(city: City, name: str) -> Client:
    """Signed in as somebody of the city, reading English."""
    user = city.user(name)
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="chancery.ui.accounts.Accounts")
    return client


def text(response: object) -> str:
    """What a page holds, with quotes as they are read."""
    return response.content.decode().replace("&quot;", '"').replace("&#x27;", "'")  # type: ignore[attr-defined]
