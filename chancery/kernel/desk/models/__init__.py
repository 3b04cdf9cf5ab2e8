"""Tables of the desk; one file a noun."""

from .affairs import Draft, Link, Remark, SavedView, Seen
from .entries import NEVER, Entry, Noun
from .projections import Due, Sight, Task

__all__ = ["NEVER", "Draft", "Due", "Entry", "Link", "Noun", "Remark", "SavedView", "Seen", "Sight", "Task"]
