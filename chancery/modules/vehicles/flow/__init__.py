"""The journeys of vehicles: trips and their series, exceptions from sealing, changes of the fleet, findings."""

from .alerts import alert_flow
from .changes import CHANGE, change_flow
from .lockups import LOCKUP, lockup_flow
from .series import SERIES, series_flow
from .trips import TRIP, trip_flow

__all__ = [
    "CHANGE",
    "LOCKUP",
    "SERIES",
    "TRIP",
    "alert_flow",
    "change_flow",
    "lockup_flow",
    "series_flow",
    "trip_flow",
]
