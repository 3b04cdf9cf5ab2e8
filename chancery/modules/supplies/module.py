"""The declaration of the supplies module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import (
    Column,
    Filter,
    Group,
    Module,
    NumberSeries,
    Panel,
    Report,
    Role,
    Route,
    Screen,
    Stage,
    View,
)

from .demo import demo
from .flow import APPROVAL, PURCHASE, count_flow, issue_flow, purchase_flow
from .models import Count, Issue, Item, Purchase
from .reports import ledger_of_stock, list_of_stock, use_of_supplies
from .views import count_lines, ledger, purchase_lines, sheet

READ, ASK, KEEP, APPROVE = (f"supply.{verb}" for verb in ("read", "ask", "keep", "approve"))
MATTER_VIEWS = (View("open", _("In hand"), "open=1"), View("mine", _("With me"), "mine=1"), View("all", _("All")))

item = Screen(
    Item,
    key="item",
    title=_("Item"),
    plural=_("Store of supplies"),
    reach="organ",
    read=READ,
    create=KEEP,
    edit=KEEP,
    create_title=_("Enter an item"),
    columns=(
        Column("number", _("Item number")),
        Column("title", _("Item"), under=("spec",), wide=True),
        Column("category"),
        Column("stock", numeric=True),
        Column("unit"),
        Column("minimum", numeric=True),
        Column("price", numeric=True),
        Column("trade_in"),
    ),
    filters=(
        Filter("category"),
        Filter("low", kind="flag"),
        Filter("trade_in", kind="flag"),
        Filter("central", kind="flag"),
    ),
    views=(
        View("all", _("All")),
        View("low", _("To be reordered"), "low=1"),
        View("durable", _("Old for new"), "trade_in=1"),
    ),
    form=(
        Group(_("What it is"), ("code", "name", "spec", "category", "unit", "price", "central")),
        Group(_("How it is kept and given out"), ("keeper", "place", "minimum", "target", "quota", "trade_in")),
    ),
    facts=(
        Column("stock"),
        Column("minimum"),
        Column("target"),
        Column("price"),
        Column("quota"),
        Column("trade_in"),
        Column("central"),
        Column("keeper__title", _("Keeper")),
        Column("place"),
        Column("last_issued"),
    ),  # fmt: skip
    panels=(Panel("ledger", _("Ledger"), "supplies/ledger.html", ledger),),
    search=("spec",),
    transfer=(
        "code",
        "name",
        "spec",
        "category",
        "unit",
        "price",
        "minimum",
        "target",
        "quota",
        "trade_in",
        "central",
        "place",
    ),
    line=("name",),
    number="code",
    icon="package",
)

issue = Screen(
    Issue,
    key="issue",
    title=_("Sheet of supplies"),
    plural=_("Sheets of supplies"),
    reach="organ",
    read=READ,
    create=ASK,
    create_title=_("Ask for supplies"),
    create_page="/supplies/ask/",
    columns=(
        Column("number", _("Sheet number")),
        Column("title", _("What for"), under=("summary",), wide=True),
        Column("opened_at", _("Asked on")),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("total", numeric=True),
    ),
    filters=(Filter("state", _("State")), Filter("opened_at", _("Asked on"), kind="date")),
    views=MATTER_VIEWS,
    form=(Group(_("What it is for"), ("title", "taker")),),
    facts=(
        Column("summary"),
        Column("taker__title", _("For whom")),
        Column("total"),
    ),
    panels=(Panel("sheet", _("Items"), "supplies/sheet.html", sheet),),
    flow=issue_flow,
    search=("summary",),
    number="number",
    icon="clipboard-list",
)

purchase = Screen(
    Purchase,
    key="purchase",
    title=_("Purchase of supplies"),
    plural=_("Purchases of supplies"),
    reach="organ",
    read=READ,
    create=KEEP,
    create_title=_("Begin a purchase list"),
    columns=(
        Column("number", _("Purchase number")),
        Column("title", _("Purchase list"), under=("summary",), wide=True),
        Column("kind"),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("total", numeric=True),
    ),
    filters=(Filter("state", _("State")), Filter("kind"), Filter("opened_at", _("Entered on"), kind="date")),
    views=MATTER_VIEWS,
    form=(Group(_("What is bought, and why now"), ("title", "kind", "urgent_because")),),
    facts=(
        Column("kind"),
        Column("urgent_because"),
        Column("method"),
        Column("supplier"),
        Column("ordered_on"),
        Column("total"),
    ),
    panels=(Panel("lines", _("Items"), "supplies/purchase.html", purchase_lines),),
    flow=purchase_flow,
    search=("summary", "supplier"),
    number="number",
    icon="coin",
)

count = Screen(
    Count,
    key="count",
    title=_("Count of the store"),
    plural=_("Counts of the store"),
    reach="organ",
    read=READ,
    create=KEEP,
    create_title=_("Begin a count"),
    columns=(
        Column("title", _("Name of the count"), wide=True),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("counted_on"),
    ),
    filters=(Filter("state", _("State")),),
    views=MATTER_VIEWS,
    form=(Group(_("Which count"), ("title",)),),
    facts=(Column("counted_on"),),
    panels=(Panel("lines", _("What was found"), "supplies/count.html", count_lines),),
    flow=count_flow,
    icon="list-check",
)

module = Module(
    key="supplies",
    title=_("Supplies"),
    wing="estate",
    screens=(item, issue, purchase, count),
    roles=(
        Role("supplies.keeper", _("Keeper of supplies"), (READ, ASK, KEEP)),
        Role("supplies.approver", _("Approver of supplies"), (READ, ASK, APPROVE)),
        Role("supplies.user", _("User of supplies"), (READ, ASK)),
    ),
    numbers=(
        NumberSeries("supplies.issue", _("Numbers of sheets of supplies"), "领〔{year}〕{serial:04}号"),
        NumberSeries("supplies.purchase", _("Numbers of purchase lists"), "购〔{year}〕{serial:03}号"),
    ),
    routes=(
        Route(
            APPROVAL,
            "物品领用审批",
            "supplies.issue",
            (Stage("部门负责人审批", "sign", (("role", "supplies.approver"),), mode="one"),),
        ),
        Route(
            PURCHASE,
            "物品采购审批",
            "supplies.purchase",
            (Stage("分管领导审批", "sign", (("role", "supplies.approver"),), mode="one"),),
        ),
    ),
    reports=(
        Report("ledger", _("Ledger of supplies"), "register", ledger_of_stock, READ),
        Report("use", _("Use of supplies"), "statistic", use_of_supplies, READ),
        Report("stock", _("Stock, reorder points and dead stock"), "register", list_of_stock, READ),
    ),
    pages={"ask": "chancery.modules.supplies.views.ask", "tally": "chancery.modules.supplies.views.tally"},
    demo=demo,
)
