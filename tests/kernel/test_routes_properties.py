"""Routes under random templates and random presses: a matter is never lost, never twice, never decided twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.access.actors import actor_in, standing_for
from chancery.kernel.access.models import Grant
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.desk.checking import check
from chancery.kernel.desk.models import Remark, Sight, Task
from chancery.kernel.flow.models import (
    Participant,
    RouteEdition,
    RouteRun,
    RouteSeat,
    RouteStage,
    RouteTemplate,
    StageRun,
)
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.models import Message
from chancery.kernel.org.models import Deputy, Post
from chancery.kernel.org.services import create_post, holders
from chancery.modules.documents.flow import INSTRUCTION
from chancery.modules.documents.models import Incoming
from tests.maker import HOUSE, make

OUTCOMES = {"passed": "instructed", "returned": "proposing", "recalled": "proposing"}
STEPS = "agree agree agree agree agree agree disagree return return recall hand_over add urge"
DECIDED = ("agreed", "disagreed", "returned", "read")
CONDITIONS = st.sampled_from(
    [
        [],
        [],
        [{"field": "urgency", "is": "at_least", "value": 1}],
        [{"field": "kind", "is": "is_one_of", "value": ["通知", "请示"]}],
        [{"field": "lead", "is": "is_empty"}, {"field": "urgency", "is": "at_most", "value": 1}],
    ]
)


@dataclass(frozen=True)
class Press:
    """One attempt: which step, by somebody who is asked or by anybody, with which answers."""

    name: str
    who: int
    whom: int
    asked: bool
    instead: bool
    to_stage: int
    rejoin: bool


stages = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(RouteStage.Kind.values),
        "mode": st.sampled_from(RouteStage.Mode.values),
        "quorum": st.integers(1, 3),
        "condition": CONDITIONS,
        "seats": st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, "role", "field"]), min_size=1, max_size=3),
    }
)
presses = st.builds(
    Press,
    name=st.sampled_from([f"route.{step}" for step in STEPS.split()]),
    who=st.integers(0, 6),
    whom=st.integers(0, 6),
    asked=st.sampled_from([True, True, True, False]),
    instead=st.sampled_from([False, False, False, True]),
    to_stage=st.integers(0, 5),
    rejoin=st.booleans(),
)


class Desk:
    """A matter on a route, the posts around it, and what must always hold for it."""

    def __init__(self, city: Any, template: list[dict[str, Any]], urgency: int) -> None:
        self.city = city
        self.posts = people(city)
        self._template(template)
        self.row = make(Incoming, city=city, at="proposing", urgency=urgency, kind="通知")
        self.decided: dict[int, str] = {}
        self.drafter = city.actor("何素文")

    def _template(self, stages: list[dict[str, Any]]) -> None:
        template = RouteTemplate.objects.create(
            key=INSTRUCTION, organ=self.city.organ(HOUSE), title="试用", noun="documents.incoming"
        )
        edition = RouteEdition.objects.create(template=template, number=1, at=now())
        for position, told in enumerate(stages, start=1):
            plain = {name: told[name] for name in ("kind", "mode", "quorum", "condition")}
            stage = RouteStage.objects.create(edition=edition, position=position, title=f"第{position}环节", **plain)
            for seat in told["seats"]:
                named = {"role": "documents.leader", "field": "leaders"}
                post = None if seat in named else self.posts[seat]
                kind = seat if seat in named else "post"
                RouteSeat.objects.create(stage=stage, kind=kind, post=post, name=named.get(seat, ""))

    def start(self) -> None:
        asked = {"words": "拟请批示", "leaders": [self.posts[0].pk, self.posts[5].pk]}
        self._try("propose", self.drafter, asked)

    def do(self, told: Press) -> None:
        if self.row.state == "proposing":
            return self.start()
        posts = sorted({p.post_id for p in self.open_participants()})
        post = self.posts[told.who]
        if told.asked and posts:
            post = Post.objects.select_related("organ").get(pk=posts[told.who % len(posts)])
        actor = actor_of(post)
        if told.instead and posts:
            try:
                actor = standing_for(actor_of(self.posts[told.who]), posts[told.whom % len(posts)])
            except NotAllowed:
                return None
        if told.name == "route.recall" and told.asked:
            actor = self.drafter
        return self._try(told.name, actor, self.answers(told))

    def answers(self, told: Press) -> dict[str, Any]:
        other = self.posts[told.whom].pk
        return {
            "route.agree": {"words": "同意"},
            "route.disagree": {"words": "不同意"},
            "route.return": {"words": "请补充", "to_stage": told.to_stage, "rejoin": told.rejoin},
            "route.recall": {"reason": "有误"},
            "route.hand_over": {"to": other},
            "route.add": {"posts": [other]},
            "route.urge": {},
        }[told.name]

    def _try(self, name: str, actor: Any, asked: dict[str, Any]) -> None:
        before, lines = self.dump(), Line.objects.filter(entry=self.row.pk).count()
        try:
            moved = press(self.row, name, actor=actor, asked=asked)
        except Refused as refusal:
            told = str(refusal)
        else:
            told = ""
        if told:
            assert self.dump() == before
            return
        outcomes = RouteRun.objects.filter(entry=self.row.pk).exclude(state="running").count() - before["ended"]
        assert moved.row.version > self.row.version
        assert Line.objects.filter(entry=self.row.pk).count() == lines + 1 + outcomes
        self.row = moved.row
        self.holds()

    def open_participants(self) -> list[Participant]:
        return list(Participant.objects.filter(stage__run__entry=self.row.pk, state=Participant.State.OPEN))

    def dump(self) -> dict[str, Any]:
        """Every row that belongs to the matter, as plain values."""
        mine = {
            "row": Incoming.unscoped.filter(pk=self.row.pk),
            "runs": RouteRun.objects.filter(entry=self.row.pk),
            "stages": StageRun.objects.filter(run__entry=self.row.pk),
            "participants": Participant.objects.filter(stage__run__entry=self.row.pk),
            "tasks": Task.objects.filter(entry=self.row.pk),
            "sight": Sight.objects.filter(entry=self.row.pk),
            "grants": Grant.objects.filter(entry=self.row.pk),
            "remarks": Remark.objects.filter(entry=self.row.pk),
            "lines": Line.objects.filter(entry=self.row.pk),
            "messages": Message.objects.filter(entry=self.row.pk),
        }
        rows: dict[str, Any] = {name: sorted(map(str, found.values())) for name, found in mine.items()}
        return {**rows, "ended": mine["runs"].exclude(state="running").count()}

    def holds(self) -> None:
        """What must be true after every press."""
        runs = list(RouteRun.objects.filter(entry=self.row.pk).order_by("pk"))
        live = [run for run in runs if run.state == RouteRun.State.RUNNING]
        open_stages = StageRun.objects.filter(run__entry=self.row.pk, state=StageRun.State.OPEN)
        tasks = Task.objects.filter(entry=self.row.pk, reading=False)
        waiting = self.open_participants()
        if live:
            assert [run.pk for run in live] == [runs[-1].pk]
            assert self.row.state == "instructing"
            assert [stage.run_id for stage in open_stages] == [live[0].pk]
            assert waiting, "the matter is lost: nobody is asked"
            assert {p.stage_id for p in waiting} == {open_stages[0].pk}
            told = sorted(tasks.values_list("assignee", "source"))
            assert told == sorted((p.post_id, p.pk) for p in waiting)
            seen = set(Sight.objects.filter(entry=self.row.pk).values_list("viewer", flat=True))
            assert {p.post_id for p in waiting} <= seen
        else:
            assert not open_stages.exists()
            assert not waiting
            assert self.row.state == OUTCOMES[runs[-1].state]
            assert tasks.exists(), "the matter is lost: nobody has it"
        self.row.entry.refresh_from_db()
        assert self.row.entry.state == self.row.state
        assert self.row.entry.holders == tasks.count()
        self._outcomes(runs)
        self._decisions()

    def _outcomes(self, runs: list[RouteRun]) -> None:
        ended = [run.state for run in runs if run.state != RouteRun.State.RUNNING]
        names = {"passed": "given", "returned": "returned", "recalled": "recalled"}
        for state, name in names.items():
            lines = Line.objects.filter(entry=self.row.pk, action=f"documents.incoming.instruction_{name}")
            assert lines.count() == ended.count(state)

    def _decisions(self) -> None:
        parts = list(Participant.objects.filter(stage__run__entry=self.row.pk))
        for part in parts:
            if part.pk in self.decided:
                assert part.state == self.decided[part.pk], "somebody decided twice"
            if part.state != Participant.State.OPEN:
                self.decided[part.pk] = part.state
        spoken = [(part.stage_id, part.post_id) for part in parts if part.state in DECIDED]
        assert len(spoken) == len(set(spoken)), "one post spoke twice in one stage"


def people(city: Any) -> list[Post]:
    """Seven posts: five that are held, one vacant with a deputy, one vacant without."""
    held = [p for listed in city.posts.values() for p in listed if holders(p.pk)][:5]
    organ = city.organ(HOUSE)
    deputised = create_post(organ=organ, title="空缺岗位甲", rank="officer")
    Deputy.objects.create(post=deputised, deputy=held[1], since=today())
    return [*held, deputised, create_post(organ=organ, title="空缺岗位乙", rank="officer")]


def actor_of(post: Post) -> Any:
    """Whoever sits in a post; a vacant one acts without a person."""
    return actor_in(post, person=next(iter(holders(post.pk)), None))


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=35,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    template=st.lists(stages, min_size=1, max_size=5),
    urgency=st.integers(0, 2),
    told=st.lists(presses, min_size=4, max_size=14),
)
def test_whatever_people_press_a_matter_is_never_lost_or_decided_twice(city, template, urgency, told):
    with transaction.atomic():
        desk = Desk(city, template, urgency)
        desk.start()
        for one in told:
            desk.do(one)
        assert check(lambda noun: "subtree" if noun == desk.row.entry.noun_id else "organ") == []
        transaction.set_rollback(True)
