"""What changes the value of cards or ends them: betterments, disposals, the income they bring, and titles."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.assets.terms.matters import (
    DisposalKind,
    DisposalState,
    Ground,
    IncomeKind,
    IncomeState,
    RevaluationKind,
    RevaluationState,
    Tier,
    TitleKind,
    TitleState,
)

D = DisposalState


class Valuation(models.Model):
    """A time of a card that has ended (折旧区间): value and life as they were before a betterment."""

    asset = models.ForeignKey("assets.Asset", models.PROTECT, related_name="valuations")
    since = models.DateField(_("Depreciated from"))
    until = models.DateField(_("Ended before"))
    cost = MoneyField(_("Original value"))
    accrued = MoneyField(_("Depreciated before"))
    months = models.PositiveSmallIntegerField(_("Months of depreciation"))

    class Meta:
        ordering = ("since", "pk")
        constraints = [
            models.CheckConstraint(name="asset_valuation_ends_later", condition=Q(until__gte=models.F("since")))
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.since}"


class Charge(models.Model):
    """What a month took from the cards of one organ and category (折旧汇总): made by the yearly run, made anew by the next."""

    year = models.PositiveSmallIntegerField(_("Year"))
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(_("Asset category"), max_length=9)
    cards = models.PositiveIntegerField(_("Number of cards"))
    cost = MoneyField(_("Original value"))
    struck = MoneyField(_("Original value struck off in the year"))
    opening = MoneyField(_("Depreciated at the beginning of the year"))
    removed = MoneyField(_("Depreciation that left with what was struck off"))
    months = models.JSONField(_("Charge of each month"), default=list)
    charged = MoneyField(_("Charged in the year"))
    closing = MoneyField(_("Depreciated at the end of the year"))
    at = MomentField(_("Computed at"))

    class Meta:
        constraints = [models.UniqueConstraint(name="asset_charge_once", fields=("year", "organ", "category"))]

    def __str__(self) -> str:
        return f"{self.year} {self.organ_id} {self.category}"


class Revaluation(Matter):
    """A change of value or life (资产价值变动): betterment, final account, part removed, correction."""

    asset = models.ForeignKey("assets.Asset", models.PROTECT, verbose_name=_("Asset card"), related_name="+")
    kind = models.CharField(
        _("Kind of change"), max_length=10, choices=RevaluationKind, default=RevaluationKind.BETTERMENT
    )
    cause = models.CharField(_("Cause of the change"), max_length=200)
    cost = MoneyField(_("New original value"))
    months = models.PositiveSmallIntegerField(_("Months still to depreciate"))
    from_month = models.DateField(_("From the month of"))
    voucher = models.CharField(_("Voucher number"), max_length=40, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Change of value")
        constraints = [
            *state_constraints("asset_revaluation", RevaluationState, {}),
            models.CheckConstraint(name="asset_revaluation_cost_not_negative", condition=Q(cost__gte=0)),
        ]

    @property
    def title(self) -> str:
        return f"{self.asset.name}：{self.cause}"


class Disposal(Matter):
    """A disposal (资产处置; 国令738 art. 19, 21): approved by value, then carried out and struck off (art. 35)."""

    title = models.CharField(_("What is disposed of, and why"), max_length=120)
    number = models.CharField(_("Disposal number"), max_length=60, null=True, blank=True)
    kind = models.CharField(_("Kind of disposal"), max_length=9, choices=DisposalKind, default=DisposalKind.SCRAP)
    ground = models.CharField(
        _("Case of article 21"), max_length=8, choices=Ground, blank=True, help_text=_("For scrapping and writing off.")
    )
    asset = models.ForeignKey("assets.Asset", models.PROTECT, verbose_name=_("Asset card"), related_name="+")
    opinion = models.TextField(_("Technical opinion"), blank=True)
    collective = models.CharField(_("Collective decision (minutes)"), max_length=120, blank=True)
    appraisal = MoneyField(_("Appraised at"), null=True, blank=True)
    recipient = models.CharField(_("Buyer or recipient"), max_length=120, blank=True)
    cards = models.PositiveIntegerField(_("Number of cards"), default=1, editable=False)
    total = MoneyField(_("Original value together"), default=Decimal(0), editable=False)
    net = MoneyField(_("Net value together"), default=Decimal(0), editable=False)
    tier = models.CharField(_("Approved by"), max_length=7, choices=Tier, default=Tier.ORGAN, editable=False)
    basis = models.CharField(_("Approval document"), max_length=120, blank=True)
    proceeds = MoneyField(_("Proceeds"), null=True, blank=True)
    done_on = models.DateField(_("Carried out on"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Disposal of assets")
        constraints = [
            *state_constraints(
                "asset_disposal",
                DisposalState,
                {"number": (D.APPROVING, D.APPROVED, D.DONE), "done_on": (D.DONE,)},
                texts=("number",),
            ),
            models.CheckConstraint(
                name="asset_disposal_proceeds_not_negative", condition=Q(proceeds__isnull=True) | Q(proceeds__gte=0)
            ),
            models.UniqueConstraint(name="asset_disposal_number_once", fields=("organ", "number")),
        ]


class Income(Matter):
    """Income from assets (资产收入): to the treasury, never to an own account (国令738 art. 25-26)."""

    title = models.CharField(_("Income from what"), max_length=120)
    kind = models.CharField(_("Kind of income"), max_length=8, choices=IncomeKind, default=IncomeKind.DISPOSAL)
    asset = models.ForeignKey(
        "assets.Asset",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Asset card"),
        related_name="+",
    )
    disposal = models.ForeignKey(
        Disposal, models.PROTECT, null=True, blank=True, verbose_name=_("From the disposal"), related_name="incomes",
        editable=False,
    )  # fmt: skip
    amount = MoneyField(_("Amount"))
    payer = models.CharField(_("Paid by"), max_length=120, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    received_on = models.DateField(_("Money received on"), null=True, blank=True)
    payment = models.CharField(_("Treasury payment number"), max_length=60, blank=True)
    paid_on = models.DateField(_("Paid in on"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Income from assets")
        constraints = [
            *state_constraints(
                "asset_income",
                IncomeState,
                {
                    "received_on": (IncomeState.COLLECTED,),
                    "payment": (IncomeState.REMITTED,),
                    "paid_on": (IncomeState.REMITTED,),
                },
                texts=("payment",),
            ),
            models.CheckConstraint(name="asset_income_amount_positive", condition=Q(amount__gt=0)),
        ]


class Title(Matter):
    """Whose it is, on paper (产权界定与权属登记; 国令738 art. 40-41)."""

    asset = models.ForeignKey("assets.Asset", models.PROTECT, verbose_name=_("Asset card"), related_name="+")
    kind = models.CharField(_("Kind of title"), max_length=12, choices=TitleKind, default=TitleKind.HOUSE)
    authority = models.CharField(_("Registering authority"), max_length=120)
    basis = models.CharField(_("Proof of title"), max_length=200, blank=True)
    complete = models.BooleanField(_("Papers are complete"), default=True)
    deed = models.CharField(_("Deed number"), max_length=80, blank=True)
    registered_on = models.DateField(_("Registered on"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Registration of title")
        constraints = [
            *state_constraints(
                "asset_title",
                TitleState,
                {"deed": (TitleState.REGISTERED,), "registered_on": (TitleState.REGISTERED,)},
                texts=("deed",),
            ),
        ]

    @property
    def title(self) -> str:
        return f"{self.asset.name}：{self.authority}"
