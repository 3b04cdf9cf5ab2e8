"""The steps of a petition's story, by the moves that people press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.access.actors import actor_in
from chancery.kernel.base.clock import HOUSE, clock_at, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.seats import with_role
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.services import holders
from chancery.modules.petitions.models import Reexamination, Review, desk_of, heads_of
from chancery.modules.petitions.terms import HANDLER, REGISTRAR, REVIEWER

NOTICES = {
    "accept": "receipt",
    "take_up": "receipt",
    "grant_time": "extension",
    "answer": "reply",
    "settle": "reply",
    "redirect": "refusal",
}
"""Papers that are served on the day of their step."""


@dataclass
class Telling:
    """Whoever tells the stories: the city, its words, and the present that no step may pass."""

    city: City
    words: Mapping[str, str]
    until: datetime
    known: dict[int, Actor] = field(default_factory=dict)

    def actor(self, post: int) -> Actor:
        if post not in self.known:
            row = Post.objects.select_related("organ", "reach").get(pk=post)
            self.known[post] = actor_in(row, channel="demo", person=next(iter(holders(post)), None))
        return self.known[post]

    def registrar(self, organ: int) -> Actor:
        return self.actor(with_role(REGISTRAR, desk_of(REGISTRAR, organ))[0])

    def holder(self, row: Any) -> Actor:
        """Somebody for whom the first task of a matter stands open."""
        party = Task.objects.filter(entry=row.pk, reading=False).order_by("pk").values_list("assignee", flat=True)[0]
        if not Organ.objects.filter(pk=party).exists():
            return self.actor(party)
        roles = (HANDLER, REVIEWER, REGISTRAR) if row.state not in ("registered", "objected") else (REGISTRAR,)
        posts = [post for role in roles for post in with_role(role, party)]
        return self.actor(next(post for post in posts if party in self.actor(post).viewers))


def office_hours(moment: datetime) -> datetime:
    """The same day at half past nine if it is worked, else the next worked morning."""
    day = calendar_for().next_working(moment.astimezone(HOUSE).date())
    return datetime.combine(day, time(9, 30), HOUSE)


def tell(telling: Telling, plan: Mapping[str, Any], row: Any, at: datetime) -> None:
    """Press each step of the story at its time, until the present."""
    for name, days in plan["steps"]:
        at = office_hours(at + timedelta(days=days)) if days >= 1 else at + timedelta(hours=24 * days)
        if at >= telling.until:
            return
        with clock_at(at):
            row = _step(telling, plan, row, name)


def _step(telling: Telling, plan: Mapping[str, Any], row: Any, name: str) -> Any:
    words, day = telling.words, today()
    if name == "sign":
        return press(row, "route.agree", actor=telling.holder(row), asked={"words": "同意签发。"}).row
    if name == "hearing":
        row = press(row, "hold_hearing", actor=telling.holder(row)).row
        return press(row, "end_hearing", actor=telling.holder(row)).row
    if name in ("ask_review", "ask_reexamination"):
        press(row, name, actor=telling.holder(row), asked={"asked_on": day, "grounds": words["grounds"]})
        return Review.unscoped.select_related("entry").get(petition=row) if name == "ask_review" else Reexamination.unscoped.select_related("entry").get(review=row)  # fmt: skip
    head, _, tail = name.partition("_")
    if name in ("ask_more_time", "grant_time", "take_up", "report_up"):
        head = name
    asked, reason = _asked(telling, plan, row, head, tail), {"reason": words["why"]}
    actor = telling.actor(heads_of(row.handled_by_id)[0]) if name == "grant_time" else telling.holder(row)
    row = press(row, head, actor=actor, asked=asked | reason).row
    if kind := NOTICES.get(head):
        served = {"paper": kind, "served_on": day, "served": "online"}
        row = press(row, "serve", actor=telling.holder(row), asked=served).row
    return row


def _asked(telling: Telling, plan: Mapping[str, Any], row: Any, move: str, tail: str) -> dict[str, Any]:
    """The answers to the small form of a move."""
    words, day = telling.words, today()
    served = {"served_on": day, "served": "post", "receipt": f"XA{row.pk:09}31"}
    opinion = {"facts": words["facts"], "opinion": words.get(tail, ""), "basis": words["basis"]}
    told: dict[str, dict[str, Any]] = {
        "forward": {"to": telling.city.organ(plan.get("to", "市信访局")).pk, "report_by": day + timedelta(days=60) if plan.get("people", 1) > 5 else None},
        "object": {"objection": words["objection"]},
        "redirect": {"way": tail, "legal_way": "向用人单位所在地劳动人事争议仲裁委员会申请仲裁，时效一年"},
        "guide": {"way": tail, "legal_way": "自一审判决书送达之日起十五日内向市中级人民法院提起上诉"},
        "propose": {"request": words["request"], "verdict": tail, **opinion},
        "draft": {"conclusion": tail, **opinion},
        "deliver": served,
        "serve": {"paper": "refusal", **served},
        "hear": {"held_on": day, "words": "听取双方意见，到现场查看。"},
        "ask_more_time": {"days": 25},
        "settle": {"words": words["agreed"]},
        "answer": {"words": words["reply"]},
        "rate": {"satisfied": tail},
        "report_up": {"leader": next(iter(heads_of(row.organ_id)), None), "words": "四十二户集体来访，情绪较激动，建议当日接访。"},
    }  # fmt: skip
    return told.get(move, {})
