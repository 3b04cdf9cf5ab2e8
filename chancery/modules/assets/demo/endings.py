"""What ends cards or changes their value in the last weeks: disposals with their income, betterments, titles, people who leave."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from chancery.kernel.base.clock import today
from chancery.modules.assets.models import Asset, Disposal, Income, Item, Leaving, Revaluation, Title
from chancery.modules.assets.selectors import house_of

from .teller import Teller, days_ago, new_row


def tell_disposals(teller: Teller) -> None:
    """Old computers: being drafted, with the approvers, to be carried out, struck off with proceeds."""
    old = sorted(
        (card for card in teller.cards if card.category in ("A02010105", "A02021003", "A05010301")),
        key=lambda card: card.acquired_on,
    )
    by_house: dict[int, list[Asset]] = {}
    for card in old:
        if card.age_in_years(today()) >= 6:
            by_house.setdefault(card.organ_id, []).append(card)
    for number, (organ, cards) in enumerate(list(by_house.items())[:8]):
        with days_ago(teller, 22 - 2 * number):
            _dispose(teller, number, organ, cards[: 2 + number % 4])


def _dispose(teller: Teller, number: int, organ: int, cards: list[Asset]) -> None:
    scrapped = number % 3 != 2
    values = {
        "title": f"报废超期办公设备{len(cards)}项" if scrapped else f"公开拍卖闲置设备{len(cards)}项", "kind": "scrap" if scrapped else "sale", "ground": "worn" if scrapped else "",
        "asset": cards[0], "opinion": "经信息技术人员鉴定，设备老化，不能满足现有工作需要。", "collective": "局长办公会议纪要〔2026〕11号",
        "appraisal": None if scrapped else Decimal("2600.00"), "recipient": "" if scrapped else "云城市公共资源交易中心竞得人",
    }  # fmt: skip
    row = new_row(teller, Disposal, organ, "keeper", **values)
    Item.objects.bulk_create([Item(entry_id=row.pk, asset=card) for card in cards[1:]])
    if number == 0:
        return
    row = teller.do(row, "submit", reason="按批次集中处置。")
    row = teller.agree(row) if number not in (1, 4) else row
    if number in (2, 3, 5) and row.state == "approved":
        row = teller.do(
            row,
            "carry_out",
            done_on=today(),
            proceeds=Decimal("2350.00") if not scrapped else None,
            basis="云机管资〔2026〕36号",
        )
    income = Income.unscoped.filter(disposal=row.pk).first()
    if income is not None and number == 2:
        teller.do(income, "remit", payment="9001-2026-004417", paid_on=today())


def tell_values(teller: Teller) -> None:
    """A betterment that was booked, one that waits, rents, and titles."""
    house = teller.take(1, name="市行政中心2号楼")
    bureau = teller.city.organ("市机关事务管理局").pk
    with days_ago(teller, 12):
        for card in house:
            row = new_row(
                teller, Revaluation, bureau, "pool", asset=card, kind="betterment", cause="屋面防水及外立面改造竣工结转", cost=card.cost + Decimal("3860000"), months=420,
                from_month=date(today().year, today().month, 1),
            )  # fmt: skip
            teller.do(row, "book", voucher="记-88")
        for card in teller.take(1, name="中央空调主机"):
            new_row(
                teller,
                Revaluation,
                bureau,
                "pool",
                asset=card,
                kind="betterment",
                cause="节能改造",
                cost=card.cost + Decimal("420000"),
                months=84,
                from_month=date(today().year, today().month, 1),
            )
        for card in teller.take(1, name="市行政中心1号楼"):
            row = new_row(
                teller,
                Title,
                bureau,
                "pool",
                asset=card,
                kind="house",
                authority="云城市不动产登记中心",
                basis="竣工验收备案、规划许可",
                complete=True,
            )
            teller.do(row, "apply")
        for card in teller.take(1, name="行政中心建设用地使用权"):
            new_row(
                teller,
                Title,
                bureau,
                "pool",
                asset=card,
                kind="land",
                authority="云城市不动产登记中心",
                basis="划拨决定书",
                complete=False,
            )
        new_row(
            teller,
            Income,
            bureau,
            "finance",
            title="服务用房出租收入（第三季度）",
            kind="rent",
            amount=Decimal("36000.00"),
            payer="云城市邮政分公司",
            due_on=today() + timedelta(days=20),
        )


def tell_leavings(teller: Teller) -> None:
    """One who retires with a laptop in the name, and one who holds nothing any more."""
    held = next((card for card in teller.cards if card.user_id and card.category == "A02010108"), None)
    with days_ago(teller, 5):
        if held is not None:
            organ = next((house for house in teller.people if held.organ_id in house_of(house)), held.organ_id)
            new_row(
                teller,
                Leaving,
                organ,
                "personnel",
                person_id=held.user_id,
                cause="retirement",
                leaves_on=today() + timedelta(days=25),
            )
