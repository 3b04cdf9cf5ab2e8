"""Where a vehicle was (行驶轨迹): the positions of a day on a map without tiles, its permitted area, and what stands out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import cos, pi, radians, sin

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.modules.vehicles.models import Alert, Track, Vehicle
from chancery.modules.vehicles.rules.asking import number
from chancery.modules.vehicles.selectors.board import fleet
from chancery.modules.vehicles.services.places import spots
from chancery.ui.maps import KM_OF_DEGREE, Area, Drawing, Line, Map, Spot, Where
from chancery.ui.places import HIDDEN
from chancery.ui.refusing import answer

HREF = "/vehicles/map/"
MOST_TRACKS = 40
BESIDE = 0.02
"""Degrees within which two spots share one name."""
RING = 48
"""Corners of a round area."""


def where(request: HttpRequest) -> HttpResponse:
    """The map of one vehicle and day; `?data=1` gives what the script draws."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if "vehicle.read" not in actor.actions:
        raise NotFound(HIDDEN)
    rows = fleet(actor)
    chosen = _chosen(request.GET, rows)
    day = _day(request.GET, chosen)
    tracks = _tracks(chosen, day) if chosen else []
    found = _alerts(actor, chosen, day) if chosen else []
    drawn = picture(chosen, tracks, found, day)
    if "data" in request.GET:
        return JsonResponse(drawn.as_json())
    context = {
        "vehicles": rows, "chosen": chosen, "day": day, "tracks": tracks, "alerts": found, "map": drawn,
        "drawing": Drawing(drawn), "source": f"{HREF}?vehicle={chosen.pk if chosen else ''}&day={day.isoformat()}&data=1",
        "days": _days_of(chosen),
    }  # fmt: skip
    return answer(request, "vehicles/map.html", context)


def _chosen(sent: Mapping[str, str], rows: Sequence[Vehicle]) -> Vehicle | None:
    """The vehicle that the address names, else the one whose positions were read last."""
    wished = sent.get("vehicle", "")
    if wished:
        found = next((row for row in rows if str(row.pk) == wished), None)
        if found is None:
            raise NotFound(HIDDEN)
        return found
    last = Track.objects.filter(vehicle__in=[row.pk for row in rows]).order_by("-pk").first()
    return next((row for row in rows if last and row.pk == last.vehicle_id), rows[0] if rows else None)


def _day(sent: Mapping[str, str], chosen: Vehicle | None) -> date:
    """The day that the address names, else the last one of which there are positions."""
    try:
        named = parse_date(sent.get("day", ""))
    except ValueError:
        named = None
    last = Track.objects.filter(vehicle=chosen).order_by("-begins_at").first() if chosen and not named else None
    return named or (last.begins_at.astimezone(HOUSE).date() if last else today())


def _days_of(chosen: Vehicle | None) -> list[date]:
    """The last days of which positions were read, newest first."""
    if chosen is None:
        return []
    begun = (
        Track.objects.filter(vehicle=chosen).order_by("-begins_at").values_list("begins_at", flat=True)[:MOST_TRACKS]
    )
    return list(dict.fromkeys(moment.astimezone(HOUSE).date() for moment in begun))


def _tracks(chosen: Vehicle, day: date) -> list[Track]:
    begin = datetime.combine(day, time(), HOUSE)
    rows = Track.objects.filter(
        vehicle=chosen, begins_at__lt=begin + timedelta(days=1), begins_at__gte=begin - timedelta(days=3)
    )
    return list(rows.filter(ends_at__gt=begin).select_related("trip").order_by("begins_at")[:MOST_TRACKS])


def _alerts(actor: Actor, chosen: Vehicle, day: date) -> list[Alert]:
    rows = (
        visible(actor, Alert).filter(vehicle=chosen, happened_on=day)
        if "alert.read" in actor.actions
        else Alert.unscoped.none()
    )
    return list(rows.select_related("entry").order_by("pk")[:MOST_TRACKS])


def picture(chosen: Vehicle | None, tracks: Sequence[Track], alerts: Sequence[Alert], day: date) -> Map:
    """Tracks, parking place, permitted area and the places around."""
    if chosen is None or not tracks:
        name = chosen.plate if chosen else ""
        return Map(
            gettext("Where they were"),
            gettext("No positions of {plate} were read for {day}.").format(plate=name, day=day.isoformat()),
        )
    lines = [
        Line(str(track.pk), track.source, points_of(track), "track" if track.trip_id else "odd") for track in tracks
    ]
    marks: list[Spot] = []
    areas: list[Area] = []
    if chosen.home_lat is not None and chosen.home_lon is not None:
        home, km = (chosen.home_lat, chosen.home_lon), number("fence_km")
        marks.append(Spot(chosen.home or gettext("Parking place"), home, "home"))
        areas.append(Area(gettext("Permitted area, {km} km around").format(km=int(km)), ring(home, float(km))))
    begins, ends = lines[0].points[0], lines[-1].points[-1]
    for words, at in ((gettext("Start of the way"), begins), (gettext("End of the way"), ends)):
        if not _beside(at, marks):
            marks.append(Spot(words, at, "end"))
    near = [one for one in _near([point for line in lines for point in line.points]) if not _beside(one.at, marks)]
    return Map(gettext("Where they were"), _sentence(chosen, tracks, alerts, day), lines, areas, [*near, *marks])


def points_of(track: Track) -> list[Where]:
    """The positions of a track as they are drawn."""
    return [(point[1], point[2]) for point in track.points]


def ring(middle: Where, km: float) -> list[Where]:
    """A circle around a point, as corners."""
    wide = km / KM_OF_DEGREE
    shrink = max(cos(radians(middle[0])), 0.01)
    return [
        (
            round(middle[0] + wide * sin(2 * pi * n / RING), 5),
            round(middle[1] + wide * cos(2 * pi * n / RING) / shrink, 5),
        )
        for n in range(RING)
    ]


def _beside(at: Where, others: Iterable[Spot]) -> bool:
    """Whether a point is drawn as good as on another one, so that one name is enough."""
    return any(abs(at[0] - one.at[0]) + abs(at[1] - one.at[1]) < BESIDE for one in others)


def _near(points: Iterable[Where]) -> list[Spot]:
    """The places of the motor pool's table that lie about where somebody drove."""
    kept = list(points)
    south, north = min(at[0] for at in kept) - 0.15, max(at[0] for at in kept) + 0.15
    west, east = min(at[1] for at in kept) - 0.15, max(at[1] for at in kept) + 0.15
    return [
        Spot(one.name, (one.latitude, one.longitude))
        for one in spots()
        if south <= one.latitude <= north and west <= one.longitude <= east
    ]


def _sentence(chosen: Vehicle, tracks: Sequence[Track], alerts: Sequence[Alert], day: date) -> str:
    km = sum(track.km for track in tracks)
    fastest = max((track.fastest or 0 for track in tracks), default=0)
    said = gettext("{plate} drove {km} km on {day}, at most {fastest} km/h.").format(
        plate=chosen.plate, km=km, day=day.isoformat(), fastest=fastest
    )
    if not alerts:
        return said + gettext(" Nothing stands out.")
    return said + ngettext(" {n} finding stands below.", " {n} findings stand below.", len(alerts)).format(
        n=len(alerts)
    )
