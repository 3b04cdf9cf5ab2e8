"""The names that neighbours of the hotline may import: the public site, letters and visits, Open311."""

from .services.alike import Lookalike, lookalikes
from .services.callers import earlier, reveal
from .services.following import Followed, follow, rate, reopen, withdraw
from .services.intake import Receipt, Statement, take_in
from .services.proposing import Suggestion, suggest
from .services.publishing import (
    Branch,
    Figures,
    Known,
    Published,
    figures,
    guides,
    published,
    published_one,
    subjects,
)

__all__ = [
    "Branch",
    "Figures",
    "Followed",
    "Known",
    "Lookalike",
    "Published",
    "Receipt",
    "Statement",
    "Suggestion",
    "earlier",
    "figures",
    "follow",
    "guides",
    "lookalikes",
    "published",
    "published_one",
    "rate",
    "reopen",
    "reveal",
    "subjects",
    "suggest",
    "take_in",
    "withdraw",
]
