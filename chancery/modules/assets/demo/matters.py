"""The matters of the last weeks, told by the moves that people press: some are over, some wait on somebody's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.modules.assets.models import (
    Handover,
    Loan,
    Repair,
    Request,
)

from .endings import tell_disposals, tell_leavings, tell_values
from .teller import Teller, days_ago, new_row, try_step


def tell_matters(teller: Teller) -> None:
    """Each kind of matter in several states."""
    for tell in (_pool, _requests, _loans, _repairs, _handovers, tell_disposals, tell_values, tell_leavings):
        tell(teller)


def _pool(teller: Teller) -> None:
    """What the departments gave into the shared pool."""
    for number, category in enumerate(
        ("A02010105", "A02010105", "A05010201", "A02020100", "A05010502", "A02010108", "A02061804", "A05010301")
    ):
        for card in teller.take(1, category=category):
            with days_ago(teller, 40 - 2 * number):
                row = new_row(
                    teller,
                    Handover,
                    card.organ_id,
                    "keeper",
                    title="机构调整后闲置，移交市级公物仓",
                    kind="pool_in",
                    asset=card,
                    building="市级公物仓",
                    room="A区",
                )
                row = teller.agree(teller.do(row, "submit"))
                teller.do(row, "accept")


WANTED = (
    ("新录用人员办公电脑", "A02010105", 2, 4800, 26, "新录用公务员2名，现有设备已全部在用。"),
    ("值班室打印机更新", "A02021003", 1, 1150, 30, "原打印机已达使用年限且无法修复。"),
    ("会商室投影设备", "A02020200", 1, 9600, 40, "会商室改造后缺少投影。"),
    ("基层站所便携式计算机", "A02010108", 3, 6800, 32, "外勤执法需要。"),
    ("办公桌补充", "A05010201", 4, 2600, 28, "新增岗位4个。"),
    ("档案室文件柜", "A05010502", 6, 900, 36, "档案集中管理。"),
    ("服务大厅一体机", "A02020400", 2, 2900, 45, "窗口复印扫描需要。"),
    ("信访接待室空调", "A02061804", 1, 4200, 22, "原空调制冷失效。"),
)


def _requests(teller: Teller) -> None:
    """Requests in every state: waiting for the pool, under approval, bought and registered, refused, turned down by the standard."""
    houses = [
        organ
        for organ in teller.people
        if teller.roles.get((organ, "assets.user")) and teller.roles.get((organ, "assets.keeper"))
    ]
    ends: tuple[Callable[[Teller, Any], Any] | None, ...] = (
        None,
        _to_pool,
        _approved,
        _registered,
        _refused,
        _approving,
        _registered,
        _to_pool,
    )
    for number, (told, end) in enumerate(zip(WANTED * 2, ends * 2, strict=True)):
        title, category, quantity, price, staff, grounds = told
        with days_ago(teller, 30 - 1.7 * number):
            organ = houses[(number * 7) % len(houses)]
            row = new_row(
                teller, Request, organ, "user", title=title, category=category, quantity=quantity, price=Decimal(price), staff=staff * 6, grounds=grounds,
                wanted_by=today() + timedelta(days=30),
            )  # fmt: skip
            if end:
                try_step(end, teller, row)
    with days_ago(teller, 3):
        new_row(
            teller,
            Request,
            houses[3],
            "user",
            title="处室配备彩色打印机",
            category="A02021004",
            quantity=4,
            price=Decimal(2600),
            staff=30,
            grounds="宣传材料打印。",
        )


def _to_pool(teller: Teller, row: Any) -> Any:
    return teller.do(row, "submit")


def _approving(teller: Teller, row: Any) -> Any:
    return teller.do(
        _to_pool(teller, row),
        "not_in_pool",
        words="公物仓无同类可调剂资产。",
        reason="公物仓现有设备配置不能满足需要。",
    )


def _approved(teller: Teller, row: Any) -> Any:
    return teller.agree(_approving(teller, row))


def _registered(teller: Teller, row: Any) -> Any:
    row = _approved(teller, row)
    asked = {
        "acquired_on": today(),
        "price": row.price - 120,
        "name": "",
        "supplier": "云东省政府采购网上超市",
        "contract": "",
        "apart": row.quantity < 4,
    }
    return teller.do(row, "register", **asked)


def _refused(teller: Teller, row: Any) -> Any:
    return teller.do(_to_pool(teller, row), "refuse", reason="同类设备可由本单位内部调剂解决，暂不新增。")


def _loans(teller: Teller) -> None:
    """Laptops that are out, two of them too long; one that did not come back; issues to new people."""
    for number, card in enumerate(teller.take(9, category="A02010108")):
        someone = teller.chance.choice(teller.people[card.organ_id])
        with days_ago(teller, 26 - 2.5 * number):
            kind = "issue" if number % 4 == 3 else "borrow"
            back = None if kind == "issue" else today() + timedelta(days=8 + 3 * number)
            row = new_row(
                teller,
                Loan,
                card.organ_id,
                "user" if number % 2 else "keeper",
                kind=kind,
                asset=card,
                purpose="外出调研使用",
                borrower=someone.person,
                back_by=back,
            )
            if kind == "issue":
                teller.do(row, "issue")
            elif number < 7:
                row = teller.do(row, "hand_out")
        if kind == "borrow" and number in (1, 5):
            with days_ago(teller, 2):
                step = (
                    {"condition": "good", "words": "设备完好。"}
                    if number == 1
                    else {"reason": "出差途中遗失，已报案。"}
                )
                teller.do(row, "take_back" if number == 1 else "report_lost", **step)


def _repairs(teller: Teller) -> None:
    faults = ("卡纸，进纸轮磨损", "不能开机", "制冷效果差", "屏幕闪烁", "硬盘异响")
    for number, card in enumerate(teller.take(5, category="A02021003") + teller.take(3, category="A02061804")):
        with days_ago(teller, 18 - 2 * number):
            row = new_row(teller, Repair, card.organ_id, "keeper", asset=card, fault=faults[number % 5])
            if number % 4 == 0:
                continue
            row = teller.do(row, "send", vendor="云城市信达办公设备有限公司")
        with days_ago(teller, max(0.5, 12 - 2 * number)):
            if number % 4 == 2:
                teller.do(row, "finish", cost=Decimal("180.00"), result="更换进纸轮并清洁")
            elif number % 4 == 3:
                teller.do(row, "give_up", reason="主板损坏，维修费用超过重置价的一半。")


def _handovers(teller: Teller) -> None:
    """Changes of user, transfers between organs, and things taken from the pool."""
    for number, card in enumerate(teller.take(6, category="A02010105")):
        someone = teller.chance.choice(teller.people[card.organ_id])
        with days_ago(teller, 15 - 2 * number):
            row = new_row(
                teller,
                Handover,
                card.organ_id,
                "keeper",
                title="岗位调整交接",
                kind="user",
                asset=card,
                user=someone.person,
            )
            row = teller.do(row, "hand_over") if number else row
            if number in (2, 3):
                teller.do(row, "accept")
    organs = [organ for organ in teller.people if teller.roles.get((organ, "assets.keeper"))]
    for number, card in enumerate(teller.take(3, category="A05010201")):
        to = next(organ for organ in organs[number * 3 :] if organ != card.organ_id)
        with days_ago(teller, 9 - 3 * number):
            row = new_row(
                teller,
                Handover,
                card.organ_id,
                "keeper",
                title="职能划转，随人员调拨",
                kind="organ",
                asset=card,
                receiver_id=to,
            )
            row = teller.do(row, "submit")
            row = teller.agree(row, stages=number)
            if number == 2:
                try_step(teller.do, row, "accept")
