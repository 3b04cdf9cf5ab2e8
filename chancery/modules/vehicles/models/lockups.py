"""Exceptions from the sealing of vehicles on days off."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.vehicles.terms import Kind, LockupState

from .desks import heads_of


class Lockup(Matter):
    """That a vehicle may be driven while the others are sealed (节假日封存例外), for duty, emergency or confidential mail."""

    purpose = models.CharField(_("Why it must be driven"), max_length=120)
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, verbose_name=_("Vehicle"), related_name="lockups")
    kind = models.CharField(_("Kind of trip"), max_length=12, choices=Kind, default=Kind.WATCH)
    since = models.DateField(_("From day"))
    until = models.DateField(_("To day"))

    class Meta(Matter.Meta):
        verbose_name = _("Exception from sealing")
        constraints = [
            *state_constraints("lockup", LockupState, {}),
            models.CheckConstraint(name="lockup_ends_later", condition=Q(until__gte=F("since"))),
        ]

    @property
    def fleet_heads(self) -> list[int]:
        """The posts that decide about the fleet: a seat of the route."""
        return heads_of(self.organ_id)

    def __str__(self) -> str:
        return self.purpose
