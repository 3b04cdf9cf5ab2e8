"""The chain of a petition (办理、复查、复核), its papers and its running clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chancery.kernel.deadlines.models import Clock
from chancery.modules.petitions.models import Paper, Petition, Reexamination, Review
from chancery.modules.petitions.terms import ANSWERED_LEVEL


def running(entry: int, key: str) -> Clock | None:
    """The clock of a key that runs or is paused."""
    return Clock.objects.filter(entry=entry, key=key, state__in=("running", "paused")).first()


@dataclass(frozen=True)
class Chain:
    """The three levels of one petition, as far as they were asked for."""

    petition: Petition
    review: Review | None = None
    reexamination: Reexamination | None = None

    @property
    def entries(self) -> list[int]:
        return [row.pk for row in (self.petition, self.review, self.reexamination) if row is not None]

    @property
    def finished(self) -> bool:
        """Whether the last level was answered (art. 36: the same facts are not accepted again)."""
        return (
            self.reexamination is not None
            and self.reexamination.state in ANSWERED_LEVEL
            and bool(self.reexamination.conclusion)
        )


def chain_of(row: Any) -> Chain:
    """The whole chain, from any of its levels, in two queries."""
    petition: Petition = row.root if hasattr(row, "root") else row
    review = Review.unscoped.filter(petition=petition.pk).select_related("entry", "organ").first()
    again = Reexamination.unscoped.filter(review=review.pk).select_related("entry", "organ").first() if review else None
    return Chain(petition, review, again)


def papers_of(entries: list[int]) -> list[Paper]:
    """The papers of these matters, oldest first."""
    return list(Paper.objects.filter(entry__in=entries).select_related("organ"))


def unserved(entry: int, kind: str) -> Paper | None:
    """The newest paper of a kind that has not reached anybody yet."""
    return Paper.objects.filter(entry=entry, kind=kind, served_on=None).order_by("-pk").first()


def by_number(number: str) -> Petition | None:
    """The petition of a number, in whichever house it was registered."""
    return Petition.unscoped.filter(number=number.strip(), entry__voided_at=None).select_related("entry").first()
