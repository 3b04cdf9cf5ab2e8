"""Writing a paper as it was on its day, and noting how it reached somebody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Moving
from chancery.modules.petitions.models import Paper
from chancery.modules.petitions.selectors.chain import unserved
from chancery.modules.petitions.terms import PaperKind, Served

SERVED_ON = Ask("served_on", _("Served on"), "date")
SERVED = Ask("served", _("How it was served"), "choice", choices=Served)
RECEIPT = Ask("receipt", _("Receipt or mail number"), required=False, max_length=80)


def write(moving: Moving, kind: PaperKind, *, organ: int, online: bool = False, **words: Any) -> Paper:
    """Write a paper (制作文书) in the name of an organ; what it says stays as it is now.

    One that goes to an organ on the platform (`online`) reaches it at once.
    """
    serial = Paper.objects.filter(entry=moving.row.pk, kind=kind).count() + 1
    told = {name: str(value) for name, value in words.items() if value not in (None, "")}
    paper = Paper(entry=moving.row.entry, kind=kind, serial=serial, words=told, organ_id=organ, at=moving.at)
    if online:
        paper.served_on, paper.served = moving.at.astimezone(HOUSE).date(), Served.ONLINE
    paper.save()
    return paper


def serve(moving: Moving, kind: str) -> None:
    """Note that a paper was served (送达): when, how, by whom."""
    paper = unserved(moving.row.pk, kind)
    if paper is None:
        raise Refused(say("No such paper of this matter waits to be served."))
    paper.served_on, paper.served = moving.asked["served_on"], moving.asked["served"]
    paper.receipt, paper.served_by_id = moving.asked.get("receipt") or "", moving.actor.post
    paper.save(update_fields=["served_on", "served", "receipt", "served_by"])


def serve_named(moving: Moving) -> None:
    """A paper other than the opinion reached somebody."""
    serve(moving, moving.asked["paper"])
