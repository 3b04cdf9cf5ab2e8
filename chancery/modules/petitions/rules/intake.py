"""Registering, forwarding and not accepting: art. 19, 20, 22, 23, 30 and 36 of 信访工作条例."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.tree import ancestors
from chancery.modules.petitions.models import Petition, house_of
from chancery.modules.petitions.selectors.alike import finished_before, pending_elsewhere
from chancery.modules.petitions.selectors.chain import by_number, running
from chancery.modules.petitions.terms import OBJECTION, OPEN, Channel, Ground, Kind, PetitionState

from .answers import answer, days

LEVELS = (2, 4, 6, 9)
"""How long the place codes of province, city, county and township are."""


def few_represent_many(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """Many who come together choose five representatives at most (art. 20)."""
    most = days("representatives")
    if row.channel != Channel.VISIT or row.people <= most:
        return answer("representatives", row.representatives <= most, _too_many(row, most))
    if row.representatives == 0:
        return answer(
            "representatives", False, say("{n} people came: write who represents them, at most {most}.", n=row.people, most=most)
        )  # fmt: skip
    return answer("representatives", row.representatives <= most, _too_many(row, most))


def _too_many(row: Petition, most: int) -> Any:
    return say("{n} representatives are too many: at most {most}.", n=row.representatives, most=most)


def not_to_the_accused(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """What was told against an organ is never passed to it, nor to anything below it (art. 30, 46 (5))."""
    named = [int(asked[name]) for name in ("to", "leader") if asked.get(name)]
    return answer(
        "accused", not reaches_the_accused(row, named), say("The tip-off is about this organ; it must not learn of it.")
    )


def reaches_the_accused(row: Petition, parties: Iterable[int]) -> bool:
    """Whether one of these organs or posts belongs to the organ complained of, in a tip-off or with a name kept secret."""
    if row.against_id is None or not (row.kind == Kind.ACCUSATION or row.confidential):
        return False
    posts = dict(Post.objects.filter(pk__in=list(parties)).values_list("pk", "organ"))
    return any(row.against_id in ancestors(posts.get(party, party)) for party in parties)


def visit_at_its_level(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """A visit belongs to the organ that is competent, or one level up; others are shown the way (art. 20, 47)."""
    if row.channel != Channel.VISIT or not asked.get("to"):
        return OK
    competent = house_of(int(asked["to"]))
    steps = _level(competent) - _level(house_of(row.organ_id))
    return answer(
        "level",
        steps <= 1,
        say("{organ} lies more than one level below: the visitor should be guided there. Say why it is taken in here.", organ=competent.short_name),
    )  # fmt: skip


def _level(organ: Organ) -> int:
    return next((step for step, length in enumerate(LEVELS) if len(organ.place) <= length), len(LEVELS))


def was_not_finished(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """The same facts and reasons after a re-examination are not taken in again, unless the clerk says why (art. 36; R-XF5)."""
    before = finished_before(row)
    if before is None:
        return OK
    return answer(
        "finished",
        False,
        say("The same person's {number} ended with a re-examination, and {share}% of the words are the same. Do not accept it, or say what is new.",
            number=before.petition.number, share=before.share),
    )  # fmt: skip


def ground_holds(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """A petition is not accepted only for a reason that is on record (art. 19, 23, 36)."""
    if asked.get("ground") == Ground.PENDING:
        found = pending_elsewhere(row)
        return answer("pending", found is not None, say("No alike petition of the same person is being handled."))
    if asked.get("ground") == Ground.FINISHED and finished_before(row) is None:
        return Answer(False, say("No alike petition of the same person went through re-examination."))
    return OK


def is_ours_to_join(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """A petition is joined to another open one of the same house."""
    if not asked.get("number"):
        return OK
    other = by_number(str(asked.get("number") or ""))
    ok = other is not None and other.pk != row.pk and other.organ_id == row.organ_id and other.state in OPEN
    ok = ok and other is not None and other.state != PetitionState.RECEIVED
    return OK if ok else Answer(False, say("There is no other open petition of this number in your house."))


def objects_in_time(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """“Not ours” is said within five working days, with the grounds (art. 23)."""
    clock = running(row.pk, OBJECTION)
    late = clock is None or now() > clock.due_at
    day = clock.due_at if clock else None
    return answer("objection", not late, say("The five working days for an objection ended at {day}.", day=day))
