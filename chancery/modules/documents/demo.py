"""The documents of the believable city: a working year, told by the same moves that people press."""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.base.scope import Actor
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.desk.models import Task
from chancery.kernel.desk.reading import saw
from chancery.kernel.flow.engine import Moved, open_row
from chancery.kernel.flow.seats import with_role
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.models import Message
from chancery.kernel.org.models import Post
from chancery.kernel.org.services import holders

from .models import Incoming
from .reading import read_lines
from .selectors import drafters_of
from .services import take_in
from .terms import Handling

SEED = 20261122
BEGUN = timedelta(days=60)
"""How long the office has worked on the platform; what came earlier was brought in from its old register."""
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
Step = tuple[str, float, Callable[["Teller", Incoming], Incoming]]


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

    def drafter(self, row: Incoming) -> Actor:
        """Somebody of the section that proposes how a document is handled."""
        if row.organ_id not in self.sections:
            self.sections[row.organ_id] = drafters_of(row.organ_id) or row.organ_id
        return self.one_of("documents.drafter", self.sections[row.organ_id])


def demo(city: City, *, count: int = 360) -> None:
    """Fill the past year with `count` documents, most of them filed, the newest still under way and some overdue."""
    material = tomllib.loads((Path(__file__).parent / "demo.toml").read_text("utf-8"))["document"]
    teller = Teller(city, random.Random(SEED), material, {}, now())
    for number, moment in enumerate(_arrivals(teller, count)):
        tell = _tell if moment > teller.until - BEGUN else _bring_in
        tell(teller, material[number % len(material)], moment)
    Message.objects.filter(at__lt=teller.until - timedelta(days=4)).update(read_at=teller.until)


def _arrivals(teller: Teller, count: int) -> Iterator[datetime]:
    """When documents came: in office hours, and more of them in the last weeks."""
    days = [
        int(365 * teller.chance.random() ** 1.3) if teller.chance.random() < 0.75 else teller.chance.randrange(9)
        for _ in range(count)
    ]
    moments = []
    for back in days:
        day = (teller.until - timedelta(days=back, hours=1)).astimezone(HOUSE).date()
        clock = time(8 + teller.chance.randrange(9), teller.chance.randrange(60), teller.chance.randrange(60))
        moments.append(_in_hours(datetime.combine(day, clock, HOUSE)))
    return iter(sorted(moment for moment in moments if moment < teller.until))


def _in_hours(moment: datetime) -> datetime:
    """The same moment if somebody works then, else the next working morning."""
    calendar, local = calendar_for(), moment.astimezone(HOUSE)
    if calendar.is_working(local.date()) and 8 <= local.hour < 18:
        return moment
    day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
    return datetime.combine(calendar.next_working(day - timedelta(days=1)), time(8, 30 + local.minute % 30), HOUSE)


def _tell(teller: Teller, plan: Mapping[str, Any], moment: datetime) -> None:
    """One document from its arrival as far as the present lets it come."""
    organ = teller.city.organ(OFFICE) if teller.chance.random() < 0.84 else _organ(teller, plan["lead"])
    if not all(teller.holding(f"documents.{role}", organ.pk) for role in ("clerk", "drafter", "leader")):
        organ = teller.city.organ(OFFICE)
    with clock_at(moment):
        clerk = teller.one_of("documents.clerk", organ.pk)
        text = _paper(teller, plan, organ.name, moment.astimezone(HOUSE).date())
        taken = take_in(BytesIO(text.encode()), f"{plan['title'][-40:]}.txt", organ=organ.pk, actor=clerk)
    if taken.row is None:
        raise RuntimeError(f"The demo's own document was refused: {taken.refusal}")
    row, at = taken.row, moment
    story = _story(teller, plan, row, clerk)
    if moment > teller.until - timedelta(days=16) and teller.chance.random() < 0.5:
        story = story[: teller.chance.randrange(len(story))]  # so that each desk has something on it
    for _, hours, step in story:
        at = _in_hours(
            at
            + timedelta(
                hours=hours * (0.3 + 1.6 * teller.chance.random()) * (7 if teller.chance.random() < 0.12 else 1)
            )
        )
        if at >= teller.until:
            return
        with clock_at(at):
            row = step(teller, row)


def _bring_in(teller: Teller, plan: Mapping[str, Any], moment: datetime) -> None:
    """A document of the time before the platform, brought in from the old register as history."""
    organ = teller.city.organ(OFFICE)
    read = read_lines(_paper(teller, plan, organ.name, moment.astimezone(HOUSE).date()).split("\n"))
    clerk = teller.one_of("documents.clerk", organ.pk)
    day = moment.astimezone(HOUSE).date()
    number = f"收〔{day.year}〕{next(teller.serials.setdefault((organ.pk, day.year), itertools.count(1))):04}号"
    with clock_at(moment):
        open_row(
            Incoming,
            organ=organ.pk,
            actor=clerk,
            at="filed",
            cause="旧收文登记簿导入",
            opened_at=moment,
            values={
                "title": plan["title"],
                "issuer": plan["issuer"],
                "sender_number": read.number,
                "kind": plan["kind"],
                "signed_on": read.signed_on,
                "number": number,
                "lead": _organ(teller, plan["lead"]),
                "body": plan["body"].strip(),
                "retention": teller.chance.choices(["permanent", "30", "10"], [2, 4, 4])[0],
                "file_class": "综合类",
            },
        )


def _story(teller: Teller, plan: Mapping[str, Any], row: Incoming, clerk: Actor) -> list[Step]:
    """The steps of one document, each with the hours that usually pass before it."""

    def do(name: str, who: Callable[[], Actor], **asked: Any) -> Callable[[Teller, Incoming], Incoming]:
        return lambda _, now_row: press(now_row, name, actor=who(), asked=asked).row

    begin: list[Step] = [("register", 0.6, do("register", lambda: clerk))]
    if teller.chance.random() < 0.04:
        return [
            *begin,
            ("send_back", 2, do("send_back", lambda: clerk, reason="所请事项未经本级政府同意，请补充后重新报送。")),
        ]
    begin.append(("accept", 1, do("accept", lambda: clerk)))
    if row.handling == Handling.READ or (not plan["asks"] and teller.chance.random() < 0.5):
        return [*begin, ("circulate", 2, _circulate), ("read", 5, _some_read), ("read", 20, _all_read),
                ("end", 4, do("finish_circulation", lambda: clerk, reason="已阅毕")), ("file", 300, _file(clerk))]  # fmt: skip
    ways: list[Step] = [
        *begin,
        ("propose", 3, _propose(plan)),
        ("review", 4, _speak("")),
        ("instruct", 16, _speak(plan["instruction"])),
    ]
    ways += [("hand_out", 3, _hand_out(plan))]
    if plan["assist"] and teller.chance.random() < 0.7:
        ways.append(("contribute", 18, _contribute))
    slow = 30 if teller.chance.random() < 0.7 else 300
    ways += [
        ("answer", slow, _answer(plan)),
        ("close", 8, do("close", lambda: teller.drafter(row))),
        ("file", 500, _file(clerk)),
    ]
    return ways


def row_of(moved: Moved) -> Incoming:
    """The document after a move."""
    return cast(Incoming, moved.row)


def _propose(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        drafter = teller.drafter(row)
        leaders = teller.holding("documents.leader", row.organ_id)
        saw(row.pk, drafter)
        return row_of(
            press(
                row,
                "propose",
                actor=drafter,
                asked={"words": plan["proposal"], "leaders": [teller.chance.choice(leaders)]},
            )
        )

    return step


def _speak(words: str) -> Callable[[Teller, Incoming], Incoming]:
    """Whoever the open stage asks agrees, with the leader's words in the last one."""

    def step(teller: Teller, row: Incoming) -> Incoming:
        task = Task.objects.filter(entry=row.pk, reading=False).order_by("?" if not words else "pk").first()
        if task is None or row.state != "instructing":
            return row
        return row_of(press(row, "route.agree", actor=teller.actor(task.assignee_id), asked={"words": words}))

    return step


def _hand_out(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        lead = _organ(teller, plan["lead"])
        assist = [organ.pk for organ in (_organ(teller, name) for name in plan["assist"]) if organ.pk != lead.pk]
        drafter = teller.drafter(row)
        asked = {
            "lead": lead.pk,
            "assist": sorted(set(assist)),
            "days": teller.chance.choice([2, 3, 5, 5, 7, 10, 15]),
            "words": "",
        }
        return row_of(press(row, "hand_out", actor=drafter, asked=asked))

    return step


def _contribute(teller: Teller, row: Incoming) -> Incoming:
    for organ in row.assist:
        if teller.chance.random() < 0.8 and Task.objects.filter(entry=row.pk, assignee=organ, reading=False).exists():
            handler = teller.one_of("documents.handler", organ)
            row = press(
                row, "contribute", actor=handler, asked={"words": "已阅，本单位职责范围内事项将积极配合，无不同意见。"}
            ).row
    return row


def _answer(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        return row_of(
            press(row, "answer", actor=teller.one_of("documents.handler", row.lead_id), asked={"words": plan["answer"]})
        )

    return step


def _circulate(teller: Teller, row: Incoming) -> Incoming:
    leaders = teller.holding("documents.leader", row.organ_id)[:6]
    drafter = teller.drafter(row)
    heads = [post for post in teller.holding("documents.drafter", row.organ_id) if post not in leaders][:5]
    return row_of(press(row, "circulate", actor=drafter, asked={"readers": [*leaders, *heads]}))


def _some_read(teller: Teller, row: Incoming, share: float = 0.5) -> Incoming:
    for task in Task.objects.filter(entry=row.pk, reading=True):
        if teller.chance.random() < share:
            reader = teller.actor(task.assignee_id)
            saw(row.pk, reader)
            row = press(row, "mark_read", actor=reader).row
    return row


def _all_read(teller: Teller, row: Incoming) -> Incoming:
    return _some_read(teller, row, share=1.0)


def _file(clerk: Actor) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        term = teller.chance.choices(["permanent", "30", "10"], [2, 4, 4])[0]
        return row_of(press(row, "file", actor=clerk, asked={"retention": term, "file_class": "综合类"}))

    return step


def _organ(teller: Teller, name: str) -> Any:
    """The organ of the city that a short name means, if somebody there handles documents; else the office itself."""
    for wished in (name, ALIKE.get(name, ""), "市" + name):
        try:
            found = teller.city.organ(wished)
        except LookupError:
            continue
        if any(found.pk in teller.actor(post).viewers for post in teller.holding("documents.handler", found.pk)):
            return found
    return teller.city.organ(OFFICE)


def _paper(teller: Teller, plan: Mapping[str, Any], addressee: str, day: date) -> str:
    """The document as its sender would have typed it."""
    signed = day - timedelta(days=teller.chance.randrange(1, 5))
    mark = _mark(teller, plan)
    last = teller.serials.setdefault((mark, signed.year), itertools.count(teller.chance.randrange(3, 60)))
    number = f"{mark}〔{signed.year}〕{next(last) + signed.month * 3}号"
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
