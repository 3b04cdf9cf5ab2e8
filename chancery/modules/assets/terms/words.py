"""Other words that registers of assets write for a choice (取值的别名), each with the choice that is meant."""

import re

from chancery.kernel.transfer.columns import folded

from .cards import Acquisition, Booking, Procurement, Purpose, Status, ValueKind
from .categories import CATEGORIES, from_old

_CODE = re.compile(r"(a\d{8}|\d{7})\D*")
_BY_NAME = {folded(one.name): one.code for one in CATEGORIES.values()}


def category_meant(word: str) -> str:
    """The category by its name, its code with any name behind it, or its code of GB/T 14885-2010; "" for none."""
    found = _CODE.fullmatch(word)
    code = found[1].upper() if found else word
    if code.isdigit():
        return from_old(code)
    return code if code in CATEGORIES else _BY_NAME.get(word, "")


ACQUIRED = {
    **dict.fromkeys(("购入", "外购", "新购", "购买", "采购"), Acquisition.PURCHASE),
    **dict.fromkeys(("调入", "划拨", "调剂", "无偿调入", "无偿划转"), Acquisition.ALLOCATION),
    **dict.fromkeys(("捐赠", "受赠", "接受捐赠"), Acquisition.DONATION),
    **dict.fromkeys(("自建", "自制", "自行建造", "自行研制"), Acquisition.CONSTRUCTION),
    **dict.fromkeys(("置换", "换入", "置换取得"), Acquisition.EXCHANGE),
    **dict.fromkeys(("盘盈", "盘盈入账"), Acquisition.SURPLUS),
    **dict.fromkeys(("其他", "其它", "其他方式"), Acquisition.OTHER),
}
BOOKED = {
    **dict.fromkeys(("已入账", "已入", "是"), Booking.BOOKED),
    **dict.fromkeys(("未入账", "未入", "待入账", "否"), Booking.UNBOOKED),
    **dict.fromkeys(("名义金额", "名义价值"), Booking.NOMINAL),
}
VALUED = {
    **dict.fromkeys(("原值", "历史成本", "账面原值"), ValueKind.ORIGINAL),
    **dict.fromkeys(("暂估", "暂估值", "暂估价值"), ValueKind.ESTIMATE),
    **dict.fromkeys(("名义金额", "名义价值"), ValueKind.NOMINAL),
    **dict.fromkeys(("评估", "评估值", "评估价值"), ValueKind.APPRAISED),
}
PROCURED = {
    **dict.fromkeys(("集中采购", "政府集中采购", "集采"), Procurement.CENTRAL),
    **dict.fromkeys(("部门集中", "部门集中采购"), Procurement.DEPARTMENT),
    **dict.fromkeys(("分散", "分散采购", "政府分散采购"), Procurement.DISPERSED),
    **dict.fromkeys(("非政采", "非政府采购", "自行采购", "其他"), Procurement.NONE),
}
USED = {
    **dict.fromkeys(("在用", "使用中", "正常使用"), Status.IN_USE),
    **dict.fromkeys(("闲置", "未使用", "库存"), Status.IDLE),
    **dict.fromkeys(("公物仓", "入公物仓"), Status.POOLED),
    **dict.fromkeys(("出借", "借出"), Status.LENT),
    **dict.fromkeys(("出租", "租出"), Status.RENTED),
    **dict.fromkeys(("待修", "维修", "在修", "维修中"), Status.REPAIR),
    **dict.fromkeys(("待处置", "待报废", "待淘汰", "毁损不能用"), Status.PENDING),
}
MEANT = {
    **dict.fromkeys(("自用", "单位自用", "办公"), Purpose.OWN),
    **dict.fromkeys(("出租", "租赁"), Purpose.RENT),
    **dict.fromkeys(("出借", "借用"), Purpose.LEND),
    **dict.fromkeys(("其他", "其它"), Purpose.OTHER),
}
