"""What effects of matters do to cards: take them in hand, change them, give them free. One place writes a card from a move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from chancery.kernel.audit.trail import plain, record
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.projection import drop_sight, viewers_of, write_due, write_sight
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.search.services import index, reindex_viewers
from chancery.modules.assets.models import Asset
from chancery.modules.assets.selectors import MOST_CARDS, cards_of, deciders, in_matter

NOUN = "assets.asset"


def take_in_hand(moving: Moving, **columns: Any) -> list[Asset]:
    """Take the cards of a matter in hand; a card is in one matter's hand at a time (一张卡片同时只在一张单据上)."""
    return change_cards(moving, locked_cards(moving), matter_id=moving.row.pk, **columns)


def locked_cards(moving: Moving) -> list[Asset]:
    """The cards of a matter, locked.

    Raises Refused with the card and the matter that has it: nobody disposes twice, and no transfer runs in a circle.
    """
    cards = cards_of(moving.row, lock=True)
    if len(cards) > MOST_CARDS:
        raise Refused(say("A matter holds at most {most} cards; split it.", most=MOST_CARDS))
    for card in cards:
        if card.matter_id not in (None, moving.row.pk):
            raise Refused(_taken(card))
    return cards


def send_for_decision(moving: Moving) -> None:
    """Name who decides beyond the organ; whoever sends it keeps it in sight, and may recall it."""
    moving.seats = deciders(moving.row.organ_id)
    moving.grant([moving.actor.post] if moving.actor.post else [], "assigned")


def give_free(moving: Moving, **columns: Any) -> list[Asset]:
    """Give the cards free that the matter has in hand, changed as its end wants them."""
    return change_cards(moving, in_matter(moving.row.pk), matter_id=None, **columns)


def change_cards(moving: Moving, cards: Sequence[Asset], **columns: Any) -> list[Asset]:
    """Change columns of cards in the name of a move: version, one line in each card's trail, list, sight and search follow."""
    changed = {name: value for name, value in columns.items() if any(getattr(card, name) != value for card in cards)}
    if not changed or not cards:
        return list(cards)
    Asset.unscoped.filter(pk__in=[card.pk for card in cards]).update(**changed, version=F("version") + 1)
    sentence = _told(moving)
    for card in cards:
        before = {name: plain(getattr(card, name)) for name in changed}
        for name, value in changed.items():
            setattr(card, name, value)
        card.version += 1
        after = {name: plain(value) for name, value in changed.items()}
        record(f"{NOUN}.{moving.move.name}", entry=card.pk, sentence=sentence, before=before, after=after)
        _follow(card, set(changed), moving)
    return list(cards)


def _follow(card: Asset, changed: set[str], moving: Moving) -> None:
    """What lists, sight and search must learn of a changed card."""
    kept = shelf.of(card)
    if "organ_id" in changed:
        _rehome(card)
    if card.disposed_on and card.entry.closed_at is None:
        card.entry.closed_at = moving.at
        card.entry.save(update_fields=["closed_at"])
        write_due(card.entry, viewers_of(card.entry, kept.reach), was=card.entry.due_at)
    if changed & set(kept.search):
        words = " ".join(str(getattr(card, name) or "") for name in kept.search)
        index(
            card.pk,
            noun=card.entry.noun_id,
            title=card.entry.title,
            number=card.entry.number,
            body=words,
            viewers=viewers_of(card.entry, kept.reach),
        )


def _rehome(card: Asset) -> None:
    """The card belongs to another organ now: who sees it is projected anew."""
    entry, reach = card.entry, shelf.of(card).reach
    before = set(viewers_of(entry, reach))
    entry.organ_id = card.organ_id
    entry.save(update_fields=["organ"])
    after = set(viewers_of(entry, reach))
    drop_sight(entry, sorted(before - after))
    write_sight(entry, sorted(after - before))
    write_due(entry, sorted(after - before), was=None)
    reindex_viewers(card.pk, sorted(after))


def _told(moving: Moving) -> Sentence:
    row = moving.row
    return say("{step}: {matter}", step=say(moving.move.done or moving.move.title), matter=row.entry.title)


def _taken(card: Asset) -> Sentence:
    matter = card.matter
    return say(
        "“{name}” ({code}) is in hand elsewhere: {matter}. End that first.",
        name=card.name,
        code=card.label,
        matter=matter.title if matter else "",
    )
