"""What positions come to: kilometres, speed, gaps, and few enough points to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from .positions import Fix

EARTH = 6_371_000.0
STANDS = 12.0
"""Metres within which a standing vehicle's positions wander."""
LEAPS = 260.0
"""Kilometres an hour above which a step is a fault of the device."""


@dataclass(frozen=True)
class Figures:
    """The figures of a track: kilometres by positions, fastest believable km/h, longest silence in minutes while it moved on."""

    km: float
    fastest: float
    silent: float


def metres(one: Fix, other: Fix) -> float:
    """The way between two positions over the ground (great circle)."""
    lat = radians(other.lat - one.lat)
    lon = radians(other.lon - one.lon)
    half = sin(lat / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(lon / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def figures_of(fixes: Sequence[Fix]) -> Figures:
    """Kilometres, speed and silence. A step that no vehicle can drive is left out; standing adds nothing."""
    km, fastest, silent, last = 0.0, 0.0, 0.0, fixes[0]
    for _, fix in pairwise(fixes):
        seconds, way = (fix.at - last.at).total_seconds(), metres(last, fix)
        if way < STANDS:
            continue
        speed = way / seconds * 3.6 if seconds > 0 else LEAPS + 1
        if speed > LEAPS:
            continue
        km += way / 1000
        fastest = max(fastest, fix.speed if fix.speed is not None else speed)
        silent = max(silent, seconds / 60) if way > 1000 else silent
        last = fix
    return Figures(round(km, 1), fastest, silent)


def thinned(fixes: Sequence[Fix], most: int = 2_000) -> list[Fix]:
    """At most `most` positions that still show the way: the first, the last, and those that lie furthest apart."""
    if len(fixes) <= most:
        return list(fixes)
    step = STANDS
    while True:
        kept = [fixes[0]]
        for fix in fixes[1:-1]:
            if metres(kept[-1], fix) >= step:
                kept.append(fix)
        kept.append(fixes[-1])
        if len(kept) <= most:
            return kept
        step *= 1.6
