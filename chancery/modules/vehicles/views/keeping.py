"""Reading a position file, ticking who was at a training, and looking the fleet over for what looks wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from chancery.kernel.access.rows import load, visible
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.vehicles.models import Attendance, Driver, Training, Vehicle
from chancery.modules.vehicles.services.findings import look_over
from chancery.modules.vehicles.services.tracks import keep_track
from chancery.modules.vehicles.terms import Duty
from chancery.ui.once import fresh_key, once
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

LOOK_BACK = timedelta(days=60)
MOST_DRIVERS = 600


def track(request: HttpRequest, vehicle: int) -> HttpResponse:
    """Read a position file of a vehicle (导入轨迹)."""
    actor = actor_with(request, "alert.explain")
    row = load(Vehicle, vehicle, actor=actor)
    context: dict[str, Any] = {"vehicle": row, "once": fresh_key()}
    if request.method != "POST":
        return answer(request, "vehicles/track.html", context)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused(say("Choose at least one file."))
        kept, alerts = keep_track(row.pk, cast(BinaryIO, file.file), file.name or "", actor=_finding(actor))
    except Refused as refusal:
        return answer(request, "vehicles/track.html", {**context, "refusal": refusal}, status=422)
    keep_saying(
        request,
        say("{n} positions were read: {km} km, {alerts} findings.", n=kept.read, km=kept.km, alerts=len(alerts)),
    )
    return see(f"/vehicles/vehicle/{row.pk}/")


def _finding(actor: Actor) -> Actor:
    """Whoever reads positions opens the findings that follow from them, and nothing else."""
    return replace(actor, actions=actor.actions | {"alert.judge"})


def attend(request: HttpRequest, training: int) -> HttpResponse:
    """Tick who was at a training (参学登记)."""
    actor = actor_with(request, "driver.keep")
    row = load(Training, training, actor=actor)
    drivers = list(visible(actor, Driver).exclude(duty=Duty.LEFT).order_by("name")[:MOST_DRIVERS])
    there = set(Attendance.objects.filter(training=row.pk, there=True).values_list("driver", flat=True))
    if request.method == "POST":
        wished = {one.pk for one in drivers} & {int(key) for key in request.POST.getlist("driver") if key.isdigit()}
        return see(once(request, lambda: _keep_attendance(request, row, there & {one.pk for one in drivers}, wished)))
    told = [(one, one.pk in there) for one in drivers]
    return answer(request, "vehicles/attend.html", {"training": row, "drivers": told, "once": fresh_key()})


@transaction.atomic
def _keep_attendance(request: HttpRequest, row: Training, there: set[int], wished: set[int]) -> str:
    held = Attendance.objects.filter(training=row.pk)
    known = set(held.values_list("driver", flat=True))
    held.filter(driver__in=there - wished).update(there=False)
    held.filter(driver__in=wished).update(there=True)
    Attendance.objects.bulk_create(Attendance(training=row, driver_id=pk) for pk in sorted(wished - known))
    sentence = say("{n} drivers were at the training", n=len(wished))
    record(
        "vehicles.training.attend",
        entry=row.pk,
        sentence=sentence,
        before={"there": sorted(there)},
        after={"there": sorted(wished)},
    )
    keep_saying(request, sentence)
    return f"/vehicles/training/{row.pk}/"


@require_POST
def overlook(request: HttpRequest) -> HttpResponse:
    """Look the last two months over, and open a finding for all that looks wrong."""
    actor = actor_with(request, "alert.judge")
    made = look_over(actor, since=today() - LOOK_BACK)
    keep_saying(request, say("{n} new findings were opened.", n=len(made)))
    return see("/vehicles/alert/")
