"""The driver's day on a telephone (我的出车): where to, when, whom to call, and one big button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Trip
from chancery.modules.vehicles.selectors.fleet import drivers_of_post
from chancery.modules.vehicles.terms import HOLDING, TripState
from chancery.ui.once import fresh_key, once
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

STEPS = {
    "go_out": ("odometer_out", "ago", "reason"),
    "come_back": ("odometer_in", "ago", "tolls", "fuel_yuan", "fuel_litres"),
}
PAGE = "/vehicles/today/"


@dataclass(frozen=True)
class Card:
    """One trip of the day, what was typed for it, and what was refused."""

    trip: Trip
    once: str
    sent: Any = None
    refusal: Refused | None = None

    @property
    def out(self) -> bool:
        return self.trip.state == TripState.OUT


def day(request: HttpRequest) -> HttpResponse:
    """Today's and tomorrow's trips of whoever drives; leaving and coming back are pressed here."""
    actor = actor_with(request, "trip.drive")
    trips = _trips(actor)
    refused: dict[int, Refused] = {}
    if request.method == "POST":
        trip = next((one for one in trips if str(one.pk) == request.POST.get("trip")), None)
        if trip is None:
            raise NotFound(say("There is no such matter, or your post cannot see it."))
        try:
            return see(once(request, lambda: _press(request, trip)))
        except Refused as refusal:
            refused[trip.pk] = refusal
    cards = [Card(one, fresh_key(), request.POST if one.pk in refused else None, refused.get(one.pk)) for one in trips]
    context = {"cards": cards, "drives": bool(drivers_of_post([actor.post or 0])), "error": bool(refused)}
    return answer(request, "vehicles/today.html", context, status=422 if refused else 200)


def _trips(actor: Actor) -> list[Trip]:
    """The trips that an own driver row holds, else those that the actor may see: on the road, today and tomorrow."""
    end = datetime.combine(today() + timedelta(days=2), time(), HOUSE)
    rows = visible(actor, Trip).filter(state__in=HOLDING, leaves_at__lt=end, vehicle__isnull=False, joins__isnull=True)
    mine = drivers_of_post([actor.post or 0])
    if mine:
        rows = rows.filter(driver__in=[one.pk for one in mine])
    related = ("entry", "organ", "vehicle", "driver")
    return list(rows.select_related(*related).order_by("leaves_at")[:60])


def _press(request: HttpRequest, trip: Trip) -> str:
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise NotFound(say("There is no such step here."))
    asked = {field: request.POST.get(field) for field in STEPS[name] if request.POST.get(field)}
    version = request.POST.get("version", "")
    moved = press(trip, name, version=int(version) if version.isdigit() else None, asked=asked)
    keep_saying(request, moved.sentence)
    return PAGE
