"""A map without tiles: lines, areas and spots on plain ground, with a scale. A module fills it, `ui/map` draws it.

The page carries an inline drawing and the table; with scripts Leaflet takes the drawing's place, fed by the same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import Any, Literal

Where = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""
WIDE, HIGH, EDGE = 960, 520, 28
KM_OF_DEGREE = 111.32
ROUND = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
NEAR = 0.8
"""Points that are nearer on the drawing than this are one."""


@dataclass(frozen=True)
class Line:
    """A way that was gone: its points in order."""

    key: str
    title: str
    points: Sequence[Where]
    look: Literal["track", "odd"] = "track"


@dataclass(frozen=True)
class Area:
    """A ring of points; nothing else is meant by it than its title says."""

    title: str
    ring: Sequence[Where]


@dataclass(frozen=True)
class Spot:
    """One place with its name; `home` for where something belongs, `end` for where a way begins or ends."""

    title: str
    at: Where
    look: Literal["place", "home", "end"] = "place"
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Map:
    """What is drawn, and the sentence that says the finding."""

    title: str
    sentence: str
    lines: Sequence[Line] = ()
    areas: Sequence[Area] = ()
    spots: Sequence[Spot] = ()

    @property
    def empty(self) -> bool:
        return not (self.lines or self.areas or self.spots)

    def as_json(self) -> dict[str, Any]:
        """The data as the script draws it."""
        return {
            "lines": [{"title": one.title, "look": one.look, "points": list(one.points)} for one in self.lines],
            "areas": [{"title": one.title, "points": list(one.ring)} for one in self.areas],
            "spots": [{"title": one.title, "look": one.look, "note": one.note, "at": one.at} for one in self.spots],
        }


@dataclass(frozen=True)
class Drawing:
    """The map as an inline drawing: paths in a frame of fixed size, north up."""

    map: Map

    @cached_property
    def _frame(self) -> tuple[float, float, float, float]:
        """Middle (latitude, longitude), how much a degree of longitude shrinks there, and pixels for a degree of latitude."""
        whole = [*self._points()]
        south, north = min(at[0] for at in whole), max(at[0] for at in whole)
        west, east = min(at[1] for at in whole), max(at[1] for at in whole)
        shrink = max(cos(radians((south + north) / 2)), 0.01)
        across, up = max((east - west) * shrink, 1e-3), max(north - south, 1e-3)
        scale = min((WIDE - 2 * EDGE) / across, (HIGH - 2 * EDGE) / up)
        return (south + north) / 2, (west + east) / 2, shrink, scale

    def _points(self) -> Iterable[Where]:
        """What the frame must hold: ways and what stands out on them; areas and places only where there is nothing else."""
        ways = [point for line in self.map.lines for point in line.points]
        marks = [spot.at for spot in self.map.spots if spot.look != "place"]
        rings = [point for area in self.map.areas for point in area.ring]
        return [*ways, *marks] or rings or [spot.at for spot in self.map.spots]

    def place(self, at: Where) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        latitude, longitude, shrink, scale = self._frame
        return round(WIDE / 2 + (at[1] - longitude) * shrink * scale, 1), round(
            HIGH / 2 - (at[0] - latitude) * scale, 1
        )

    def path(self, points: Iterable[Where], *, closed: bool = False) -> str:
        """A path through points; those that fall together are drawn once."""
        kept: list[tuple[float, float]] = []
        for point in points:
            x, y = self.place(point)
            if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
                kept.append((x, y))
        steps = " ".join(f"{x:g} {y:g}" for x, y in kept)
        return f"M{steps}{'Z' if closed else ''}" if kept else ""

    def lines(self) -> list[tuple[Line, str]]:
        return [(line, self.path(line.points)) for line in self.map.lines]

    def areas(self) -> list[tuple[Area, str]]:
        return [(area, self.path(area.ring, closed=True)) for area in self.map.areas]

    def spots(self) -> list[tuple[Spot, float, float]]:
        return [(spot, *self.place(spot.at)) for spot in self.map.spots]

    def scale(self) -> tuple[str, float]:
        """A round number of kilometres, at most a quarter of the width, and how long it is drawn."""
        per_km = self._frame[3] / KM_OF_DEGREE
        km = max((one for one in ROUND if one * per_km <= WIDE / 4), default=ROUND[0])
        return f"{km:g} km", round(km * per_km, 1)
