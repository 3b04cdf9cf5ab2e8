"""Keeping the positions of a file, and opening findings for what looks wrong in them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

from django.db import transaction

from chancery.kernel.access.rows import load
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.vehicles.models import Alert, Track, Trip, Vehicle
from chancery.modules.vehicles.reading import MOST_BYTES, Fix, figures_of, read_positions, thinned
from chancery.modules.vehicles.rules.tracks import positions_look_odd
from chancery.modules.vehicles.terms import SENT

from .findings import open_findings


def keep_track(vehicle: int, stream: BinaryIO, name: str, *, actor: Actor) -> tuple[Track, list[Alert]]:
    """Read a position file (轨迹文件) of a vehicle and keep it. Raises Refused for a bad file or one that is kept already."""
    row = load(Vehicle, vehicle, actor=actor)
    told = stream.read(MOST_BYTES + 1)
    fixes = read_positions(BytesIO(told), name)
    digest = hashlib.sha256(told).hexdigest()
    if Track.objects.filter(vehicle=row.pk, digest=digest).exists():
        raise Refused(say("The positions of {name} are kept already.", name=name))
    trips = _trips_of(row, fixes)
    figures = figures_of(fixes)
    with transaction.atomic():
        track = Track.objects.create(
            vehicle_id=row.pk, trip=trips[0] if len(trips) == 1 else None, begins_at=fixes[0].at, ends_at=fixes[-1].at,
            km=Decimal(str(figures.km)), read=len(fixes), fastest=round(figures.fastest), points=_points(thinned(fixes)), source=name[:120], digest=digest, at=now(),
        )  # fmt: skip
        sentence = say("Positions were read: {n}, {km} km", n=len(fixes), km=figures.km)
        record("vehicles.vehicle.track", entry=row.pk, sentence=sentence, after={"track": track.pk})
        alerts = open_findings(positions_look_odd(row, fixes, trips), actor)
    return track, alerts


def _trips_of(vehicle: Vehicle, fixes: list[Fix]) -> list[Trip]:
    """The trips of the vehicle in the time of the file, with an hour to spare."""
    spare = timedelta(hours=1)
    rows = Trip.unscoped.filter(vehicle=vehicle.pk, state__in=SENT, joins__isnull=True)
    return list(
        rows.filter(leaves_at__lt=fixes[-1].at + spare, back_at__gt=fixes[0].at - spare).order_by("leaves_at")[:200]
    )


def _points(fixes: list[Fix]) -> list[list[float | None]]:
    """The positions as they are stored: seconds since the first, latitude, longitude, km/h."""
    first = fixes[0].at
    return [[round((fix.at - first).total_seconds()), round(fix.lat, 6), round(fix.lon, 6), None if fix.speed is None else round(fix.speed)] for fix in fixes]  # fmt: skip
