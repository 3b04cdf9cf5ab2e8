"""Whoever tells the fleet's quarter: the city, its chance, and what was built already."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.flow.seats import with_role
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.services import holders
from chancery.modules.vehicles.models import Driver, Vehicle

BUREAU = "市机关事务管理局"


@dataclass
class Scene:
    """What the parts of the demo hand on to each other."""

    city: City
    chance: random.Random
    material: dict[str, Any]
    until: datetime
    vehicles: list[Vehicle] = field(default_factory=list)
    drivers: list[Driver] = field(default_factory=list)
    rates: dict[int, float] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    known: dict[tuple[str, int], Actor] = field(default_factory=dict)

    def organ(self, name: str) -> Organ:
        """The organ of this name; a smaller city answers for it by its own office."""
        try:
            return self.city.organ(name)
        except LookupError:
            return self.city.organ("市政府办公室")

    def who(self, role: str, organ: int) -> Actor:
        """Somebody with a role in an organ, or the program where nobody holds it."""
        if (role, organ) not in self.known:
            post = next(iter(with_role(role, organ)), None)
            self.known[role, organ] = self.sitting(post) if post else current_actor()
        return self.known[role, organ]

    def sitting(self, post: int) -> Actor:
        """Whoever sits in a post."""
        row = Post.objects.select_related("organ").get(pk=post)
        return actor_in(row, channel="demo", person=next(iter(holders(post)), None))

    @property
    def pool(self) -> list[Vehicle]:
        """The vehicles of the bureau that serve everybody."""
        bureau = self.organ(BUREAU).pk
        return [one for one in self.vehicles if one.organ_id == bureau]
