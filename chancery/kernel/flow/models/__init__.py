"""Routes: templates that an office edits, and the runs they make."""

from .cursors import EventCursor
from .runs import Participant, RouteRun, StageRun
from .templates import RouteEdition, RouteSeat, RouteStage, RouteTemplate

__all__ = [
    "EventCursor",
    "Participant",
    "RouteEdition",
    "RouteRun",
    "RouteSeat",
    "RouteStage",
    "RouteTemplate",
    "StageRun",
]
