"""A petition of the small city, led as far as a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Post
from chancery.modules.petitions.models import Petition
from chancery.modules.petitions.services.taking_in import Person, take_in

OPINION = {"facts": "经查属实。", "opinion": "予以支持。", "basis": "《信访工作条例》第三十二条"}
TEXT = "2025年修路占用我家承包地一亩二分，补偿标准比邻村每亩少六千元，请求查明标准并补发差额。"
TELLER = Person(name="刘水根", phone="13912345678", address="清河县白石镇河湾村六组18号", identity="900121196503041234")


@pytest.fixture
def registrar(city: City) -> Actor:
    """唐致远 heads the section that registers petitions for the general office."""
    return city.actor("唐致远")


@pytest.fixture
def take(registrar: Actor) -> Callable[..., Petition]:
    def taken(person: Person = TELLER, **values: Any) -> Petition:
        told = {"title": "反映征地补偿标准不一", "text": TEXT, **values}
        return take_in(person, told, organ=registrar.house or 0, actor=registrar)

    return taken


def do(row: Any, name: str, **asked: Any) -> Any:
    """A step pressed by a program: rights are not asked for, rules are."""
    return press(row, name, actor=program("Test"), asked=asked).row


def sign(row: Any) -> Any:
    """Whoever is asked by the route agrees."""
    post = Post.objects.get(pk=Task.objects.filter(entry=row.pk, reading=False).values_list("assignee", flat=True)[0])
    actor = Actor(
        post=post.pk, organ=post.organ_id, viewers=(post.pk,), actions=frozenset({"petition.read"}), person=None
    )
    return press(row, "route.agree", actor=actor, asked={"words": "同意。"}).row


def handle(row: Petition, organ: int, *, verdict: str = "refuse") -> Petition:
    """Forwarded, accepted, signed and served on one day."""
    row = do(do(row, "forward", to=organ), "accept")
    row = do(row, "propose", request="补发差额。", verdict=verdict, **OPINION)
    return do(sign(row), "deliver", served_on=today(), served="hand")


def examine(row: Any, conclusion: str = "uphold") -> Any:
    """A review or re-examination answered on one day."""
    row = do(row, "draft", conclusion=conclusion, **OPINION)
    return do(sign(row), "deliver", served_on=today(), served="post", receipt="XA0001")


@pytest.fixture
def housing(city: City) -> int:
    return city.organ("市住房城乡建设局").pk


@pytest.fixture
def concluded(take: Callable[..., Petition], housing: int) -> Petition:
    return handle(take(), housing)
