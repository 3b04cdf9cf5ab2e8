"""The hotline of the believable city."""

from __future__ import annotations

from typing import Any

from chancery.city.lookup import City


def demo(city: City, **_: Any) -> None:
    """Fill the hotline."""
