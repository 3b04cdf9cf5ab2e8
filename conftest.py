"""Fixtures that all tests share, those of the modules included: a small city, built once, and the clock set on a known working day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings

from chancery.city.build import build_small
from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import clock_at
from chancery.kernel.module.preparing import prepare_database
from tests.maker import MONDAY

for path in settings.CHANCERY_MODULES:
    if find_spec(f"{path}.tests.making") if find_spec(f"{path}.tests") else None:
        import_module(f"{path}.tests.making")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The small city stands in the test database before the first test."""
    with django_db_blocker.unblock(), clock_at(MONDAY):  # type: ignore[attr-defined]
        prepare_database()
        city = build_small(MONDAY.date())
        for name, role in (("周敏", "rooms.keeper"), ("吴越", "rooms.guest")):
            PostRole.objects.create(post_id=city.actor(name).post, role=role, since=MONDAY.date())


@pytest.fixture(autouse=True)
def monday() -> Iterator[datetime]:
    """Every test begins on the same Monday morning."""
    with clock_at(MONDAY):
        yield MONDAY


@pytest.fixture
def city(db: None) -> City:
    return City.load(MONDAY.date())
