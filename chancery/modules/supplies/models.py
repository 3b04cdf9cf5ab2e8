"""What is in store, what is asked for, bought and counted, and the ledger of every change of stock."""

from __future__ import annotations

from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter, Record
from chancery.kernel.flow.declare import state_constraints

from .terms import MOST_AT_ONCE, Category, CountState, IssueState, Method, Movement, PurchaseKind, PurchaseState

QUANTITY = (MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE))


class Item(Record):
    """A kind of thing in one store (物品). `stock` is the sum of its ledger and is written only with a line of it."""

    code = models.CharField(_("Item number"), max_length=20)
    name = models.CharField(_("Item"), max_length=80)
    spec = models.CharField(_("Specification"), max_length=80, blank=True)
    category = models.CharField(_("Class of supplies"), max_length=10, choices=Category, default=Category.STATIONERY)
    unit = models.CharField(_("Unit of count"), max_length=8)
    price = MoneyField(_("Unit price"), validators=[MinValueValidator(0)])
    stock = models.PositiveIntegerField(_("In store"), default=0, editable=False)
    minimum = models.PositiveIntegerField(_("Reorder point"), default=0)
    target = models.PositiveIntegerField(_("Order up to"), default=0)
    quota = models.PositiveSmallIntegerField(_("Quota a person and month"), null=True, blank=True)
    trade_in = models.BooleanField(_("Old for new"), default=False)
    central = models.BooleanField(_("In the central catalogue"), default=False)
    keeper = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("Keeper"), related_name="+",
        help_text=_("Empty: the keeper of the store."),
    )  # fmt: skip
    place = models.CharField(_("Shelf"), max_length=40, blank=True)
    last_issued = models.DateField(_("Last handed out"), null=True, blank=True, editable=False)
    low = models.GeneratedField(
        expression=ExpressionWrapper(Q(stock__lte=F("minimum")), output_field=models.BooleanField()), output_field=models.BooleanField(_("To be reordered")), db_persist=True,
        verbose_name=_("To be reordered"),
    )  # fmt: skip

    class Meta(Record.Meta):
        verbose_name = _("Item")
        constraints = [
            models.UniqueConstraint(name="item_code_once", fields=("organ", "code")),
            models.CheckConstraint(name="item_stock_not_negative", condition=Q(stock__gte=0)),
        ]
        indexes = [
            models.Index(fields=("organ", "name"), name="item_by_name"),
            models.Index(fields=("organ", "category", "name"), name="item_by_class"),
            models.Index(fields=("organ", "code"), name="item_low", condition=Q(low=True)),
        ]

    def clean(self) -> None:
        if self.target and self.target < self.minimum:
            raise ValidationError({"target": _now("Ordering up to less than the reorder point would never end it.")})


class StockLine(models.Model):
    """One change of stock (收发存明细): how much, why, by which matter, and what was left. Never changed, never deleted."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="ledger", db_index=False)
    at = MomentField()
    kind = models.CharField(max_length=8, choices=Movement)
    change = models.IntegerField()
    balance = models.PositiveIntegerField()
    price = MoneyField()
    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(name="stock_line_changes", condition=~Q(change=0))]
        indexes = [
            models.Index(fields=("item", "id"), name="stock_line_of_item"),
            models.Index(fields=("at", "id"), name="stock_line_at"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.change:+}"


class Issue(Matter):
    """A sheet on which somebody asks for items (领用单)."""

    title = models.CharField(_("What for"), max_length=120)
    taker = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("For whom"), related_name="+",
        help_text=_("Empty: for the post that asks."),
    )  # fmt: skip
    keeper = models.ForeignKey(
        "org.Party", models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("Keeper"), related_name="+"
    )
    number = models.CharField(_("Sheet number"), max_length=60, null=True, blank=True, editable=False)
    total = MoneyField(_("Value of the goods"), default=0, editable=False)
    summary = models.CharField(_("Items"), max_length=300, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Sheet of supplies")
        constraints = [
            *state_constraints("issue", IssueState, {"number": (IssueState.ISSUED,)}, texts=("number",)),
            models.UniqueConstraint(name="issue_number_once", fields=("organ", "number")),
        ]

    @property
    def taken_by(self) -> int | None:
        """The post for which it is."""
        return self.taker_id or self.entry.opened_by_id

    @cached_property
    def sheet(self) -> list[IssueLine]:
        """Its lines with their items, in the order in which stock is locked."""
        return list(self.lines.select_related("item").order_by("item_id"))


class IssueLine(models.Model):
    """One item on a sheet (领用明细): how many, how many old ones came in, how many came back unused."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField(validators=QUANTITY)
    price = MoneyField(default=0)
    old = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    taker = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    section = models.ForeignKey("org.Organ", models.PROTECT, null=True, related_name="+", db_index=False)
    issued_at = MomentField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="issue_line_once", fields=("issue", "item")),
            models.CheckConstraint(name="issue_line_returns_what_went_out", condition=Q(returned__lte=F("quantity"))),
            models.CheckConstraint(name="issue_line_has_some", condition=Q(quantity__gte=1)),
        ]
        indexes = [
            models.Index(fields=("taker", "item"), name="issue_line_of_taker", condition=Q(issued_at__isnull=False)),
            models.Index(fields=("issued_at", "id"), name="issue_line_at", condition=Q(issued_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"


class Purchase(Matter):
    """A batch of wants and reorders, or one urgent purchase (采购批次), with the list that a leader approves."""

    title = models.CharField(_("Purchase list"), max_length=120)
    kind = models.CharField(_("Kind of purchase"), max_length=6, choices=PurchaseKind, default=PurchaseKind.BATCH)
    urgent_because = models.CharField(_("Why it is urgent"), max_length=300, blank=True)
    method = models.CharField(_("Bought by"), max_length=8, choices=Method, blank=True, editable=False)
    number = models.CharField(_("Purchase number"), max_length=60, null=True, blank=True, editable=False)
    supplier = models.CharField(_("Supplier"), max_length=120, blank=True, editable=False)
    total = MoneyField(_("Amount"), default=0, editable=False)
    summary = models.CharField(_("Items"), max_length=300, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(_("Financial year"), null=True, blank=True, editable=False)
    ordered_on = models.DateField(_("Ordered on"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Purchase of supplies")
        constraints = [
            *state_constraints(
                "purchase",
                PurchaseState,
                {
                    "number": (
                        PurchaseState.APPROVING,
                        PurchaseState.APPROVED,
                        PurchaseState.ORDERED,
                        PurchaseState.RECEIVED,
                    ),
                    "supplier": (PurchaseState.ORDERED, PurchaseState.RECEIVED),
                    "ordered_on": (PurchaseState.ORDERED, PurchaseState.RECEIVED),
                },
                texts=("number", "supplier"),
            ),
            models.UniqueConstraint(name="purchase_number_once", fields=("organ", "number")),
        ]
        indexes = [
            models.Index(fields=("organ", "year"), name="purchase_of_year", condition=Q(year__isnull=False)),
            models.Index(
                fields=("organ", "ordered_on"), name="purchase_ordered", condition=Q(ordered_on__isnull=False)
            ),
        ]

    @cached_property
    def sheet(self) -> list[PurchaseLine]:
        return list(self.lines.select_related("item", "section").order_by("item_id"))


class PurchaseLine(models.Model):
    """One item on a purchase list (采购明细): wanted by a section, or proposed because it ran low."""

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(validators=QUANTITY)
    price = MoneyField()
    received = models.PositiveIntegerField(default=0)
    section = models.ForeignKey("org.Organ", models.PROTECT, null=True, related_name="+", db_index=False)
    reorder = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="purchase_line_once", fields=("purchase", "item")),
            models.CheckConstraint(name="purchase_line_not_more", condition=Q(received__lte=F("quantity"))),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"


class Count(Matter):
    """The count of a store (盘点), at least once a year (机关事务管理条例 art. 19)."""

    title = models.CharField(_("Name of the count"), max_length=120)
    counted_on = models.DateField(_("Counted on"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Count of the store")
        constraints = [*state_constraints("store_count", CountState, {"counted_on": (CountState.COUNTED,)})]

    @cached_property
    def sheet(self) -> list[CountLine]:
        return list(self.lines.select_related("item").order_by("item_id"))


class CountLine(models.Model):
    """What was found of one item, and what the ledger said at that moment."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(name="count_line_once", fields=("count", "item"))]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.found}"

    @property
    def difference(self) -> int:
        return self.found - self.expected
