"""The organs of the city as they stand in organs.toml, with the sections drawn out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class OrganPlan:
    """An organ or section to be built. `short` is its key here; `under` is the short name of the organ above."""

    name: str
    short: str
    level: str
    under: str | None
    staff: str
    mark: str = ""
    place: str = ""
    head: str = ""
    also: tuple[str, ...] = ()
    small: bool = False


def read_organs(*, small: bool = False) -> list[OrganPlan]:
    """All organs, those above before those below; only the marked ones if `small`."""
    rows: list[dict[str, Any]] = tomllib.loads((HERE / "organs.toml").read_text(encoding="utf-8"))["organ"]
    plans = [plan for row in rows for plan in (_organ(row), *_sections(row))]
    return [plan for plan in plans if plan.small or not small]


def _organ(row: dict[str, Any]) -> OrganPlan:
    called = [row["call"]] if "call" in row else []
    return OrganPlan(
        name=row["name"],
        short=row["short"],
        level=row["level"],
        under=row.get("under"),
        staff=row["level"],
        mark=row.get("mark", ""),
        place=row["place"],
        head=row.get("head", ""),
        also=(*called, *row.get("also", [])),
        small=row.get("small", False),
    )


def _sections(row: dict[str, Any]) -> Iterator[OrganPlan]:
    for name, staff in row.get("sections", []):
        bare = row.get("plain_sections", False) and name != "办公室"
        county = staff == "county-office"
        yield OrganPlan(
            name=row["name"] + name,
            short=name if bare else row.get("call", row["short"]) + name,
            level="office" if county else "section",
            under=row["short"],
            staff=staff,
            mark=f"{row['mark']}办" if county else "",
            place=row["place"],
            small=row.get("small", False),
        )
