"""The screen of the asset card, and its panels: what it is worth, its label, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.module.declare import Column, Expiry, Filter, Group, Panel, Screen, View
from chancery.kernel.module.registry import address
from chancery.kernel.transfer.columns import Heading
from chancery.modules.assets.models import Asset
from chancery.modules.assets.rules.value import account_due
from chancery.modules.assets.selectors import fen, keepers_of, stretches_of
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.depreciation import accumulated, month_of, net_value
from chancery.modules.assets.terms.words import ACQUIRED, BOOKED, MEANT, PROCURED, USED, VALUED, category_meant

READ, KEEP, ASK = "asset.read", "asset.keep", "asset.ask"
HUNDRED = Decimal(100)


def worth(row: Asset, actor: Actor) -> Mapping[str, Any]:
    """Original value, accumulated depreciation and net value today (原值、累计折旧、净值)."""
    stretches, day = stretches_of(row), today()
    last = stretches[-1]
    taken = accumulated(stretches, day)
    month = month_of(day)
    return {
        "taken": taken / HUNDRED,
        "net": net_value(stretches, day) / HUNDRED,
        "monthly": (last.accumulated(month) - last.accumulated(month - 1)) / HUNDRED,
        "left": max(0, last.since + last.months - 1 - month) if last.months and not row.disposed_on else 0,
        "spread": bool(last.months),
        "share": 100 * taken // fen(row.cost) if row.cost else 0,
        "earlier": stretches[:-1],
        "account_due": account_due(row),
        "today": day,
    }


def at_hand(row: Asset, actor: Actor) -> Mapping[str, Any]:
    """The label, the matter that has the card in hand, and what may be begun with it."""
    free = row.matter_id is None and row.status not in (Status.DISPOSED, Status.LOST) and not row.entry.voided_at
    steps = [("loan", _("Lend or issue"), ASK), ("repair", _("Report a repair"), ASK), ("handover", _("Hand this asset over"), ASK),
             ("disposal", _("Propose disposal"), KEEP), ("revaluation", _("Change of value"), KEEP), ("title", _("Register the title"), KEEP)]  # fmt: skip
    offered = [
        (address(f"assets.{noun}") + f"new/?asset={row.code}", title)
        for noun, title, who in steps
        if who in actor.actions
    ]
    matter = row.matter
    return {
        "matter": matter,
        "matter_href": address(matter.noun.key, matter.pk) if matter else "",
        "steps": offered if free else [],
        "may_run": "asset.finance" in actor.actions,
    }


def keeper_of(row: Asset) -> list[int]:
    """Who must see to a date of a card that runs out."""
    found = keepers_of(row.organ_id)
    return [found] if found else []


asset = Screen(
    Asset,
    key="asset",
    title=_("Asset card"),
    plural=_("Asset cards"),
    reach="subtree",
    read=READ,
    create=KEEP,
    edit=KEEP,
    create_title=_("Register an asset"),
    columns=(
        Column("number", _("Label code")),
        Column("title", _("Name of the asset"), under=("brand", "specification"), wide=True),
        Column("category", _("Asset category")),
        Column("cost", _("Original value"), numeric=True),
        Column("acquired_on", _("Acquired on")),
        Column("status", _("Status of use")),
        Column("user__name", _("User of the asset"), under=("building", "room")),
    ),
    filters=(
        Filter("status", _("Status of use")),
        Filter("family", _("Family of assets")),
        Filter("category", _("Asset category")),
        Filter("organ", _("Organ"), kind="organ"),
        Filter("shared", _("May be shared"), kind="flag"),
        Filter("acquired_on", _("Acquired on"), kind="date"),
    ),
    views=(
        View("all", _("All")),
        View("in_use", _("In use"), "status=in_use"),
        View("idle", _("Idle"), "status=idle"),
        View("pool", _("In the shared pool"), "status=pooled"),
        View("lent", _("Lent out (asset)"), "status=lent"),
        View("repair", _("Under repair"), "status=repair"),
        View("pending", _("Awaiting disposal"), "status=pending"),
    ),
    form=(
        Group(_("Which asset"), ("name", "category", "number", "brand", "specification", "serial", "unit", "quantity")),
        Group(
            _("How it was acquired"),
            ("acquisition", "acquired_on", "procurement", "supplier", "contract", "invoice", "budget_item", "warranty_until"),
        ),
        Group(_("What it is worth"), ("cost", "fiscal", "value_kind", "booking", "booked_on", "voucher", "months")),
        Group(
            _("Where it is and who answers for it"),
            ("section", "user", "managed_by", "keeper", "building", "room", "purpose", "secret", "shared"),
        ),
        Group(_("Houses, land and rights"), ("deed", "area", "address", "rights_until", "note")),
    ),
    facts=(
        Column("category"),
        Column("number", _("Asset number")),
        Column("status"),
        Column("brand", under=("specification",)),
        Column("serial"),
        Column("quantity", under=("unit",)),
        Column("acquisition", under=("supplier",)),
        Column("acquired_on"),
        Column("booking", under=("voucher",)),
        Column("section"),
        Column("user__name", _("User of the asset")),
        Column("keeper__name", _("Keeper of the asset")),
        Column("building", _("Place of the asset"), under=("room",)),
        Column("warranty_until"),
        Column("deed"),
        Column("note"),
    ),
    panels=(
        Panel("worth", _("Value of the asset"), "assets/worth.html", worth),
        Panel("at_hand", _("Label and matters"), "assets/at_hand.html", at_hand),
    ),
    line=("name",),
    search=("code", "number", "brand", "specification", "serial", "building", "room"),
    number="code",
    icon="box",
    transfer=(
        Heading("number", ("资产编码", "资产卡片编号", "卡片编号", "固定资产编号")),
        Heading("name", ("名称", "设备名称", "固定资产名称")),
        Heading("category", ("分类代码", "资产分类", "资产分类代码", "国标分类", "资产分类名称"), category_meant),
        Heading("brand", ("厂牌",)),
        Heading("specification", ("规格", "型号", "规格型号/品牌")),
        Heading("serial", ("出厂编号", "设备号", "机身号")),
        Heading("unit", ("单位",)),
        Heading("quantity", ("数量/面积",)),
        Heading("acquisition", ("取得方式（来源）", "资产来源"), ACQUIRED.get),
        Heading("acquired_on", ("购置日期", "取得时间", "入库日期", "启用日期")),
        Heading("booked_on", ("入账日期", "财务入账时间")),
        Heading("booking", ("是否入账",), BOOKED.get),
        Heading("voucher", ("凭证号", "记账凭证号")),
        Heading("value_kind", ("价值类别",), VALUED.get),
        Heading("cost", ("价值", "账面原值", "原值（元）", "金额")),
        Heading("fiscal", ("财政拨款", "其中：财政拨款")),
        Heading("procurement", ("采购方式",), PROCURED.get),
        Heading("budget_item", ("预算项目", "项目编号")),
        Heading("contract", ("合同编号",)),
        Heading("invoice", ("发票编号",)),
        Heading("supplier", ("供货商", "销售商")),
        Heading("warranty_until", ("保修截止", "保修期至")),
        Heading("months", ("使用年限（月）", "折旧年限（月）")),
        Heading("status", ("使用状态", "资产状态"), USED.get),
        Heading("purpose", ("用途",), MEANT.get),
        Heading("section", ("使用科室", "领用部门", "使用部门")),
        Heading("user", ("使用人姓名", "领用人")),
        Heading("managed_by", ("管理科室", "管理部门")),
        Heading("keeper", ("保管人", "责任人")),
        Heading("building", ("楼栋", "建筑物")),
        Heading("room", ("房间号", "存放地点")),
        Heading("secret", ("是否涉密",)),
        Heading("shared", ("是否共享",)),
        Heading("deed", ("权属证号", "产权证号")),
        Heading("area", ("面积", "建筑面积")),
        Heading("address", ("坐落", "坐落位置")),
        Heading("rights_until", ("权利有效期", "有效期至")),
        Heading("note", ("说明",)),
    ),
    match=("number",),
    expiries=(
        Expiry("warranty_until", _("Warranty runs out"), keeper_of),
        Expiry("rights_until", _("Rights run out"), keeper_of, notice=(90, 30, 7)),
    ),
)  # fmt: skip
