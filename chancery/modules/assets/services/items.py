"""Putting more cards into a matter that is being drafted, by their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from chancery.kernel.access.rows import acting, load, may
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.assets.models import Asset, Item
from chancery.modules.assets.rules.cards import why_not
from chancery.modules.assets.selectors import MOST_CARDS
from chancery.modules.assets.terms import is_code, read_code

MOST_LINES = 1000


@dataclass
class Scanned:
    """What became of the labels: how many were put in or taken out, and why the others were not."""

    added: int = 0
    removed: int = 0
    refused: list[tuple[str, Sentence]] = field(default_factory=list)


def put_items(model: type[Any], pk: int, text: str, *, actor: Actor) -> Scanned:
    """Put the cards of these labels into a drafted matter, one label a line; a minus before a label takes it out.

    Each label stands for itself: one that does not fit spoils no other. Raises Refused for a matter that is drafted no more.
    """
    with transaction.atomic(), acting(actor):
        row = load(model, pk, actor=actor)
        locked = model.unscoped.select_for_update(of=("self",)).get(pk=row.pk)
        if not may(actor, "asset.ask"):
            raise NotAllowed(say("This step belongs to another post."))
        if locked.state != "drafted":
            raise Refused(say("This matter is no longer being drafted; its assets are fixed."))
        scanned = Scanned()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise Refused(say("At most {most} labels at a time.", most=MOST_LINES))
        _read(locked, lines, scanned)
        if scanned.added or scanned.removed:
            sentence = say(
                "{added} assets were put in, {removed} taken out", added=scanned.added, removed=scanned.removed
            )
            record(
                "assets.items.put",
                entry=pk,
                sentence=sentence,
                after={"added": scanned.added, "removed": scanned.removed},
            )
        return scanned


def _read(row: Any, lines: list[str], scanned: Scanned) -> None:
    codes = {line: read_code(line.lstrip("-")) for line in lines}
    known = {
        card.code: card for card in Asset.objects.filter(code__in=set(codes.values())).select_related("entry", "matter")
    }
    there = set(Item.objects.filter(entry=row.pk).values_list("asset", flat=True)) | {row.asset_id}
    for line, code in codes.items():
        card = known.get(code)
        if line.startswith("-"):
            scanned.removed += Item.objects.filter(entry=row.pk, asset__code=code).delete()[0]
        elif why := _why_not(row, card, code, there):
            scanned.refused.append((line[:40], why))
        elif card is not None:
            Item.objects.create(entry_id=row.pk, asset=card)
            there.add(card.pk)
            scanned.added += 1


def _why_not(row: Any, card: Asset | None, code: str, there: set[int]) -> Sentence | None:
    if not is_code(code):
        return say("“{code}” is not a label code: its check character does not fit.", code=code[:40])
    if card is None:
        return say(
            "No card with the label {code} can be seen from your post; it may belong to another organ.", code=code
        )
    if card.pk in there:
        return say("“{name}” is in this matter already.", name=card.name)
    if len(there) >= MOST_CARDS:
        return say("A matter holds at most {most} cards; split it.", most=MOST_CARDS)
    return why_not(card, row.pk)
