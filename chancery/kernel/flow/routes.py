"""Runs of approval routes: opening stages, and what a stage comes to when its people have spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.projection import Todo
from chancery.kernel.org.tree import ancestors

from .conditions import holds
from .models import Participant, RouteEdition, RouteRun, RouteStage, StageRun
from .seats import Seated, resolve

AGREE = "route.agree"
DONE = (Participant.State.AGREED, Participant.State.DISAGREED, Participant.State.READ)


def edition_for(key: str, organ: int) -> RouteEdition:
    """The newest edition of a route: of the nearest organ that has its own, else everybody's."""
    line = ancestors(organ)
    editions = RouteEdition.objects.filter(template__key=key, template__retired=False).select_related("template")
    newest = {edition.template.organ_id: edition for edition in editions.order_by("number")}
    edition = next((newest[above] for above in [*line, None] if above in newest), None)
    if edition is None:
        raise Refused(say("There is no route “{key}” yet. A keeper of routes sets it up under Routes.", key=key))
    return edition


def start_route(row: Any, key: str, *, actor: Actor, at: datetime, seats: Mapping[str, Sequence[int]]) -> list[Todo]:
    """Begin a run and open its first stage whose condition holds; returns the tasks. Inside the mover's transaction."""
    run = RouteRun.objects.create(
        entry_id=row.pk,
        edition=edition_for(key, row.organ_id),
        started_at=at,
        started_by=actor.post,
        named={k: list(v) for k, v in seats.items()},
    )
    stage = next_stage(run, 0, row)
    if stage is None:
        raise Refused(say("No stage of the route applies to this matter."))
    return asked_of(open_stage(run, stage, row, at=at, first=True).seated)


def next_stage(run: RouteRun, after: int, row: Any) -> RouteStage | None:
    """The first stage behind a position whose condition holds for the row."""
    stages = run.edition.stages.filter(position__gt=after)
    return next((stage for stage in stages if holds(stage.condition, row)), None)


def open_stage(
    run: RouteRun,
    stage: RouteStage,
    row: Any,
    *,
    at: datetime,
    note: str = "",
    rejoin: StageRun | None = None,
    keep: StageRun | None = None,
    first: bool = False,
) -> StageRun:
    """Open a stage anew, `first` if its run begins with it. `keep` is an earlier opening whose agreements still count (joining again after a partial return)."""
    last = 0 if first else run.stages.filter(stage=stage).aggregate(last=Max("round"))["last"] or 0
    opened = StageRun.objects.create(run=run, stage=stage, round=last + 1, opened_at=at, note=note, rejoin=rejoin)
    kept = list(keep.participants.filter(state__in=DONE)) if keep else []
    people = (
        [Seated(p.post_id, p.instead_of) for p in keep.participants.exclude(state=Participant.State.HANDED)]
        if keep
        else []
    )
    people = people or resolve(stage, row, run.named)
    settled = {p.post_id for p in kept}
    opened.seated = Participant.objects.bulk_create(
        [
            Participant(
                stage=opened,
                post_id=p.post_id,
                instead_of=p.instead_of,
                state=p.state,
                person=p.person,
                words=p.words,
                at=p.at,
                decided_at=p.decided_at,
            )
            for p in kept
        ]
        + [
            Participant(stage=opened, post_id=s.post, instead_of=s.instead_of, at=at)
            for s in {s.post: s for s in people}.values()
            if s.post not in settled
        ]
    )
    return opened


def tasks_of(stage: StageRun) -> list[Todo]:
    """The tasks of an open stage."""
    return asked_of(stage.participants.filter(state=Participant.State.OPEN))


def asked_of(people: Iterable[Participant]) -> list[Todo]:
    """One task for each of these who has not spoken."""
    return [
        Todo(p.post_id, AGREE, source=p.pk, urged=p.urged, opened_at=p.at)
        for p in people
        if p.state == Participant.State.OPEN
    ]


def live_run(entry: int) -> RouteRun | None:
    return RouteRun.objects.filter(entry_id=entry, state=RouteRun.State.RUNNING).select_related("edition").first()


def open_stage_of(run: RouteRun) -> StageRun:
    return run.stages.select_related("stage").get(state=StageRun.State.OPEN)


def settled(stage: StageRun) -> str:
    """What the voices of a stage come to: "" while it is still open, "passed", or "failed" when too few agreed."""
    states = [
        p.state for p in stage.participants.exclude(state__in=(Participant.State.HANDED, Participant.State.SPARED))
    ]
    spoken = [state for state in states if state != Participant.State.OPEN]
    agreed = sum(state in (Participant.State.AGREED, Participant.State.READ) for state in spoken)
    mode, open_ = stage.stage.mode, len(states) - len(spoken)
    if mode == RouteStage.Mode.ALL:
        return "" if open_ else "passed"
    wanted = 1 if mode == RouteStage.Mode.ONE else min(stage.stage.quorum or 1, len(states))
    if agreed >= wanted:
        return "passed"
    return "" if agreed + open_ >= wanted else "failed"


def close_stage(stage: StageRun, state: str, *, at: datetime) -> None:
    """Close an open stage; whoever has not spoken is spared."""
    stage.participants.filter(state=Participant.State.OPEN).update(state=Participant.State.SPARED, decided_at=at)
    stage.state, stage.closed_at = state, at
    stage.save(update_fields=["state", "closed_at"])


def close_run(run: RouteRun, state: str, *, at: datetime) -> None:
    run.state, run.ended_at = state, at
    run.save(update_fields=["state", "ended_at"])
