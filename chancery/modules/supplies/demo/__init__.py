"""The store of the bureau in the believable city: half a year of sheets and batches, told by the moves that people press."""

from __future__ import annotations

import heapq
import itertools
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.base.scope import Actor
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import with_role
from chancery.kernel.notify.models import Message
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.services import holders
from chancery.modules.supplies.models import Count, Item
from chancery.modules.supplies.terms import Category

from .stories import Store, a_batch, a_count, a_sheet, an_urgent_purchase

BUREAU = "市机关事务管理局"
SEED = 20261123
HALF_A_YEAR = 182


def demo(city: City, *, count: int = 240) -> None:
    """A hundred and twenty items, counted in at the beginning; then sheets, three batches and a count, up to this morning."""
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))
    teller = Teller(city, random.Random(SEED), material)
    store, until = teller.store(), now()
    with clock_at(teller.at(HALF_A_YEAR)):
        _fill(teller, store)
    serial = itertools.count()
    ahead = [(at, next(serial), tell, None) for at, tell in teller.plan(sheets=max(20, count * 5 // 6))]
    heapq.heapify(ahead)
    while ahead and ahead[0][0] < until:
        at, _, tell, story = heapq.heappop(ahead)
        with clock_at(at):
            story = story or tell(store, at)
            then = next(story, None)
        if then:
            heapq.heappush(ahead, (max(in_hours(then), at), next(serial), tell, story))
    Message.objects.filter(at__lt=until - timedelta(days=4), read_at=None).update(read_at=until)


@dataclass
class Teller:
    """Whoever tells the half year: the city, its chance, and the actors that were asked for already."""

    city: City
    chance: random.Random
    material: dict[str, Any]
    known: dict[int, Actor] = field(default_factory=dict)

    def actor(self, post: int) -> Actor:
        if post not in self.known:
            person = next(iter(holders(post)), None)
            self.known[post] = actor_in(
                Post.objects.select_related("organ").get(pk=post), channel="demo", person=person
            )
        return self.known[post]

    def store(self) -> Store:
        """The bureau's store: its keeper, who may approve, and everybody who may ask."""
        organ = self.city.organ(BUREAU)
        sections = [organ.pk, *Organ.objects.filter(parent=organ).values_list("pk", flat=True)]
        users = PostRole.objects.filter(post__organ__in=sections, role="supplies.user").values_list("post", flat=True)
        keeper = self.actor(with_role("supplies.keeper", organ.pk)[0])
        askers = [post for post in sorted(set(users)) if holders(post)]
        return Store(
            organ, keeper, [self.actor(post) for post in askers], self.chance, self.material["words"], self.actor
        )

    def at(self, days: float) -> datetime:
        """A moment in office hours so many days ago."""
        day = (now() - timedelta(days=days)).astimezone(HOUSE).date()
        day = calendar_for().next_working(day) if not calendar_for().is_working(day) else day
        return datetime(
            day.year, day.month, day.day, 8 + self.chance.randrange(8), self.chance.randrange(60), tzinfo=HOUSE
        )

    def plan(self, *, sheets: int) -> Iterator[tuple[datetime, Any]]:
        """What happened when: sheets all the time, a batch every six weeks, the last of them still collecting."""
        for _ in range(sheets):
            yield self.at(self.chance.random() ** 1.15 * (HALF_A_YEAR - 3)), a_sheet
        for back in (0, 1, 2, 3, 4) * 5:  # so that the keeper has something on her desk
            yield self.at(back), a_sheet
        for back in (150, 105, 58, 5):
            yield self.at(back), a_batch
        for back in (121, 40, 2):
            yield self.at(back), an_urgent_purchase
        yield self.at(16), a_count


def in_hours(moment: datetime) -> datetime:
    """The same moment if somebody works then, else the next working morning."""
    calendar, local = calendar_for(), moment.astimezone(HOUSE)
    if calendar.is_working(local.date()) and 8 <= local.hour < 18:
        return moment
    day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
    return datetime.combine(calendar.next_working(day), time(8, 30 + local.minute % 30), HOUSE)


def _fill(teller: Teller, store: Store) -> None:
    """Enter the items, and their first stock by a count."""
    serial = 0
    for category, lines in teller.material["items"].items():
        for line in lines:
            serial += 1
            open_row(Item, organ=store.organ.pk, values=_item(store, serial, category, line), actor=store.keeper)
    opening = open_row(Count, organ=store.organ.pk, values={"title": "启用平台时的初始盘点"}, actor=store.keeper)
    store.count_everything(opening, lambda item: int(item.target * (0.6 + 0.5 * teller.chance.random())))


def _item(store: Store, serial: int, category: str, line: str) -> dict[str, Any]:
    name, spec, unit, price, minimum, target, quota, flags = line.split("|")
    return {
        "code": f"{list(Category.values).index(category) + 1}{serial:03}", "name": name, "spec": spec, "category": category, "unit": unit, "price": price,
        "minimum": int(minimum), "target": int(target), "quota": int(quota) if quota else None, "trade_in": "t" in flags,
        "central": "c" in flags, "keeper_id": store.keeper.post, "place": f"{'ABCDEFG'[serial % 7]}-{serial % 12 + 1:02}",
    }  # fmt: skip
