"""Whose desk it is: who dispatches for an organ, who drives, who asked."""

from __future__ import annotations

from typing import Any

from chancery.kernel.flow.seats import section_with_role, with_role
from chancery.kernel.org.tree import ancestors
from chancery.modules.vehicles.terms import DISPATCHER, HEAD, KEEPER


def _nearest(role: str, organ: int) -> int:
    """The section with a role that serves an organ: below it, else below the nearest organ above; else the organ."""
    found = (section_with_role(role, above) for above in ancestors(organ))
    return next((section for section in found if section), organ)


def dispatch_desk(organ: int) -> int:
    """The section that dispatches vehicles for an organ (车辆调度)."""
    return _nearest(DISPATCHER, organ)


def keeping_desk(organ: int) -> int:
    """The section that keeps the register of vehicles for an organ (台账管理)."""
    return _nearest(KEEPER, organ)


def heads_of(organ: int) -> list[int]:
    """The posts that decide about the fleet that serves an organ (公务用车主管)."""
    return with_role(HEAD, dispatch_desk(organ))


def asker_of(row: Any) -> int:
    """The post that entered a matter, or the series it belongs to; else its organ."""
    series = getattr(row, "series", None)
    asker: int = (series.entry if series else row.entry).opened_by_id or row.organ_id
    return asker
