"""A few organs, posts and entries for the kernel's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from chancery.kernel.base.clock import now
from chancery.kernel.desk.models import Entry, Noun
from chancery.kernel.org.models import Organ, Party, Post

from .receiving import Receiver


def plain_organ(name: str = "办公室", *, place: str = "330100") -> Organ:
    party = Party.objects.create(kind=Party.Kind.ORGAN)
    return Organ.objects.create(
        party=party, name=name, short_name=name, level="office", place=place, since=date(2020, 1, 1)
    )


def plain_post(organ: Organ, title: str = "文书") -> Post:
    party = Party.objects.create(kind=Party.Kind.POST)
    return Post.objects.create(party=party, organ=organ, title=title, rank="clerk", since=date(2020, 1, 1))


def plain_entry(organ: Organ, title: str = "关于车辆的请示", **more: object) -> Entry:
    noun, _ = Noun.objects.get_or_create(key="tests.paper")
    return Entry.objects.create(noun=noun, organ=organ, opened_at=now(), title=title, **more)


@pytest.fixture
def make_entry(db) -> Callable[[], int]:
    """Makes a bare entry and gives its key."""
    organ = plain_organ()
    return lambda: plain_entry(organ).pk


@pytest.fixture
def keeper(city):
    """A clerk of the general office, who keeps the rooms of the tests."""
    return city.actor("周敏")


@pytest.fixture
def office(city):
    """The general office's key."""
    return city.organ("市政府办公室").pk


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A receiver on loopback, to which the settings let us send."""
    one = Receiver()
    settings.WEBHOOKS_ALLOWED = [one.origin]
    yield one
    one.close()
