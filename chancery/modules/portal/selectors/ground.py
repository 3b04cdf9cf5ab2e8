"""The ground of the map on which citizens tap (底图): places, roads and water of our own, where a point lies, what is near it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from chancery.ui.maps import KM_OF_DEGREE, Where

WIDE = 280
"""How wide the drawing is shown, everywhere: a tap on it is told in these pixels, and 320 px must hold it."""
NEAR_KM = 3.0


@dataclass(frozen=True)
class Ground:
    """What is drawn: its frame, its reach, and its parts as the file says."""

    frame: tuple[float, float, float, float]
    reach: tuple[float, float, float, float]
    water: Sequence[dict[str, Any]]
    roads: Sequence[dict[str, Any]]
    places: Sequence[tuple[str, Where]]

    @property
    def shrink(self) -> float:
        """How much a degree of longitude is shorter than one of latitude here."""
        return cos(radians((self.frame[0] + self.frame[2]) / 2))

    @property
    def scale(self) -> float:
        """Pixels for a degree of latitude."""
        return WIDE / ((self.frame[3] - self.frame[1]) * self.shrink)

    @property
    def high(self) -> int:
        return round((self.frame[2] - self.frame[0]) * self.scale)

    def drawn_at(self, at: Where) -> tuple[float, float]:
        """Where a point lies on the drawing; north is up."""
        x, y = (at[1] - self.frame[1]) * self.shrink * self.scale, (self.frame[2] - at[0]) * self.scale
        return round(x, 1), round(y, 1)

    def tapped(self, x: int, y: int) -> Where:
        """The point that lies under a pixel of the drawing; beside it, its nearest edge."""
        x, y = min(max(x, 0), WIDE), min(max(y, 0), self.high)
        return round(self.frame[2] - y / self.scale, 5), round(self.frame[1] + x / self.scale / self.shrink, 5)

    def holds(self, at: Where) -> bool:
        """Whether a point lies where this government has anything to say."""
        south, west, north, east = self.reach
        return south <= at[0] <= north and west <= at[1] <= east

    def near(self, at: Where) -> str:
        """The place of the ground that is nearest, if one is near."""
        km = {name: self._km(at, place) for name, place in self.places}
        best = min(km, key=lambda name: km[name], default="")
        return best if best and km[best] <= NEAR_KM else ""

    def _km(self, one: Where, other: Where) -> float:
        return hypot(one[0] - other[0], (one[1] - other[1]) * self.shrink) * KM_OF_DEGREE

    def path(self, points: Iterable[Where], *, closed: bool = False) -> str:
        """A path through points, for the drawing."""
        steps = " ".join(f"{x:g} {y:g}" for x, y in map(self.drawn_at, points))
        return f"M{steps}{'Z' if closed else ''}"

    @property
    def drawn_water(self) -> list[tuple[str, bool]]:
        """Paths of lakes (True) and rivers."""
        return [(self.path(one.get("ring") or one["line"], closed="ring" in one), "ring" in one) for one in self.water]

    @property
    def drawn_roads(self) -> list[str]:
        return [self.path(one["line"]) for one in self.roads]

    @property
    def drawn_places(self) -> list[tuple[str, float, float]]:
        return [(name, *self.drawn_at(at)) for name, at in self.places]

    def as_json(self) -> str:
        """The same for the script that draws it larger."""
        return json.dumps(
            {"frame": self.frame, "water": self.water, "roads": self.roads, "places": self.places}, ensure_ascii=False
        )


@lru_cache(maxsize=1)
def ground() -> Ground:
    """The ground as the file beside this one says."""
    told = tomllib.loads(Path(__file__).with_name("ground.toml").read_text("utf-8"))
    places = [(one["name"], (one["at"][0], one["at"][1])) for one in told["place"]]
    return Ground(tuple(told["frame"]), tuple(told["reach"]), told["water"], told["road"], places)
