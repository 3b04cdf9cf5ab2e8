"""The declaration of the assets module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import Entrance, Heard, Module, NumberSeries, Report, Role, Round, Route, Stage

from .demo import demo
from .flow.disposal import DISPOSAL
from .flow.handover import HANDOVER
from .flow.request import REQUEST, ROUTE
from .flow.stocktake import APPROVAL
from .reports import register_of_cards, statement_of_depreciation, use_of_assets, yearly_report
from .reports.reach import OVERSEE
from .services.leaving import tenure_ended
from .services.pool import remind_monthly
from .services.stocktake_steps import take_up_stocktakes
from .views.cards import ASK, KEEP, READ, asset
from .views.matters import FINANCE, LEAVE, SCREENS
from .views.stocktake import COUNT, COUNT_READ, PLAN, stocktake

POOL = "asset.pool"
OWN = Stage("本单位负责人审核", "review", (("role", "assets.approver"),), mode="one")
FROM_20000 = ({"field": "total", "is": "at_least", "value": 20000},)
BEYOND_THE_ORGAN = ({"field": "tier", "is": "is_one_of", "value": ["bureau", "finance"]},)
BY_FINANCE = ({"field": "tier", "is": "is", "value": "finance"},)
NOT_WITHIN = ({"field": "kind", "is": "is_not", "value": "user"},)

module = Module(
    key="assets",
    title=_("State assets"),
    wing="estate",
    screens=(asset, *SCREENS, stocktake),
    roles=(
        Role("assets.user", _("User of assets"), (READ, ASK)),
        Role("assets.keeper", _("Asset keeper"), (READ, ASK, KEEP, COUNT_READ, COUNT, PLAN)),
        Role("assets.counter", _("Counter of assets"), (READ, COUNT_READ, COUNT)),
        Role("assets.pool", _("Keeper of the shared pool"), (READ, ASK, KEEP, POOL, OVERSEE, COUNT_READ, COUNT, PLAN)),
        Role("assets.approver", _("Approver of assets"), (READ, COUNT_READ)),
        Role("assets.bureau", _("Approver of the offices administration"), (READ, OVERSEE, COUNT_READ)),
        Role("assets.treasury", _("Approver of the finance department"), (READ, OVERSEE)),
        Role("assets.finance", _("Accountant of assets"), (READ, FINANCE)),
        Role("assets.personnel", _("Personnel officer"), (READ, LEAVE)),
    ),
    reports=(
        Report("register", _("Register of assets"), "register", register_of_cards, READ),
        Report("depreciation", _("Statement of depreciation"), "statistic", statement_of_depreciation, READ),
        Report("use", _("How assets are used"), "statistic", use_of_assets, READ),
        Report("year", _("Yearly report on state assets"), "statistic", yearly_report, READ),
    ),
    demo=demo,
    hears=(Heard("org.tenure.end", tenure_ended),),
    entrances=(
        Entrance(_("Find a card by its label"), "label", READ, "search"),
        Entrance(_("Shared pool of assets"), "pool", READ, "package"),
        Entrance(_("Yearly depreciation"), "run", "asset.finance", "chart-bar"),
    ),
    rounds=(Round("day", remind_monthly), Round("minute", take_up_stocktakes)),
    pages={
        "label": "chancery.modules.assets.views.pages.label",
        "pool": "chancery.modules.assets.views.pages.pool",
        "items": "chancery.modules.assets.views.pages.items",
        "run": "chancery.modules.assets.views.pages.run",
        "count/<int:pk>": "chancery.modules.assets.views.stocktake_round.count",
        "count/<int:pk>/<slug:part>": "chancery.modules.assets.views.stocktake_round.count",
        "rooms/<int:pk>": "chancery.modules.assets.views.stocktake.rooms",
        "differences/<int:pk>": "chancery.modules.assets.views.stocktake.differences",
        "follow/<int:pk>": "chancery.modules.assets.views.stocktake.follow",
        "decide/<int:pk>": "chancery.modules.assets.views.stocktake.decide",
        "result/<int:pk>": "chancery.modules.assets.reports.stocktake.result",
        "labels": "chancery.modules.assets.views.stocktake.labels",
    },
    numbers=(
        NumberSeries(APPROVAL, _("Numbers of stocktakes"), "资盘〔{year}〕{serial:03}号"),
        NumberSeries(REQUEST, _("Numbers of requests for assets"), "资配〔{year}〕{serial:04}号"),
        NumberSeries(HANDOVER, _("Numbers of hand-overs"), "资移〔{year}〕{serial:04}号"),
        NumberSeries(DISPOSAL, _("Numbers of disposals"), "资处〔{year}〕{serial:04}号"),
    ),
    routes=(
        Route(
            ROUTE, "资产购置审批", "assets.request",
            (OWN, Stage("机关事务管理部门审批", "sign", (("field", "bureau"),), mode="one", condition=FROM_20000)),
        ),
        Route(
            HANDOVER, "资产调拨审批", "assets.handover",
            (OWN, Stage("机关事务管理部门审批", "sign", (("field", "bureau"),), mode="one", condition=NOT_WITHIN)),
        ),
        Route(
            APPROVAL, "资产清查结果审批", "assets.stocktake", (OWN,),
        ),
        Route(
            DISPOSAL, "资产处置审批", "assets.disposal",
            (OWN, Stage("机关事务管理部门审批", "sign", (("field", "bureau"),), mode="one", condition=BEYOND_THE_ORGAN),
             Stage("财政部门审批", "sign", (("field", "treasury"),), mode="one", condition=BY_FINANCE)),
        ),
    ),
)  # fmt: skip
