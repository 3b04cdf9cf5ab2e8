"""What the believable city tells its public: notices of the last half year, one that waits, one that was taken back."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.base.clock import HOUSE, clock_at, now, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import with_role
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Post
from chancery.kernel.org.services import holders
from chancery.modules.portal.flow import RELEASER
from chancery.modules.portal.models import Notice

EDITOR = "portal.editor"


def demo(city: City, *, count: int = 240) -> None:
    """Each notice is drafted in the morning and released the same day; the last still lies with whoever releases."""
    told = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))["notice"]
    for one in sorted(told, key=lambda one: -int(one["days"])):
        _tell(city, one)


def _tell(city: City, one: dict[str, Any]) -> None:
    organ = city.organ(one["organ"])
    editor, releaser = _seat(EDITOR, organ.pk), _seat(RELEASER, organ.pk)
    day = today() - timedelta(days=one["days"])
    with clock_at(_morning(day)):
        values = {"title": one["title"], "kind": one["kind"], "text": one["text"].strip()}
        if "open_days" in one:
            values["closes_on"] = day + timedelta(days=one["open_days"])
        row = open_row(Notice, organ=organ.pk, values=values, actor=editor)
    if one.get("waits"):
        return
    with clock_at(min(_morning(day) + timedelta(hours=3), now())):
        press(row, "release", actor=releaser)
    if reason := one.get("taken_back"):
        with clock_at(_morning(day) + timedelta(days=1)):
            press(row, "withdraw", actor=releaser, asked={"reason": reason})


def _morning(day: date) -> datetime:
    """Nine in the morning of a day, or now where that is still to come."""
    return min(datetime.combine(day, time(9, 5), HOUSE), now() - timedelta(minutes=5))


def _seat(role: str, organ: int) -> Actor:
    """Somebody who holds the role for this organ."""
    posts = [post for post in with_role(role, organ) if holders(post)]
    post = Post.objects.select_related("organ").get(pk=posts[0])
    return actor_in(post, channel="demo", person=next(iter(holders(post.pk)), None))
