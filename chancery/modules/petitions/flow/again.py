"""What a review set aside is handled again: a new petition of the same words and person, linked to the review."""

from __future__ import annotations

from chancery.kernel.access.actors import program
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.petitions.models import Petition, Petitioner

SAME = (
    "title",
    "text",
    "kind",
    "channel",
    "field",
    "petitioner",
    "people",
    "representatives",
    "confidential",
    "place",
    "against_id",
)


def handle_again(moving: Moving) -> None:
    """Register it anew and forward it to the organ that handled it, with a term of its own (重新办理)."""
    row, keeper = moving.row, program("Chancery")
    root: Petition = row.root
    values = {name: getattr(root, name) for name in SAME} | {"origin": row.entry, "received_at": moving.at}
    fresh = open_row(Petition, organ=root.organ_id, values=values, actor=keeper)
    person = Petitioner.objects.filter(petition=root.pk).first()
    if person:
        person.pk, person.petition = fresh.pk, fresh
        person.save(force_insert=True)
    Link.objects.create(source=row.entry, target=fresh.entry, kind=Link.Kind.LED_TO, at=moving.at, by=moving.actor.post)
    why = str(say("Set aside, to be handled again"))
    fresh = press(fresh, "register", actor=keeper, asked={"reason": why}).row
    if root.handled_by_id:
        press(fresh, "forward", actor=keeper, asked={"to": root.handled_by_id, "words": why, "reason": why})
