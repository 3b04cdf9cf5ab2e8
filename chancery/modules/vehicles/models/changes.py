"""Purchase, renewal, rental and disposal of vehicles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.vehicles.terms import Body, Category, ChangeKind, ChangeState, Energy, Ground, Outlet, Source

from .desks import heads_of


class Change(Matter):
    """A request to buy, renew, rent or dispose of a vehicle (公务用车配备更新处置申请)."""

    purpose = models.CharField(_("Why the change is needed"), max_length=200)
    kind = models.CharField(_("Kind of change"), max_length=8, choices=ChangeKind, default=ChangeKind.PURCHASE)
    unit = models.ForeignKey("org.Organ", models.PROTECT, verbose_name=_("Unit of the quota"), related_name="+")
    category = models.CharField(_("Category of vehicle"), max_length=12, choices=Category, default=Category.GENERAL)
    body = models.CharField(_("Body"), max_length=10, choices=Body, default=Body.SEDAN)
    energy = models.CharField(_("Energy"), max_length=8, choices=Energy, default=Energy.ELECTRIC)
    price = MoneyField(
        _("Price"),
        help_text=_("Without purchase tax; for a rental the rent of a year, for a disposal what it should bring."),
    )
    displacement = models.DecimalField(
        _("Displacement in litres"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    source = models.CharField(_("Source of the vehicle"), max_length=12, choices=Source, default=Source.PROCUREMENT)
    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, null=True, blank=True, verbose_name=_("Vehicle to renew or dispose of"),
        related_name="changes",
    )  # fmt: skip
    ground = models.CharField(_("Ground of the renewal"), max_length=9, choices=Ground, blank=True)
    outlet = models.CharField(_("Way of disposal"), max_length=8, choices=Outlet, blank=True)
    proceeds = MoneyField(_("Proceeds"), null=True, blank=True)
    carried_on = models.DateField(_("Carried out on"), null=True, blank=True)
    paper = models.CharField(_("Contract, receipt or certificate"), max_length=120, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Change of vehicles")
        constraints = [
            *state_constraints(
                "change",
                ChangeState,
                {"carried_on": (ChangeState.DONE,), "paper": (ChangeState.DONE,)},
                texts=("paper",),
            )
        ]

    @property
    def fleet_heads(self) -> list[int]:
        """The posts that decide about the fleet: a seat of the route."""
        return heads_of(self.organ_id)

    def __str__(self) -> str:
        return self.purpose
