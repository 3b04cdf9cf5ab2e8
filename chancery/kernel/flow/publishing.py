"""New editions of routes, and an organ's own variant. An edition never changes; a running route keeps the one it began with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.scope import current_actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Organ

from .models import RouteEdition, RouteSeat, RouteStage, RouteTemplate


@dataclass(frozen=True)
class SeatPlan:
    """Who is to sit: a post, a role in an organ (the matter's own where none is named), or a name in the matter."""

    kind: str
    name: str = ""
    post: int | None = None
    organ: int | None = None


@dataclass(frozen=True)
class StagePlan:
    """One stage of the edition to come."""

    title: str
    kind: str
    mode: str
    seats: Sequence[SeatPlan]
    quorum: int | None = None
    condition: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@transaction.atomic
def publish(template: RouteTemplate, stages: Sequence[StagePlan], *, note: str, after: int) -> RouteEdition:
    """Make the next edition of a route (发布新版). `after` is the edition that the keeper looked at.

    Raises Refused for a route or a stage that would lose the matter, Conflict if somebody was first.
    """
    locked = RouteTemplate.objects.select_for_update().get(pk=template.pk)
    newest = locked.editions.aggregate(n=Max("number"))["n"] or 0
    if newest != after:
        raise Conflict(
            say("Edition {n} was saved a moment ago by somebody else. Look at it before you save.", n=newest)
        )
    if not stages or not all(stage.seats for stage in stages):
        raise Refused(say("A route needs a stage, and each stage somebody who sits in it."))
    edition = RouteEdition.objects.create(
        template=locked, number=newest + 1, at=now(), by=current_actor().post, note=note
    )
    for position, plan in enumerate(stages, start=1):
        _write(edition, position, plan)
    record(
        "flow.route.publish",
        entry=None,
        sentence=say("Edition {n} of the route “{route}”: {note}", n=newest + 1, route=locked.title, note=note),
        before={"edition": newest},
        after={"edition": newest + 1, "stages": [stage.title for stage in stages]},
    )
    return edition


def _write(edition: RouteEdition, position: int, plan: StagePlan) -> None:
    stage = RouteStage.objects.create(
        edition=edition, position=position, title=plan.title, kind=plan.kind, mode=plan.mode,
        quorum=plan.quorum if plan.mode == RouteStage.Mode.SOME else None, condition=[dict(line) for line in plan.condition],
    )  # fmt: skip
    RouteSeat.objects.bulk_create(
        RouteSeat(stage=stage, kind=seat.kind, name=seat.name, post_id=seat.post, organ_id=seat.organ)
        for seat in plan.seats
    )


def plans_of(edition: RouteEdition) -> list[StagePlan]:
    """The stages of an edition as plans."""
    return [
        StagePlan(
            stage.title, stage.kind, stage.mode,
            [SeatPlan(s.kind, s.name, s.post_id, s.organ_id) for s in stage.seats.all()], stage.quorum, stage.condition,
        )
        for stage in edition.stages.prefetch_related("seats")
    ]  # fmt: skip


@transaction.atomic
def copy_for(template: RouteTemplate, organ: Organ, *, note: str) -> RouteTemplate:
    """An organ's own variant of a route (本单位路线), which begins as a copy of the newest edition.

    Raises Refused if the organ has one, or there is nothing to copy. A retired variant is taken up again.
    """
    newest = template.editions.last()
    if newest is None:
        raise Refused(say("This route has no edition yet."))
    own, fresh = RouteTemplate.objects.get_or_create(
        key=template.key, organ=organ, defaults={"title": template.title, "noun": template.noun}
    )
    if not fresh and not own.retired:
        raise Refused(say("{organ} has its own variant of this route already.", organ=organ.short_name))
    if not fresh:
        own.retired = False
        own.save(update_fields=["retired"])
    last = own.editions.aggregate(n=Max("number"))["n"] or 0
    publish(own, plans_of(newest), note=note, after=last)
    return own


@transaction.atomic
def retire(template: RouteTemplate, *, reason: str) -> None:
    """Take an organ's variant out of use (停用): matters that start from now on go by the route above it."""
    if template.organ_id is None:
        raise Refused(say("The route of everybody cannot be retired: some matters would have no way."))
    template.retired = True
    template.save(update_fields=["retired"])
    record(
        "flow.route.retire",
        entry=None,
        sentence=say("The variant “{route}” was retired: {reason}", route=template.title, reason=reason),
        after={"template": template.pk},
    )
