"""What a vehicle costs: the readings of single-vehicle accounting."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Record
from chancery.modules.vehicles.terms import ExpenseKind


class Expense(Record):
    """One cost of one vehicle (单车核算; 机关事务管理条例 art. 26(2)), with the odometer where it matters."""

    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, verbose_name=_("Vehicle"), related_name="expenses", db_index=False
    )
    kind = models.CharField(_("Kind of cost"), max_length=10, choices=ExpenseKind, default=ExpenseKind.FUEL)
    spent_on = models.DateField(_("Spent on"))
    amount = MoneyField(_("Amount"))
    quantity = models.DecimalField(
        _("Litres or kWh"), max_digits=8, decimal_places=2, null=True, blank=True, help_text=_("For fuel and charging.")
    )
    odometer = models.PositiveIntegerField(_("Odometer in km"), null=True, blank=True)
    supplier = models.CharField(_("Station, workshop or insurer"), max_length=80, blank=True)
    contracted = models.BooleanField(_("Appointed by procurement"), default=True)
    part = models.CharField(_("Part or work"), max_length=80, blank=True, help_text=_("For repairs."))
    warranty_until = models.DateField(_("Under warranty until"), null=True, blank=True)
    voucher = models.CharField(_("Voucher"), max_length=60, blank=True)
    trip = models.ForeignKey(
        "vehicles.Trip", models.PROTECT, null=True, blank=True, verbose_name=_("Of the trip"), related_name="expenses"
    )

    class Meta(Record.Meta):
        verbose_name = _("Vehicle cost")
        indexes = [models.Index(fields=("vehicle", "spent_on"), name="expense_of_vehicle")]

    @property
    def title(self) -> str:
        return f"{self.vehicle} · {self.get_kind_display()}"

    def __str__(self) -> str:
        return self.title
