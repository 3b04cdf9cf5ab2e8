"""Places and the kilometres between them (地点与里程), from the motor pool's own table; a word of a trip finds its place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .planning import Distances

TABLE = Path(__file__).with_name("places.toml")


@dataclass(frozen=True)
class Spot:
    """A place and where it lies."""

    name: str
    latitude: float
    longitude: float


@lru_cache(maxsize=1)
def table() -> tuple[dict[str, Spot], dict[str, str], Distances]:
    """All places by name, the words that mean them, and the kilometres between them."""
    told = tomllib.loads(TABLE.read_text("utf-8"))
    spots = {one["name"]: Spot(one["name"], *one["at"]) for one in told["place"]}
    words = {word: one["name"] for one in told["place"] for word in (one["name"], *one.get("also", ()))}
    roads = {(road["from"], other): km for road in told["road"] for other, km in road["km"].items()}
    return spots, words, Distances(_shortest(list(spots), roads))


def _shortest(names: list[str], roads: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The shortest way between each two places over the roads (Floyd and Warshall)."""
    far = 10**6
    km = {(one, other): 0 if one == other else far for one in names for other in names}
    for (one, other), length in roads.items():
        km[one, other] = km[other, one] = length
    for via in names:
        for one in names:
            for other in names:
                km[one, other] = min(km[one, other], km[one, via] + km[via, other])
    return {pair: length for pair, length in km.items() if length < far and pair[0] < pair[1]}


def place_in(text: str) -> str:
    """The place that a text names, the longest word first; nothing if it names none of the table."""
    words = table()[1]
    found = max((word for word in words if word in text), key=len, default="")
    return words.get(found, "")


def distances() -> Distances:
    return table()[2]


def spots() -> list[Spot]:
    return list(table()[0].values())
