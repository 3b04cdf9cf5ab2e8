"""What somebody says about a matter outside a move: an opinion, a note, and taking it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Remark, Task
from chancery.kernel.notify.services import tell

from .seats import posts_to_tell

MOST = 2000
OWN_WORDS = {Remark.Kind.OPINION, Remark.Kind.NOTE}
"""What one may take back. An instruction, a proposal or an answer belongs to its move and goes back by a move."""


def remark(row: Any, words: str, actor: Actor) -> Remark:
    """Write an opinion (意见) on a matter that the actor sees; whoever holds it is told.

    Raises NotAllowed for actors without a post, Refused for words that are missing or too many, or a voided matter.
    """
    words = words.strip()
    if actor.post is None:
        raise NotAllowed(say("Opinions are written in a post."))
    if row.entry.voided_at:
        raise Refused(say("This matter is voided, so nothing is added to it."))
    if not words:
        raise Refused(say("Write your opinion first."), fields={"words": say("Please fill this in.")})
    if len(words) > MOST:
        raise Refused(say("At most {limit} characters; this has {length}.", limit=MOST, length=len(words)))
    with transaction.atomic():
        said = Remark.objects.create(
            entry=row.entry, kind=Remark.Kind.OPINION, text=words, at=now(),
            post_id=actor.post, person_id=actor.person, acting_for=actor.acting_for,
        )  # fmt: skip
        record("remark.write", entry=row.pk, sentence=say("An opinion was written"), after={"words": words})
        holders = set(Task.objects.filter(entry=row.pk).values_list("assignee", flat=True)) - {actor.post}
        tell(
            posts_to_tell(sorted(holders)),
            say("{who} wrote an opinion: {words}", who=actor.name, words=words[:60]),
            entry_id=row.pk,
        )
    return said


def withdraw(row: Any, key: int, why: str, actor: Actor) -> Remark:
    """Take back one's own opinion with a reason; it stays where it is, struck through.

    Raises NotFound for a remark that is not there, NotAllowed for somebody else's, Refused without a reason.
    """
    said = Remark.objects.filter(entry=row.pk, pk=key).first()
    if said is None:
        raise NotFound(say("There is no such opinion."))
    if said.person_id != actor.person or said.kind not in OWN_WORDS:
        raise NotAllowed(say("Only who wrote an opinion takes it back; what belongs to a step goes back by a step."))
    if said.withdrawn_at:
        return said
    why = why.strip()[:300]
    if not why:
        raise Refused(say("Say why."), fields={"why": say("Say why.")})
    with transaction.atomic():
        said.withdrawn_at, said.withdrawn_why = now(), why
        said.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record("remark.withdraw", entry=row.pk, sentence=say("An opinion was taken back: {why}", why=why))
    return said
