"""Stocktaking in the believable city: the last one is approved and booked, this year's is under way on three phones."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.models import Participant
from chancery.kernel.flow.routes import live_run
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Post
from chancery.kernel.org.services import holders
from chancery.kernel.org.tree import descendants
from chancery.modules.assets.flow.booking import book_later
from chancery.modules.assets.flow.freezing import freeze_later
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeSurplus
from chancery.modules.assets.selectors.stocktake import differing
from chancery.modules.assets.services.stocktake import tell
from chancery.modules.assets.services.stocktake_causes import Explained, explain, settle
from chancery.ui.scanning import Told

SEED = 20261122
CAUSES = {
    "missing": ("lost", "使用人调离时遗失，已通知按规定追责。"),
    "moved": ("moved", "处室搬迁，未登记。"),
    "user": ("handed", "岗位调整，未办交接。"),
    "broken": ("damaged", "待报修。"),
}
FOUND = (("碎纸机", "A02021301", "580"), ("文件柜", "A05010502", ""))


def demo_stocktakes(city: City) -> None:
    """Two plans each of the bureau and of the finance department; with no card there is nothing to count."""
    chance = random.Random(SEED)
    for number, name in enumerate(("市机关事务管理局", "市财政局")):
        organ = city.organ(name)
        keepers = _holding(("assets.keeper", "assets.pool"), organ.pk)
        if not keepers or not visible(keepers[0], Asset).filter(organ=organ).exists():
            continue
        last = _counted(
            chance,
            keepers,
            organ.pk,
            days_ago=55 - number * 9,
            title=f"{now().year}年上半年固定资产盘点",
            share=1.0,
        )
        if last:
            _explained_and_approved(last, keepers[0])
        _counted(chance, keepers, organ.pk, days_ago=3, title=f"{now().year}年度固定资产清查盘点", share=0.62)


def _holding(roles: tuple[str, ...], organ: int) -> list[Actor]:
    """Whoever keeps assets in an organ today."""
    posts = Post.objects.filter(
        pk__in=PostRole.objects.filter(role__in=roles, until__isnull=True).values("post"), organ__in=descendants(organ)
    )
    found = [(post, holders(post.pk)) for post in posts.select_related("organ").order_by("pk")]
    actors = [actor_in(post, channel="demo", person=people[0]) for post, people in found if people]
    return [actor for actor in actors if actor.house == organ]


def _counted(
    chance: random.Random, keepers: list[Actor], organ: int, *, days_ago: int, title: str, share: float
) -> Stocktake | None:
    """A plan of which a share was walked, room by room, by the keepers in turn."""
    start = datetime.combine((now() - timedelta(days=days_ago)).astimezone(HOUSE).date(), time(9, 5), HOUSE)
    with clock_at(start):
        values = {
            "title": title,
            "until_on": (start + timedelta(days=25)).date(),
            "basis": "市财政局关于开展年度资产盘点的通知",
        }
        row = open_row(Stocktake, organ=organ, values=values, actor=keepers[0])
        row = press(row, "start", actor=keepers[0]).row
        freeze_later.func(row.pk)
        row.refresh_from_db()
    rooms = list(row.rooms.all())
    walked = rooms[: max(1, round(len(rooms) * share))]
    for place, room in enumerate(walked):
        keeper = keepers[place % len(keepers)]
        for line in StocktakeLine.objects.filter(stocktake=row, room=room).order_by("pk"):
            start = min(start + timedelta(seconds=40 + chance.randrange(90)), now())
            _seen(chance, row, line, room, rooms, keeper, start)
    if rooms:
        _oddities(row, keepers, rooms, start)
    return row if row.size else None


def _seen(
    chance: random.Random, row: Stocktake, line: StocktakeLine, room: Any, rooms: list[Any], keeper: Actor, at: datetime
) -> None:
    verb = chance.choices(("matched", "moved", "user", "broken", "nolabel", "missing", ""), (88, 3, 2, 1.5, 2, 1.5, 2))[
        0
    ]
    if not verb:
        return
    where = chance.choice(rooms) if verb == "moved" else room
    words = "岗位调整后由他人使用" if verb == "user" else ""
    with clock_at(at):
        tell(
            row,
            Told(f"demo-{row.pk}-{line.pk}-seen", verb, at, thing=line.pk, group=str(where.pk), words=words),
            keeper,
        )


def _oddities(row: Stocktake, keepers: list[Actor], rooms: list[Any], at: datetime) -> None:
    """What makes a count a real one: two who differ, a thing in no book, a label of another agency."""
    keeper, other = keepers[0], keepers[-1]
    line = StocktakeLine.objects.filter(stocktake=row, result="matched").order_by("pk").first()
    with clock_at(at):
        if line and other.post != keeper.post and line.seen_by != other.name:
            tell(row, Told(f"demo-{row.pk}-second-look", "missing", at, thing=line.pk), other)
            tell(row, Told(f"demo-{row.pk}-third-look", "moved", at, thing=line.pk, group=str(rooms[-1].pk)), other)
        for number, (name, _category, _cost) in enumerate(FOUND):
            tell(
                row, Told(f"demo-{row.pk}-surplus-{number}", "surplus", at, group=str(rooms[0].pk), words=name), keeper
            )
        tell(
            row,
            Told(f"demo-{row.pk}-foreign-label", "matched", at, code="ZC2019000341", host="zichan.example.org"),
            keeper,
        )


def _explained_and_approved(row: Stocktake, keeper: Actor) -> None:
    """The last one: decided, explained, approved by whoever leads, booked."""
    begun = row.started_at or now()
    with clock_at(min(begun + timedelta(days=9), now())):
        for line in StocktakeLine.objects.filter(stocktake=row, disputed=True).select_related("stocktake"):
            note = line.notes.filter(verb="matched").first()
            if note:
                settle(line, note, keeper)
        row = press(
            Stocktake.unscoped.get(pk=row.pk),
            "end_count",
            actor=keeper,
            asked={"reason": "其余资产所在房间已移交，按未盘到处理。"},
        ).row
        causes = {line.pk: Explained(*CAUSES.get(line.result, ("label", ""))) for line in differing(row)}
        surplus = StocktakeSurplus.objects.filter(stocktake=row).order_by("pk")
        booked = {
            one.pk: Explained("unbooked", "早年购置未入账。", "book", category, cost)
            for one, (_, category, cost) in zip(surplus, FOUND, strict=False)
        }
        explain(row, causes, booked, keeper)
    with clock_at(min(begun + timedelta(days=12), now())):
        press(row, "submit", actor=keeper, asked={"conclusion": "账实基本相符，差异原因已查明，建议按规定调整台账。"})
    with clock_at(min(begun + timedelta(days=15), now())):
        while live_run(row.pk):
            part = (
                Participant.objects.filter(stage__run__entry=row.pk, state=Participant.State.OPEN)
                .order_by("-pk")
                .select_related("post__organ")
                .first()
            )
            if part is None:
                return
            person = next(iter(holders(part.post_id)), None)
            press(
                Stocktake.unscoped.get(pk=row.pk),
                "route.agree",
                actor=actor_in(part.post, channel="demo", person=person),
                asked={"words": "同意，按规定调整台账。"},
            )
        book_later.func(row.pk)
