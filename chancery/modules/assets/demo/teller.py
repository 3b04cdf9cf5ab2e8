"""Whoever tells the year of the city's assets: its chance, its people, and the actors that were asked for already."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in, program
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Organ, Post, Tenure
from chancery.modules.assets.models import Asset


@dataclass
class Teller:
    """The city, its chance, and what was looked up already."""

    city: City
    chance: random.Random
    until: datetime
    material: dict[str, Any]
    people: dict[int, list[Tenure]] = field(default_factory=dict)
    roles: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    known: dict[int, Actor] = field(default_factory=dict)
    cards: list[Asset] = field(default_factory=list)

    def __post_init__(self) -> None:
        for tenure in Tenure.objects.filter(until__isnull=True).select_related("post__organ", "person").order_by("pk"):
            self.people.setdefault(_proper(tenure.post.organ), []).append(tenure)
        held = {tenure.post_id: tenure for some in self.people.values() for tenure in some}
        for post, role in (
            PostRole.objects.filter(role__startswith="assets.").values_list("post", "role").order_by("pk")
        ):
            if post in held:
                self.roles.setdefault((_proper(held[post].post.organ), role), []).append(post)

    def actor(self, post: int) -> Actor:
        if post not in self.known:
            row = Post.objects.select_related("organ").get(pk=post)
            holder = next(
                (tenure.person for some in self.people.values() for tenure in some if tenure.post_id == post), None
            )
            self.known[post] = actor_in(row, channel="demo", person=holder)
        return self.known[post]

    def one_of(self, role: str, organ: int) -> Actor:
        """Somebody of an organ proper who holds a role of assets; the program where nobody does."""
        posts = self.roles.get((organ, f"assets.{role}"), [])
        return self.actor(self.chance.choice(posts)) if posts else program("云城市演示", channel="demo")

    def do(self, row: Any, name: str, /, **asked: Any) -> Any:
        """Press a step by whoever has it as a task, else by the program."""
        return press(row, name, actor=self.holder(row, name), asked=asked).row

    def holder(self, row: Any, name: str) -> Actor:
        task = Task.objects.filter(entry=row.pk, reading=False).order_by("pk").first()
        if task is None:
            return program("云城市演示", channel="demo")
        post = Post.objects.filter(pk=task.assignee_id).first()
        if post is not None:
            return self.actor(post.pk)
        flow = shelf.of(row).flow
        who = flow.by_name[name].who if flow else ""
        posts = PostRole.objects.filter(post__organ=task.assignee_id, role__startswith="assets.").values_list(
            "post", flat=True
        )
        fit = [actor for actor in map(self.actor, dict.fromkeys(posts)) if who in actor.actions and actor.person]
        return fit[0] if fit else program("云城市演示", channel="demo")

    def agree(self, row: Any, *, words: str = "同意。", stages: int = 9) -> Any:
        """Let the people of the route agree, one stage after the other."""
        for _ in range(stages):
            if row.state != "approving":
                return row
            row = press(row, "route.agree", actor=self.holder(row, "route.agree"), asked={"words": words}).row
        return row

    def take(self, many: int = 1, **wanted: Any) -> list[Asset]:
        """So many cards that are free and fit, taken out of the heap."""
        found = [card for card in self.cards if all(getattr(card, name) == value for name, value in wanted.items())][
            :many
        ]
        self.cards = [card for card in self.cards if card not in found]
        return found


def _proper(organ: Organ) -> int:
    """The organ to which a section belongs."""
    above: int | None = organ.parent_id if organ.level == Organ.Level.SECTION else None
    return above or organ.pk


@contextmanager
def days_ago(teller: Teller, days: float) -> Iterator[None]:
    """Inside the block it is so many days earlier."""
    with clock_at(teller.until - timedelta(days=days)):
        yield


def new_row(teller: Teller, model: type[Any], organ: int, role: str, **values: Any) -> Any:
    """A new row, entered by somebody of the organ who holds the role."""
    return open_row(model, organ=organ, actor=teller.one_of(role, organ), values=values)


def try_step(step: Callable[..., Any], *told: Any) -> None:
    """A step that the rules may refuse: then the matter stays where it is, as in life."""
    try:
        step(*told)
    except Refused:
        return
