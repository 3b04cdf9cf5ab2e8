"""The asset card: one row for each thing, or set of like things, that the state owns and an organ holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Record
from chancery.modules.assets.terms import (
    CATEGORIES,
    CATEGORY_CHOICES,
    Acquisition,
    Booking,
    Family,
    Procurement,
    Purpose,
    Status,
    ValueKind,
    from_old,
    new_code,
)

from .lives import first_of_month, life_months


class Asset(Record):
    """An asset card (国有资产卡片; 国令621 art. 19, 国令738 art. 30). Moves change its status; a form never does."""

    code = models.CharField(_("Label code"), max_length=10, default=new_code, unique=True, editable=False)
    number = models.CharField(_("Asset number"), max_length=40, blank=True)
    name = models.CharField(_("Name of the asset"), max_length=120)
    category = models.CharField(_("Asset category"), max_length=9, choices=CATEGORY_CHOICES)
    family = models.GeneratedField(
        expression=Substr("category", 1, 3),
        output_field=models.CharField(max_length=3),
        db_persist=True,
        choices=Family,
        verbose_name=_("Family of assets"),
    )
    brand = models.CharField(_("Brand"), max_length=60, blank=True)
    specification = models.CharField(_("Specification and model"), max_length=120, blank=True)
    serial = models.CharField(_("Serial number"), max_length=80, blank=True)
    unit = models.CharField(_("Unit of measure"), max_length=10, default="台")
    quantity = models.PositiveIntegerField(_("Number of pieces"), default=1)

    acquisition = models.CharField(_("Acquired by"), max_length=12, choices=Acquisition, default=Acquisition.PURCHASE)
    acquired_on = models.DateField(_("Acquired on"))
    booked_on = models.DateField(_("Booked on"), null=True, blank=True)
    booking = models.CharField(_("Booking state"), max_length=8, choices=Booking, default=Booking.BOOKED)
    voucher = models.CharField(_("Voucher number"), max_length=40, blank=True)
    value_kind = models.CharField(_("Kind of value"), max_length=9, choices=ValueKind, default=ValueKind.ORIGINAL)
    cost = MoneyField(_("Original value"))
    fiscal = MoneyField(_("Of which fiscal money"), null=True, blank=True)
    procurement = models.CharField(_("Procured by"), max_length=10, choices=Procurement, blank=True)
    budget_item = models.CharField(_("Budget item"), max_length=60, blank=True)
    contract = models.CharField(_("Contract number"), max_length=60, blank=True)
    invoice = models.CharField(_("Invoice number"), max_length=60, blank=True)
    supplier = models.CharField(_("Supplier"), max_length=120, blank=True)
    warranty_until = models.DateField(_("Under warranty until"), null=True, blank=True)

    months = models.PositiveSmallIntegerField(
        _("Months of depreciation"),
        null=True,
        blank=True,
        help_text=_("Empty: the life of its category. 0: not depreciated."),
    )
    depreciates_from = models.DateField(_("Depreciated from"), null=True, blank=True, editable=False)
    accrued = MoneyField(_("Depreciated before"), default=Decimal(0), editable=False)

    status = models.CharField(_("Status of use"), max_length=8, choices=Status, default=Status.IN_USE)
    purpose = models.CharField(_("Purpose of use"), max_length=5, choices=Purpose, default=Purpose.OWN)
    section = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Used by section"), related_name="+"
    )
    user = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("User of the asset"), related_name="+",

    )  # fmt: skip
    managed_by = models.ForeignKey(
        "org.Organ",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Managed by section"),
        related_name="+",
        db_index=False,
    )
    keeper = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("Keeper of the asset"), related_name="+",

    )  # fmt: skip
    building = models.CharField(_("Building"), max_length=60, blank=True)
    room = models.CharField(_("Room"), max_length=40, blank=True)
    secret = models.BooleanField(_("Used for secrets"), default=False)
    shared = models.BooleanField(_("May be shared"), default=False)

    deed = models.CharField(_("Deed number"), max_length=80, blank=True)
    area = models.DecimalField(_("Area (m²)"), max_digits=12, decimal_places=2, null=True, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    rights_until = models.DateField(_("Rights last until"), null=True, blank=True)

    seen_on = models.DateField(_("Last seen in use on"), null=True, blank=True, editable=False)
    disposed_on = models.DateField(_("Disposed of on"), null=True, blank=True, editable=False)
    matter = models.ForeignKey(
        "desk.Entry", models.PROTECT, null=True, blank=True, verbose_name=_("Matter in hand"), related_name="+",
        editable=False, db_index=False,
    )  # fmt: skip
    note = models.CharField(_("Remarks on the asset"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Asset card")
        constraints = [
            models.CheckConstraint(name="asset_cost_not_negative", condition=Q(cost__gte=0)),
            models.CheckConstraint(
                name="asset_accrued_within_cost", condition=Q(accrued__gte=0, accrued__lte=F("cost"))
            ),
            models.CheckConstraint(name="asset_some_pieces", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="asset_disposed_has_day", condition=~Q(status=Status.DISPOSED) | Q(disposed_on__isnull=False)
            ),
            models.UniqueConstraint(name="asset_number_once", fields=("organ", "number"), condition=~Q(number="")),
        ]
        indexes = [
            models.Index(fields=("organ", "category"), name="asset_of_organ"),
            models.Index(fields=("organ", "building", "room"), name="asset_in_room"),
            models.Index(fields=("status", "category"), name="asset_by_status"),
            models.Index(fields=("number",), name="asset_number"),
            models.Index(fields=("matter",), name="asset_in_matter", condition=Q(matter__isnull=False)),
            models.Index(
                fields=("acquired_on",),
                name="asset_unaccounted",
                condition=Q(acquisition=Acquisition.CONSTRUCTION, value_kind=ValueKind.ESTIMATE),
            ),
            models.Index(fields=("rights_until",), name="asset_rights", condition=Q(rights_until__isnull=False)),
            models.Index(fields=("warranty_until",), name="asset_warranty", condition=Q(warranty_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean_fields(self, exclude: Any = None) -> None:
        """A category may come as its code of GB/T 14885-2010."""
        if self.category.isdigit():
            self.category = from_old(self.category) or self.category
        super().clean_fields(exclude)

    def clean(self) -> None:
        """The status of use changes by moves alone. A new card takes the life of its category, from the month of its acquisition."""
        if not self._state.adding:
            if not type(self).unscoped.filter(pk=self.pk, status=self.status).exists():
                raise ValidationError(
                    {"status": _("The status of use changes by a step, such as a loan or a disposal, not by editing.")}
                )
            return
        if self.status == Status.DISPOSED:
            raise ValidationError({"status": _("What was struck off is not brought in as a card.")})
        if self.acquired_on and self.category in CATEGORIES:
            life = 0 if self.value_kind == ValueKind.NOMINAL else life_months(self.category)
            if self.months and not life:
                raise ValidationError({"months": _("This asset is not depreciated; leave the months empty.")})
            self.months = life if self.months is None else self.months
            self.depreciates_from = self.depreciates_from or first_of_month(self.acquired_on)
            self.seen_on = self.seen_on or self.acquired_on

    @property
    def place(self) -> str:
        """Building and room, as they are spoken (存放地点)."""
        return f"{self.building} {self.room}".strip()

    @property
    def label(self) -> str:
        """The label code as it is printed (标签码)."""
        return self.code

    def age_in_years(self, on: date) -> int:
        """Whole years since it was acquired."""
        had = (on.month, on.day) >= (self.acquired_on.month, self.acquired_on.day)
        return on.year - self.acquired_on.year - (not had)
