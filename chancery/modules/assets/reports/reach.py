"""Whose cards a report counts: one's own, and for the administration of offices and finance those of their whole government."""

from __future__ import annotations

from django.db.models import QuerySet

from chancery.kernel.access.rows import everywhere, visible
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.models import Organ
from chancery.kernel.org.tree import descendants
from chancery.modules.assets.models import Asset
from chancery.modules.assets.terms import HELD

OVERSEE = "asset.oversee"


def reach_of(actor: Actor) -> list[int] | None:
    """The organs whose figures an actor may see; None stands for all.

    Whoever oversees the assets of a government (国令621 art. 4; 国令738 art. 45) sees the figures of all organs below it.
    """
    if actor.everything:
        return None
    tops = [*actor.viewers, *([government_of(actor)] if OVERSEE in actor.actions else [])]
    return sorted({organ for top in tops for organ in descendants(top)})


def government_of(actor: Actor) -> int:
    """The organ above the actor's own house, else the house itself."""
    house = actor.house or actor.organ or 0
    return Organ.objects.filter(pk=house).values_list("parent", flat=True).first() or house


def held_cards(actor: Actor) -> QuerySet[Asset]:
    """The cards in the books that an actor's reports count; looking beyond the own house leaves a line in the trail."""
    if OVERSEE in actor.actions and not actor.everything:
        with everywhere(str(say("an inventory of the organs of the government")), actor=actor):
            found = Asset.objects.filter(organ__in=reach_of(actor) or [])
    else:
        found = visible(actor, Asset)
    return found.filter(entry__landed=True, entry__voided_at__isnull=True, status__in=HELD)


def source_of(actor: Actor) -> Sentence:
    """Whose figures these are: what one sees is what one counts."""
    if actor.everything or not actor.organ:
        return say("Assets of all organs, as of {day}", day=today().isoformat())
    top = government_of(actor) if OVERSEE in actor.actions else actor.house or actor.organ
    organ = Organ.objects.filter(pk=top).values_list("name", flat=True).first() or ""
    if OVERSEE in actor.actions:
        return say("Assets of {organ} and of all organs below it, as of {day}", organ=organ, day=today().isoformat())
    return say("Assets that {organ} may see, as of {day}", organ=organ, day=today().isoformat())
