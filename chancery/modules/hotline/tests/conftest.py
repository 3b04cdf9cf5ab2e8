"""The people of the hotline, and a request that was taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in, program
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import with_role
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Post
from chancery.kernel.org.services import holders
from chancery.modules.hotline.models import Competence, Order, Subject
from chancery.modules.hotline.services.intake import Statement, take_in
from chancery.modules.hotline.terms import HANDLER

OFFICE = "市政府办公室"
Say = Callable[..., Order]


def handler(city: City, organ: str) -> Actor:
    """Whoever handles orders in an organ."""
    post = with_role(HANDLER, city.organ(organ).pk)[0]
    return actor_in(Post.objects.select_related("organ", "reach").get(pk=post), person=next(iter(holders(post)), None))


@pytest.fixture
def operator(city: City) -> Actor:
    return city.actor_at("热线办", "话务员")


@pytest.fixture
def dispatcher(city: City) -> Actor:
    return city.actor_at("热线办", "派单员")


@pytest.fixture
def liaison(city: City) -> Actor:
    return handler(city, "市住房城乡建设局")


@pytest.fixture
def say_it(db: None) -> Say:
    """A request that came from outside."""

    def said(text: str = "湖东街道春风小区3栋没有热水，已经三天。", **more: Any) -> Order:
        receipt = take_in(Statement(text, **more))
        order: Order = Order.unscoped.select_related("entry").get(pk=receipt.order)
        order.code = receipt.code
        return order

    return said


@pytest.fixture
def acting(city: City, say_it: Say, dispatcher: Actor, liaison: Actor) -> Say:
    """An order that 市住房城乡建设局 has signed for."""

    def made(text: str = "春风小区3栋电梯停运。", **more: Any) -> Order:
        order = press(say_it(text, **more), "accept", actor=program("Tests")).row
        order = press(order, "dispatch", actor=dispatcher, asked={"lead": city.organ("市住房城乡建设局").pk}).row
        return press(order, "sign_for", actor=liaison).row

    return made


@pytest.fixture
def subject(city: City) -> Callable[..., Subject]:
    """A subject with the words that lead to it, and who is competent for it."""

    def made(name: str, words: str, lead: str, **more: Any) -> Subject:
        organ, keeper = city.organ(OFFICE).pk, program("Tests")
        row = open_row(Subject, organ=organ, values={"code": name[:12], "name": name, "words": words}, actor=keeper)
        values = {"subject": row, "lead": city.organ(lead), **more}
        open_row(Competence, organ=organ, values=values, actor=keeper)
        return row

    return made
