"""The names that neighbours of letters and visits may import."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.kernel.access.actors import program
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Entry

from .models.desks import desk_above, house_of
from .services.taking_in import Person, take_in
from .terms import REGISTRAR, Channel, Kind

__all__ = ["Person", "Taken", "take_over"]

KINDS = {"suggestion": Kind.SUGGESTION, "tip_off": Kind.ACCUSATION, "accusation": Kind.ACCUSATION}
"""What a hotline calls these; everything else is a claim."""


@dataclass(frozen=True)
class Taken:
    """What came of it: the petition's key, its number, and the house that has it now."""

    petition: int
    number: str
    organ: int


def take_over(
    order_entry: int,
    *,
    title: str,
    text: str,
    kind: str = "claim",
    petitioner: Person | None = None,
    confidential: bool = False,
    place: str = "",
    against: int | None = None,
    organ: int | None = None,
    actor: Actor | None = None,
) -> Taken:
    """Take a matter of a neighbour over as a petition (转信访): registered at once, linked to `order_entry`, its fifteen days begin.

    `text` may be the person's own words: what tells who wrote is masked here. `organ` is the house that takes it; left out,
    the nearest one that has a petition office. `actor` is kept as who passed it on. Raises Refused; then nothing is kept.
    """
    entry = Entry.objects.get(pk=order_entry)
    house = organ or house_of(desk_above(REGISTRAR, entry.organ_id)).pk
    values = {
        "title": title, "text": text, "kind": KINDS.get(kind, Kind.CLAIM), "channel": Channel.HOTLINE, "place": place, "confidential": confidential,
        "against_id": against,
    }  # fmt: skip
    keeper = program(actor.name if actor else "Chancery", channel=actor.channel if actor else "worker")
    row = take_in(petitioner or Person(), values, organ=house, actor=keeper, origin=order_entry)
    return Taken(row.pk, row.number or "", house)
