"""Cells as the database keeps them, and back: a staged table must read like its file."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from typing import Any

from .merging import Merged
from .writing import clean


def kept(cell: Any) -> Any:
    """A cell as JSON: texts, figures and truths as they are, dates and merged cells under a mark."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return {"moment": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, Merged):
        return {"merged": clean(cell.text)}
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return clean(cell) if isinstance(cell, str) else cell


def taken(stored: Any) -> Any:
    """The cell of a kept value."""
    if not isinstance(stored, dict):
        return stored
    mark, text = next(iter(stored.items()))
    if mark == "moment":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if mark == "date" else Merged(text)
