"""What happens to cards between registration and disposal: loans, hand-overs, repairs, and leaving a post."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.assets.terms.matters import (
    HandoverKind,
    HandoverState,
    LeavingCause,
    LeavingState,
    LoanKind,
    LoanState,
    RepairState,
)


class Item(models.Model):
    """One more asset of a matter (单据明细), beside the one that the matter names itself."""

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey("assets.Asset", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="asset_item_once", fields=("entry", "asset"))]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.asset_id}"


class Loan(Matter):
    """An asset issued, borrowed, lent or rented out (领用借用出借出租; 国令738 art. 15)."""

    kind = models.CharField(_("Kind of loan"), max_length=6, choices=LoanKind, default=LoanKind.ISSUE)
    asset = models.ForeignKey(
        "assets.Asset",
        models.PROTECT,
        verbose_name=_("Asset card"),
        related_name="+",
    )
    purpose = models.CharField(_("What for"), max_length=120)
    borrower = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("Given to"), related_name="+",

    )  # fmt: skip
    outside = models.CharField(_("Outside borrower"), max_length=120, blank=True)
    to_section = models.ForeignKey(
        "org.Organ",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Borrowing organ or section"),
        related_name="+",
    )
    room = models.CharField(_("Room"), max_length=40, blank=True)
    back_by = models.DateField(_("To be returned by"), null=True, blank=True)
    out_on = models.DateField(_("Handed out on"), null=True, blank=True, editable=False)
    back_on = models.DateField(_("Returned on"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Loan of an asset")
        constraints = [
            *state_constraints("asset_loan", LoanState, {"out_on": (LoanState.OUT,), "back_on": (LoanState.RETURNED,)}),
        ]

    @property
    def title(self) -> str:
        return f"{self.asset.name}：{self.purpose}"


class Handover(Matter):
    """Assets go to another user, another organ, into the shared pool or out of it (调拨移交; 国令738 art. 11, 15, 22)."""

    title = models.CharField(_("Cause of the hand-over"), max_length=120)
    number = models.CharField(_("Hand-over number"), max_length=60, null=True, blank=True)
    kind = models.CharField(_("Kind of hand-over"), max_length=8, choices=HandoverKind, default=HandoverKind.USER)
    asset = models.ForeignKey(
        "assets.Asset",
        models.PROTECT,
        verbose_name=_("Asset card"),
        related_name="+",
    )
    receiver = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Receiving organ"), related_name="+",
        help_text=_("Empty: it stays in the organ."),
    )  # fmt: skip
    section = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Used by section"), related_name="+"
    )
    user = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("New user"), related_name="+",

    )  # fmt: skip
    keeper = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("New keeper"), related_name="+",

    )  # fmt: skip
    building = models.CharField(_("Building"), max_length=60, blank=True)
    room = models.CharField(_("Room"), max_length=40, blank=True)
    request = models.ForeignKey(
        "assets.Request", models.PROTECT, null=True, blank=True, verbose_name=_("Answers the request"), related_name="+",
        editable=False,
    )  # fmt: skip
    total = MoneyField(_("Original value together"), default=0, editable=False)
    received_on = models.DateField(_("Received on"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Hand-over of assets")
        constraints = [
            *state_constraints(
                "asset_handover",
                HandoverState,
                {
                    "number": (HandoverState.APPROVING, HandoverState.RECEIVING, HandoverState.DONE),
                    "received_on": (HandoverState.DONE,),
                },
                texts=("number",),
            ),
            models.UniqueConstraint(name="asset_handover_number_once", fields=("organ", "number")),
        ]


class Repair(Matter):
    """The repair of an asset (资产维修; 国令738 art. 33)."""

    asset = models.ForeignKey(
        "assets.Asset",
        models.PROTECT,
        verbose_name=_("Asset card"),
        related_name="+",
    )
    fault = models.CharField(_("What is broken"), max_length=200)
    vendor = models.CharField(_("Repaired by"), max_length=120, blank=True)
    estimate = MoneyField(_("Estimated cost"), null=True, blank=True)
    cost = MoneyField(_("Cost of the repair"), null=True, blank=True)
    result = models.CharField(_("What was done"), max_length=300, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("Finished on"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Repair of an asset")
        constraints = [
            *state_constraints(
                "asset_repair",
                RepairState,
                {"sent_on": (RepairState.REPAIRING,), "done_on": (RepairState.DONE, RepairState.BEYOND)},
            ),
            models.CheckConstraint(
                name="asset_repair_cost_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)
            ),
        ]

    @property
    def title(self) -> str:
        return f"{self.asset.name}：{self.fault}"


class Leaving(Matter):
    """Somebody leaves (离岗交接); it cannot be closed while the person holds anything (国令738 art. 15)."""

    person = models.ForeignKey(
        "org.Person",
        models.PROTECT,
        verbose_name=_("Who leaves"),
        related_name="+",
    )
    cause = models.CharField(
        _("Cause of leaving"), max_length=12, choices=LeavingCause, default=LeavingCause.RETIREMENT
    )
    leaves_on = models.DateField(_("Leaves on"))
    note = models.CharField(_("Remarks"), max_length=300, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Leaving a post")
        constraints = [*state_constraints("asset_leaving", LeavingState, {})]
        indexes = [models.Index(fields=("person", "state"), name="asset_leaving_of_person")]

    @property
    def title(self) -> str:
        return f"{self.person.name} {self.person.staff_number}"
