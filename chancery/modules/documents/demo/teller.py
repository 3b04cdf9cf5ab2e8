"""Whoever tells the believable year: the city, its chance, and what was looked up already."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.seats import with_role
from chancery.kernel.org.models import Post
from chancery.kernel.org.services import holders
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.selectors import drafters_of

OFFICE = "市政府办公室"
ALIKE = {
    "数据局": "市政务服务数据局",
    "政务服务局": "市政务服务数据局",
    "机关事务局": "市机关事务管理局",
    "消防救援支队": "市应急管理局",
    "档案馆": OFFICE,
    "档案局": OFFICE,
    "国资委": "市财政局",
    "林草局": "市自然资源和规划局",
    "医保局": "市卫健委",
    "工商联": "市商务局",
}


@dataclass
class Teller:
    """Whoever tells the year: the city, its chance, and the actors that were asked for already."""

    city: City
    chance: random.Random
    material: list[dict[str, Any]]
    known: dict[int, Actor]
    until: datetime
    roles: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    sections: dict[int, int] = field(default_factory=dict)
    serials: dict[tuple[int | str, int], Iterator[int]] = field(default_factory=dict)

    def actor(self, post: int) -> Actor:
        if post not in self.known:
            people = holders(post)
            row = Post.objects.select_related("organ").get(pk=post)
            self.known[post] = actor_in(row, channel="demo", person=people[0] if people else None)
        return self.known[post]

    def holding(self, role: str, organ: int) -> list[int]:
        """The posts that hold a role in an organ and have somebody in them."""
        if (role, organ) not in self.roles:
            posts = with_role(role, organ)
            self.roles[role, organ] = [post for post in posts if holders(post)] or posts
        return self.roles[role, organ]

    def one_of(self, role: str, organ: int | None) -> Actor:
        """Somebody who holds a role in the organ, in place today."""
        posts = self.holding(role, organ or 0)
        return self.actor(self.chance.choice([p for p in posts if organ in self.actor(p).viewers] or posts))

    def serial(self, series: int | str, year: int, *, first: int = 1) -> int:
        """The next number of a series that somebody else keeps."""
        return next(self.serials.setdefault((series, year), itertools.count(first)))

    def drafter(self, row: Incoming) -> Actor:
        """Somebody of the section that proposes how a document is handled."""
        if row.organ_id not in self.sections:
            self.sections[row.organ_id] = drafters_of(row.organ_id) or row.organ_id
        return self.one_of("documents.drafter", self.sections[row.organ_id])


def organ_named(teller: Teller, name: str) -> Any:
    """The organ of the city that a short name means, if somebody there handles documents; else the office itself."""
    for wished in (name, ALIKE.get(name, ""), "市" + name):
        try:
            found = teller.city.organ(wished)
        except LookupError:
            continue
        if any(found.pk in teller.actor(post).viewers for post in teller.holding("documents.handler", found.pk)):
            return found
    return teller.city.organ(OFFICE)


def paper_of(teller: Teller, plan: Mapping[str, Any], addressee: str, day: date) -> str:
    """The document as its sender would have typed it."""
    signed = day - timedelta(days=teller.chance.randrange(1, 5))
    mark = _mark(teller, plan)
    serial = teller.serial(mark, signed.year, first=teller.chance.randrange(3, 60))
    number = f"{mark}〔{signed.year}〕{serial + signed.month * 3}号"
    head = [plan["urgency"]] if plan["urgency"] else []
    end = [plan["issuer"], f"{signed.year}年{signed.month}月{signed.day}日"]
    return "\n".join([*head, plan["title"], number, f"{addressee}：", plan["body"].strip(), *end])


def _mark(teller: Teller, plan: Mapping[str, Any]) -> str:
    suffix = {"函": "函", "请示": "", "报告": "", "批复": "函"}.get(plan["kind"], "发")
    issuer = plan["issuer"]
    organ = teller.city.organs.get(issuer)
    if organ is not None and organ.mark:
        return f"{organ.mark}{suffix}"
    rest = issuer.removeprefix("云东省").removeprefix("云城市")
    return f"{'省' if issuer.startswith('云东省') else '云'}{rest[:2]}{suffix}"
