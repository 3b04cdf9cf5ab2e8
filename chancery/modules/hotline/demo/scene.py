"""Whoever tells the hotline's story: the city, its chance, and who sits where."""

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
from chancery.modules.hotline.models.desks import hotline_of_the_city


@dataclass
class Scene:
    """What the parts of the demo hand on to each other."""

    city: City
    chance: random.Random
    material: dict[str, Any]
    until: datetime
    known: dict[tuple[str, int], Actor] = field(default_factory=dict)

    @property
    def house(self) -> int:
        return hotline_of_the_city()

    def organ(self, name: str) -> Organ:
        """The organ of this name; a smaller city answers for it by its own office."""
        try:
            return self.city.organ(name)
        except LookupError:
            return self.city.organ("市政府办公室")

    def who(self, role: str, organ: int = 0) -> Actor:
        """Somebody with a role in an organ, or the program where nobody holds it."""
        key = (role, organ or self.house)
        if key not in self.known:
            post = next(iter(with_role(*key)), None)
            self.known[key] = self.sitting(post) if post else current_actor()
        return self.known[key]

    def sitting(self, post: int) -> Actor:
        row = Post.objects.select_related("organ").get(pk=post)
        return actor_in(row, channel="demo", person=next(iter(holders(post)), None))
