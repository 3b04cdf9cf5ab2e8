"""The posts of the city as templates in posts.toml say, one seat for each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from .tree import HERE, OrganPlan

ROLES = frozenset(
    {
        "rules.keeper",
        "assets.user",
        "assets.keeper",
        "assets.counter",
        "assets.pool",
        "assets.approver",
        "assets.bureau",
        "assets.treasury",
        "assets.finance",
        "assets.personnel",
        "documents.clerk",
        "documents.drafter",
        "documents.leader",
        "documents.handler",
        "documents.reader",
        "administrator",
        "auditor",
        "org.keeper",
        "routes.keeper",
        "expiries.keeper",
        "expiries.reader",
        "hotline.caller_back",
        "hotline.dispatcher",
        "hotline.handler",
        "hotline.keeper",
        "hotline.leader",
        "hotline.operator",
        "hotline.reviewer",
        "vehicles.approver",
        "vehicles.dispatcher",
        "vehicles.driver",
        "vehicles.head",
        "vehicles.keeper",
        "vehicles.passenger",
        "supplies.approver",
        "supplies.keeper",
        "supplies.user",
    }
)


class Key(NamedTuple):
    """Which seat: organ (short name), title, which of that title (from 1)."""

    organ: str
    title: str
    number: int


@dataclass(frozen=True)
class Seat:
    """A post to be built. `position` is its order in the organ; `reach` the organ it reads if not its own."""

    key: Key
    rank: str
    position: int
    roles: tuple[str, ...]
    reach: str | None = None
    core: bool = False
    deputy: Key | None = None


def templates() -> dict[str, Any]:
    """What posts.toml says."""
    return tomllib.loads((HERE / "posts.toml").read_text(encoding="utf-8"))


def read_seats(organs: Iterable[OrganPlan], told: dict[str, Any]) -> list[Seat]:
    """The seats of all organs; outside organs have none."""
    return [seat for organ in organs if organ.level != "outside" for seat in _seats_of(organ, told[organ.staff])]


def filler_seats(organs: Iterable[OrganPlan], told: dict[str, Any], *, many: int, taken: Iterable[Seat]) -> list[Seat]:
    """So many ordinary seats, one to each section in turn, after the seats that are `taken`."""
    sections = [organ for organ in organs if organ.level == "section"]
    row = told["filler"]["posts"][0]
    titled: dict[str, int] = {}
    last: dict[str, int] = {}
    for seat in taken:
        last[seat.key.organ] = max(last.get(seat.key.organ, 0), seat.position)
        if seat.key.title == row["title"]:
            titled[seat.key.organ] = max(titled.get(seat.key.organ, 0), seat.key.number)
    made = []
    for turn in range(many):
        organ, more = sections[turn % len(sections)], turn // len(sections) + 1
        key = Key(organ.short, row["title"], titled.get(organ.short, 0) + more)
        reach = _reach(organ, told[organ.staff])
        made.append(Seat(key, row["rank"], last.get(organ.short, 0) + more, tuple(row["roles"]), reach))
    return made


def _seats_of(organ: OrganPlan, template: dict[str, Any]) -> list[Seat]:
    def titled(title: str) -> str:
        return title.replace(template["head"], organ.head) if organ.head else title

    seats: list[Seat] = []
    for row in template["posts"]:
        deputy = Key(organ.short, titled(row["deputy"]), 1) if "deputy" in row else None
        for number in range(1, row.get("count", 1) + 1):
            seats.append(
                Seat(
                    key=Key(organ.short, titled(row["title"]), number),
                    rank=row["rank"],
                    roles=tuple(row["roles"]),
                    position=len(seats) + 1,
                    reach=_reach(organ, template),
                    core=row.get("core", False),
                    deputy=deputy,
                )
            )
    return seats


def _reach(organ: OrganPlan, template: dict[str, Any]) -> str | None:
    return organ.under if template.get("reach") == "parent" else None
