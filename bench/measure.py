"""Timing: a page and its floor turn by turn, so that whatever else runs on the machine slows both alike."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from .cases import Case
from .plans import Statement, explained, recorded, scanned

WARM = 3
MOST = 60
SECONDS = 2.0


@dataclass(frozen=True)
class Figure:
    """One line of the table; times are the middle of all turns, in milliseconds."""

    name: str
    who: str
    p50: float
    floor: float
    cpu: float
    floor_cpu: float
    turns: int
    queries: int
    most: float
    plus: float
    scans: list[str] = field(default_factory=list)
    slowest: str = ""
    slowest_ms: float = 0.0
    plan: list[str] = field(default_factory=list)

    alone: bool = False

    @property
    def judged(self) -> tuple[float, float]:
        """Page and floor as they are compared: where this process does all the work, by its own time, else by the clock."""
        return (self.cpu, self.floor_cpu) if self.alone else (self.p50, self.floor)

    @property
    def ratio(self) -> float:
        page, floor = self.judged
        return page / floor if floor else 0.0

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        page, floor = self.judged
        return page <= (floor + self.plus if self.plus else floor * self.most)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 2), "kept": self.kept}


def measured(case: Case, *, seconds: float = SECONDS) -> Figure:
    """Time a case: a few turns to warm up, then page and floor by turns for some seconds."""
    for _ in range(WARM):
        case.run()
        case.floor()
    with recorded() as statements:
        case.run()
    pages: list[tuple[float, float]] = []
    floors: list[tuple[float, float]] = []
    gc.collect()
    end = perf_counter() + seconds
    while len(pages) < WARM or (len(pages) < MOST and perf_counter() < end):
        pages.append(_timed(case.run))
        floors.append(_timed(case.floor))
    asked = [statement for statement in statements if not statement.identity]
    slowest = max(asked, key=lambda statement: statement.ms)
    scans = [scan for statement in asked if statement.reads for scan in scanned(statement)]
    (page, page_cpu), (floor, floor_cpu) = _middle(pages), _middle(floors)
    return Figure(
        name=case.name, who=case.who, p50=page, floor=floor, cpu=page_cpu, floor_cpu=floor_cpu, turns=len(pages),
        queries=len(asked), most=case.most, plus=case.plus, scans=scans, slowest=_sent(slowest),
        slowest_ms=round(slowest.ms, 3), plan=explained(slowest) if slowest.reads else [],
        alone=connection.vendor == "sqlite",
    )  # fmt: skip


def _middle(turns: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of wall times and of this process's own times."""
    return round(median(wall for wall, _ in turns), 3), round(median(own for _, own in turns), 3)


def _sent(statement: Statement) -> str:
    return f"{statement.sql}  -- {list(statement.values)}"


def _timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock and of this process alone; the second is deaf to what else the machine does."""
    begun, own = perf_counter(), process_time()
    run()
    return (perf_counter() - begun) * 1000, (process_time() - own) * 1000
