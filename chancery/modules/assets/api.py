"""What neighbours may ask of assets: the card behind a thing, what it is worth, and what a person still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row

from .models import Asset
from .selectors import by_label, held_by, net_of
from .services.leaving import open_leaving

__all__ = ["Card", "card_of", "find_card", "net_value_on", "open_leaving", "register_card", "still_held_by"]


@dataclass(frozen=True)
class Card:
    """What a neighbour may know of an asset card: its key, label, name, status, value and whether it is still in the books."""

    key: int
    code: str
    name: str
    category: str
    status: str
    organ: int
    cost: Decimal
    in_books: bool


def card_of(key: int) -> Card | None:
    """The card of this key, for a noun that refers to one, such as a vehicle (车辆也是一张资产卡片)."""
    return _brief(Asset.unscoped.filter(pk=key).select_related("entry").first())


def find_card(label: str) -> Card | None:
    """The card of a scanned or typed label, if it is in scope."""
    return _brief(by_label(label).select_related("entry").first())


def net_value_on(key: int, day: date | None = None) -> Decimal:
    """The net value (净值) of a card on a day, in yuan. Raises Asset.DoesNotExist."""
    return Decimal(net_of(Asset.unscoped.get(pk=key), day or today())) / 100


def register_card(*, organ: int, values: Mapping[str, Any], actor: Actor) -> Card:
    """Register a card in the name of whoever enters the thing it belongs to. Raises NotAllowed, Refused."""
    made = _brief(open_row(Asset, organ=organ, values=values, actor=actor))
    assert made is not None
    return made


def still_held_by(person: int) -> int:
    """How many assets a person uses or keeps and has not handed over (R-AS-09): whoever lets the person leave asks this."""
    return held_by(person).count()


def _brief(row: Asset | None) -> Card | None:
    if row is None or row.entry.voided_at:
        return None
    return Card(row.pk, row.code, row.name, row.category, row.status, row.organ_id, row.cost, row.disposed_on is None)
