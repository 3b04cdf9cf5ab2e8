"""What the declarations ask of a new database: number series, and the default edition of each route."""

from __future__ import annotations

from django.db import transaction

from chancery.kernel.base.clock import now
from chancery.kernel.desk.models import Noun
from chancery.kernel.flow.models import RouteEdition, RouteSeat, RouteStage, RouteTemplate
from chancery.kernel.numbering.services import declare

from .declare import Route
from .registry import noun_key, registry


@transaction.atomic
def prepare_database() -> None:
    """Write the rows that every database needs: nouns, series, routes; what is there already stays as the office has it."""
    for module, screen in registry.screens():
        Noun.objects.get_or_create(key=noun_key(module, screen))
    for module in registry.modules.values():
        for series in module.numbers:
            declare(series.key, pattern=series.pattern, reset=series.reset, kind=module.key[:20])
        for route in module.routes:
            _route(route)


def _route(route: Route) -> None:
    template, fresh = RouteTemplate.objects.get_or_create(
        key=route.key, organ=None, defaults={"title": str(route.title), "noun": route.noun}
    )
    if not fresh:
        return
    edition = RouteEdition.objects.create(template=template, number=1, at=now())
    for position, stage in enumerate(route.stages, start=1):
        row = RouteStage.objects.create(
            edition=edition,
            position=position,
            title=str(stage.title),
            kind=stage.kind,
            mode=stage.mode,
            quorum=stage.quorum,
            condition=[dict(line) for line in stage.condition],
        )
        RouteSeat.objects.bulk_create([RouteSeat(stage=row, kind=kind, name=name) for kind, name in stage.seats])
