"""What looks wrong with a vehicle, and what was said about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.vehicles.terms import AlertKind, AlertState


class Alert(Matter):
    """A finding of a rule (用车疑点) that somebody explains and somebody judges."""

    title = models.CharField(_("Finding"), max_length=200)
    kind = models.CharField(_("Kind of finding"), max_length=11, choices=AlertKind, default=AlertKind.ODOMETER)
    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, verbose_name=_("Vehicle"), related_name="alerts", db_index=False
    )
    trip = models.ForeignKey(
        "vehicles.Trip", models.PROTECT, null=True, blank=True, verbose_name=_("Trip"), related_name="alerts"
    )
    happened_on = models.DateField(_("Day of the finding"))
    explanation = models.TextField(_("Explanation"), blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Finding about a vehicle")
        constraints = [
            *state_constraints("alert", AlertState, {"explanation": (AlertState.ANSWERED,)}, texts=("explanation",))
        ]
        indexes = [models.Index(fields=("vehicle", "kind", "happened_on"), name="alert_once")]
