"""The state line of a matter: the stages of its latest route, done, now and to come, in two queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.flow.models import Participant, RouteRun, RouteStage, StageRun
from chancery.kernel.org.labels import Label

LOOKS = {
    StageRun.State.OPEN: "now",
    StageRun.State.PASSED: "done",
    StageRun.State.RETURNED: "returned",
    StageRun.State.RECALLED: "returned",
}


@dataclass
class Stop:
    """One stop of the state line. A return is a note on its stage, not a new line."""

    title: str
    look: str = "to_come"
    posts: list[int] = field(default_factory=list)
    at: Any = None
    note: str = ""
    round: int = 1
    people: list[str] = field(default_factory=list)


def _latest(column: str) -> Subquery:
    return Subquery(RouteRun.objects.filter(entry__id=given("entry")).order_by("-pk").values(column)[:1])


def _parts() -> QuerySet[Participant]:
    """Everybody in the newest round of each stage."""
    newest = StageRun.objects.filter(run=OuterRef("stage__run"), stage=OuterRef("stage__stage")).order_by("-pk")
    parts = Participant.objects.filter(stage__run=_latest("pk"), stage=Subquery(newest.values("pk")[:1]))
    return parts.select_related("stage")


STAGES = Prepared(
    lambda: RouteStage.objects.filter(edition=_latest("edition")).order_by("position").values_list("pk", "title")
)
PARTS = Prepared(_parts)


def course_of(entry: int) -> list[Stop]:
    """The stops of the latest run; names are filled in by `name_people`, together with all others of the page."""
    stops = {pk: Stop(title) for pk, title in STAGES.ask(entry=entry)}
    for part in PARTS.ask(entry=entry) if stops else ():
        opened, stop = part.stage, stops.get(part.stage.stage_id)
        if stop is None:
            continue
        stop.look, stop.round, stop.note = LOOKS.get(StageRun.State(opened.state), "now"), opened.round, opened.note
        stop.at = opened.closed_at or opened.opened_at
        if part.state not in {Participant.State.SPARED, Participant.State.HANDED}:
            stop.posts.append(part.post_id)
    return list(stops.values())


def name_people(stops: Sequence[Stop], named: Mapping[int, Label]) -> list[Stop]:
    """Put the names of posts into the stops, each name once."""
    for stop in stops:
        stop.people = list(dict.fromkeys(named[post].short for post in stop.posts if post in named))
    return list(stops)
