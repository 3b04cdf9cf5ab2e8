"""A date that runs out, as a matter."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints

from .terms import FIRST_DAY, LAST_DAY, ExpiryState


class Expiry(Matter):
    """One date of one row of a register that runs out (到期事项), or a date that somebody noted by hand."""

    title = models.CharField(_("What runs out"), max_length=300)
    ends_on = models.DateField(_("Last day"), validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)])
    subject = models.ForeignKey(
        "desk.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="expiries",
        db_index=False,
        verbose_name=_("Row of the register"),
    )
    clock = models.CharField(_("Date of the register"), max_length=120, blank=True, editable=False)
    holders = models.JSONField(_("To be seen to by"), default=list, blank=True, editable=False)
    next_notice = models.DateField(_("Told next on"), null=True, blank=True, editable=False)
    renewed_until = models.DateField(_("Renewed until"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Expiry")
        constraints = [
            *state_constraints("expiry", ExpiryState, {}),
            models.UniqueConstraint(name="expiry_once_a_date", fields=("subject", "clock", "ends_on")),
            models.UniqueConstraint(
                name="expiry_once_a_clock", fields=("subject", "clock"), condition=Q(state=ExpiryState.OPEN)
            ),
            models.CheckConstraint(
                name="expiry_clock_of_subject",
                condition=Q(subject__isnull=True, clock="") | Q(subject__isnull=False) & ~Q(clock=""),
            ),
        ]
        indexes = [
            models.Index(fields=("clock", "ends_on"), name="expiry_of_clock"),
            models.Index(fields=("next_notice",), name="expiry_next", condition=Q(state=ExpiryState.OPEN)),
        ]
