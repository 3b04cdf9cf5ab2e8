"""The tables of vehicles: what is held, what is handled, what is measured."""

from .alerts import Alert
from .changes import Change
from .drivers import Attendance, Driver, Training
from .expenses import Expense
from .lockups import Lockup
from .tracks import Track
from .trips import Series, Trip
from .vehicles import Quota, Vehicle

__all__ = [
    "Alert",
    "Attendance",
    "Change",
    "Driver",
    "Expense",
    "Lockup",
    "Quota",
    "Series",
    "Track",
    "Training",
    "Trip",
    "Vehicle",
]
