"""Recognising a petitioner and an alike text (R-XF5): what was said before, by the same person or by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from chancery.kernel.rules.registry import rule_value
from chancery.modules.petitions.models import Mark, Petition, Petitioner, Reexamination
from chancery.modules.petitions.reading.similar import likeness
from chancery.modules.petitions.terms import ANSWERED_LEVEL, OPEN, PetitionState

MOST_LOOKED_AT = 60
SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """A petition that is like another one: by how much, whether of the same person, and where its chain stands."""

    petition: Petition
    share: int
    same_person: bool
    finished: bool

    @property
    def pending(self) -> bool:
        return self.petition.state in (*OPEN, PetitionState.DECIDING, PetitionState.DECIDED)


def least() -> int:
    """From which likeness on two texts count as alike, in percent; the office's own value."""
    return int(str(rule_value("petitions.likeness").value))


def alike_to(row: Petition) -> list[Alike]:
    """Petitions like this one, the same person's first, then the most alike: three queries over narrow indexes."""
    mine = _of_the_same_person(row)
    keys = [*mine, *(key for key in _sharing_marks(row) if key not in mine)][:MOST_LOOKED_AT]
    rows = Petition.unscoped.filter(pk__in=keys, entry__voided_at=None).exclude(pk=row.pk).select_related("entry")
    bound = least()
    shares = [(one, likeness(row.text, one.text)) for one in rows]
    kept = [(one, share) for one, share in shares if share >= bound]
    done = _finished(one.pk for one, _ in kept)
    found = [Alike(one, share, one.pk in mine, one.pk in done) for one, share in kept]
    return sorted(found, key=lambda one: (not one.same_person, -one.share, -one.petition.pk))[:SHOWN]


def finished_before(row: Petition) -> Alike | None:
    """The same person's alike petition that went through re-examination, if there is one (art. 36)."""
    return next((one for one in alike_to(row) if one.same_person and one.finished), None)


def pending_elsewhere(row: Petition) -> Alike | None:
    """The same person's alike petition that is still being handled, if there is one (art. 19)."""
    return next((one for one in alike_to(row) if one.same_person and one.pending), None)


def _of_the_same_person(row: Petition) -> list[int]:
    person = Petitioner.objects.filter(petition=row.pk).first()
    if person is None:
        return []
    known = {name: getattr(person, name) for name in ("phone_key", "identity_key", "name_key") if getattr(person, name)}
    if not known:
        return []
    same = Q()
    for name, key in known.items():
        same |= Q(**{name: key})
    keys = Petitioner.objects.filter(same).exclude(petition=row.pk).order_by("-petition")
    return list(keys.values_list("petition", flat=True)[:MOST_LOOKED_AT])


def _sharing_marks(row: Petition) -> list[int]:
    bands = list(Mark.objects.filter(petition=row.pk).values_list("band", flat=True))
    if not bands:
        return []
    rows = Mark.objects.filter(band__in=bands).exclude(petition=row.pk).order_by("-petition")
    return list(dict.fromkeys(rows.values_list("petition", flat=True)[: MOST_LOOKED_AT * 2]))


def _finished(petitions: Iterable[int]) -> set[int]:
    rows = Reexamination.unscoped.filter(review__petition__in=list(petitions), state__in=ANSWERED_LEVEL).exclude(
        conclusion=""
    )
    return set(rows.values_list("review__petition", flat=True))
