"""What an odometer may say (logistics R-CA-12)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chancery.kernel.base.refusals import OK, Answer, Refused
from chancery.kernel.base.sentences import say
from chancery.modules.vehicles.models import Trip

from .asking import answer, value

MOST_KM = 2_000_000


def kilometres(told: Decimal | None) -> int | None:
    """A reading of an odometer. Raises Refused for one that cannot be."""
    if told is None:
        return None
    if not told.is_finite() or not 0 <= told <= MOST_KM:
        raise Refused(say("{told} km is no reading of an odometer.", told=str(told)))
    return int(told)


def odometer_continues(row: Trip, asked: Mapping[str, Any]) -> Answer:
    """A trip begins where the last one ended (里程衔接; R-CA-12)."""
    told = kilometres(asked.get("odometer_out"))
    if row.vehicle is None or told is None:
        return OK
    stood = row.vehicle.odometer
    gap = int(value("odometer_gap").value)  # type: ignore[arg-type]
    sentence = say("{plate} stood at {stood} km after its last trip; {told} km does not continue that.", plate=row.vehicle.plate, stood=stood, told=told)  # fmt: skip
    return answer("odometer_gap", not stood or abs(told - stood) <= gap, sentence)


def odometer_grows(row: Trip, asked: Mapping[str, Any]) -> Answer:
    """No odometer goes back."""
    told, left = kilometres(asked.get("odometer_in")), row.odometer_out
    if told is None or left is None or told >= left:
        return OK
    return Answer(False, say("The odometer cannot go back: it stood at {left} km when leaving, and {told} km was entered.", left=left, told=told))  # fmt: skip
