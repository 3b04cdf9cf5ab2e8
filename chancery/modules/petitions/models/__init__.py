"""Tables of letters and visits, split by noun."""

from .advice import Advice
from .desks import desk_of, heads_of, house_of, superior_of
from .papers import Paper
from .people import Mark, Petitioner, keyed
from .petition import Petition
from .recourse import Reexamination, Review

__all__ = [
    "Advice",
    "Mark",
    "Paper",
    "Petition",
    "Petitioner",
    "Reexamination",
    "Review",
    "desk_of",
    "heads_of",
    "house_of",
    "keyed",
    "superior_of",
]
