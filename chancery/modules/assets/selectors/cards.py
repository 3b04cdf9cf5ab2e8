"""Reads of cards that need a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from chancery.kernel.flow.seats import holders_below, section_with_role
from chancery.kernel.org.tree import ancestors
from chancery.modules.assets.models import Asset, Item
from chancery.modules.assets.terms import COUNTED, HELD, Acquisition, Status, ValueKind, codes_of, is_code, read_code
from chancery.modules.assets.terms.depreciation import Stretch, month_of, net_value

KEEPER, POOL, FINANCE, PERSONNEL = "assets.keeper", "assets.pool", "assets.finance", "assets.personnel"
MOST_CARDS = 500
"""So many cards one matter may hold."""


def keepers_of(organ: int | None) -> int | None:
    """The section in which the assets of an organ are kept (资产管理员所在科室); the organ itself if nobody is named."""
    return (section_with_role(KEEPER, organ) or organ) if organ else None


def pool_section(organ: int) -> int:
    """Where the shared pool (公物仓) of an organ's government is kept: the nearest section above that holds it."""
    return _above(POOL, organ)


def finance_of(organ: int) -> int:
    """Where the income of an organ is paid in."""
    return section_with_role(FINANCE, organ) or _above(FINANCE, organ)


def personnel_of(organ: int) -> int:
    """Where it is noted that somebody leaves an organ."""
    return section_with_role(PERSONNEL, organ) or _above(PERSONNEL, organ)


def _above(role: str, organ: int) -> int:
    for above in ancestors(organ):
        if found := section_with_role(role, above):
            return found
    return organ


def deciders(organ: int) -> dict[str, list[int]]:
    """Who decides beyond the organ itself (审批权限): the administration of offices and the finance department, by seat name."""
    line = ancestors(organ)
    return {
        seat: next((found for above in line if (found := _posts(seat, above))), []) for seat in ("bureau", "treasury")
    }


def _posts(seat: str, organ: int) -> list[int]:
    return [post for post, _ in holders_below(f"assets.{seat}", organ)]


def cards_of(row: Any, *, lock: bool = False) -> list[Asset]:
    """All cards of a matter: the one it names and its further items. A row that was read asks once for them."""
    known: list[Asset] | None = None if lock else row.__dict__.get("_cards")
    if known is None:
        cards = Asset.unscoped.filter(Q(pk=row.asset_id) | Q(pk__in=Item.objects.filter(entry=row.pk).values("asset")))
        cards = cards.select_related("entry").order_by("pk")
        known = list((cards.select_for_update(of=("self",)) if lock else cards)[: MOST_CARDS + 1])
        row.__dict__["_cards"] = known
    return known


def in_matter(entry: int) -> list[Asset]:
    """The cards that a matter holds in its hand."""
    return list(Asset.unscoped.filter(matter=entry).select_related("entry").order_by("pk")[: MOST_CARDS + 1])


def by_label(text: str) -> QuerySet[Asset]:
    """The card of a scanned or typed label, among those in scope: one index look-up; nothing where the check character is wrong."""
    code = read_code(text)
    return Asset.objects.filter(code=code) if is_code(code) else Asset.objects.none()


def held_by(person: int) -> QuerySet[Asset]:
    """What a person uses or keeps and has not handed over (国令738 art. 15)."""
    held = Q(user=person) | Q(keeper=person)
    return Asset.unscoped.filter(held, entry__voided_at__isnull=True).exclude(status=Status.DISPOSED).order_by("pk")


def in_pool() -> QuerySet[Asset]:
    """What lies in the shared pool and nobody has reserved (公物仓可调剂资产)."""
    return Asset.unscoped.filter(status=Status.POOLED, matter__isnull=True, entry__voided_at__isnull=True)


def could_be_allocated(category: str, organ: int) -> int:
    """Pieces of a category that lie in the pool, or idle in the organ's own house (可调剂数量)."""
    house = RawSQL(HOUSE, [organ])  # noqa: S611  # our own statement, bound to one key
    own = Q(status=Status.IDLE, organ__in=house)
    found = Asset.unscoped.filter(Q(status=Status.POOLED) | own, category=category, matter__isnull=True)
    return int(found.aggregate(pieces=Sum("quantity"))["pieces"] or 0)


# Up through sections to the organ proper, then down through sections again: one statement on both databases.
HOUSE = """
with recursive up(id, parent_id, level, step) as (
    select id, parent_id, level, 0 from org_organ where id = %s
    union all select o.id, o.parent_id, o.level, up.step + 1 from org_organ o join up on o.id = up.parent_id
    where up.level = 'section' and up.step < 40
), proper(id) as (select id from up order by step desc limit 1), down(id, step) as (
    select id, 0 from proper
    union all select o.id, down.step + 1 from org_organ o join down on o.parent_id = down.id
    where o.level = 'section' and down.step < 40
) select id from down"""


def house_of(organ: int) -> list[int]:
    """The organ proper with all its sections: standards count for the house, not for one section of it."""
    with connection.cursor() as cursor:
        cursor.execute(HOUSE, [organ])
        return [int(row[0]) for row in cursor.fetchall()]


def existing_pieces(item: str, organ: int) -> int:
    """Pieces of an item of the standard that the organ has in use (现有数量, 不含待处置)."""
    house = RawSQL(HOUSE, [organ])  # noqa: S611  # our own statement, bound to one key
    held = Asset.unscoped.filter(organ__in=house, category__in=codes_of(item), status__in=COUNTED)
    return int(held.filter(entry__voided_at__isnull=True).aggregate(pieces=Sum("quantity"))["pieces"] or 0)


def without_account(before: date, organs: Sequence[int] | None) -> QuerySet[Asset]:
    """What was built, was delivered before a day, and still stands at an estimate (未办竣工财务决算)."""
    built = Q(acquisition=Acquisition.CONSTRUCTION, value_kind=ValueKind.ESTIMATE, acquired_on__lt=before)
    found = Asset.unscoped.filter(built, status__in=HELD, entry__voided_at__isnull=True)
    return found if organs is None else found.filter(organ__in=organs)


def stretches_of(card: Asset) -> list[Stretch]:
    """Value and life of a card through time, in fen and months, in order of time."""
    return with_history(card, card.valuations.all())


def with_history(card: Asset, valuations: Iterable[Any]) -> list[Stretch]:
    """The stretches of a card whose earlier ones were fetched already."""
    found = [
        Stretch(fen(old.cost), month_of(old.since), old.months, fen(old.accrued), month_of(old.until))
        for old in valuations
    ]
    since = month_of(card.depreciates_from or card.acquired_on)
    last = Stretch(fen(card.cost), since, card.months or 0, fen(card.accrued))
    return [*found, last.ended(month_of(card.disposed_on)) if card.disposed_on else last]


def fen(yuan: Any) -> int:
    """An amount of money in whole fen."""
    return int(yuan * 100)


def net_of(card: Asset, on: date) -> int:
    """The net value of a card on a day, in fen; 0 before it was acquired."""
    return net_value(stretches_of(card), on) if on >= card.acquired_on else 0
