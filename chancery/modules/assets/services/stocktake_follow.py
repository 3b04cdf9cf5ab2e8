"""What follows from a stocktake, in one press: a repair for what is broken, a disposal for what was not found."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.engine import open_row
from chancery.modules.assets.models import Asset, Disposal, Item, Repair
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine
from chancery.modules.assets.rules.cards import why_not
from chancery.modules.assets.selectors import MOST_CARDS
from chancery.modules.assets.selectors.stocktake import deficits
from chancery.modules.assets.terms.matters import DisposalKind, Ground
from chancery.modules.assets.terms.stocktake import Seen

FAULT = "盘点发现损坏"
TITLE = "盘亏资产核销"


@transaction.atomic
def report_repair(line: StocktakeLine, actor: Actor) -> Repair:
    """Report the repair of what was seen broken (报修); whoever presses again is led to the same one. Raises Refused."""
    card = Asset.unscoped.select_for_update(of=("self",)).select_related("entry").get(pk=line.asset_id)
    open_one: Repair | None = Repair.unscoped.filter(asset=card, entry__closed_at__isnull=True).first()
    if open_one:
        return open_one
    if line.result != Seen.BROKEN:
        raise Refused(say("Nobody has seen “{name}” broken.", name=line.name))
    if blocked := why_not(card):
        raise Refused(blocked)
    values = {"asset": card, "fault": line.words[:200] or FAULT}
    row: Repair = open_row(Repair, organ=card.organ_id, values=values, actor=actor)
    _linked(line.stocktake, row, actor)
    return row


@transaction.atomic
def propose_write_off(row: Stocktake, actor: Actor) -> Disposal:
    """Propose the writing off of what was not found and is booked as missing (盘亏核销; 国令738 art. 21(2)). Raises Refused.

    One matter holds so many cards as a matter may; what is left over is proposed by the next press.
    """
    Stocktake.unscoped.select_for_update(of=("self",)).get(pk=row.pk)
    cards = list(deficits(row)[:MOST_CARDS])
    if not cards:
        raise Refused(say("Nothing that this stocktake booked as missing still waits to be written off."))
    values = {
        "title": f"{TITLE}：{row.title}"[:120], "kind": DisposalKind.WRITE_OFF, "ground": Ground.LOSS, "asset": cards[0],
        "opinion": row.conclusion,
    }  # fmt: skip
    made: Disposal = open_row(Disposal, organ=row.organ_id, values=values, actor=actor)
    Item.objects.bulk_create([Item(entry_id=made.pk, asset=card) for card in cards[1:]])
    _linked(row, made, actor)
    return made


def _linked(row: Stocktake, made: Any, actor: Actor) -> None:
    Link.objects.create(source=row.entry, target=made.entry, kind=Link.Kind.LED_TO, at=now(), by=actor.post)
