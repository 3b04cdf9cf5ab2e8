"""A room, and a booking of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter, Record
from chancery.kernel.flow.declare import state_constraints

from .terms import BookingState


class Room(Record):
    """A meeting room (会议室): a row that lives long and has no flow."""

    name = models.CharField(_("Room name"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("Seats"))
    rate = MoneyField(_("Rate a day"), null=True, blank=True)
    lease_until = models.DateField(_("Leased until"), null=True, blank=True, db_index=True)

    class Meta(Record.Meta):
        verbose_name = _("Room")


class Booking(Matter):
    """A booking of a room (会议室预订)."""

    title = models.CharField(_("Purpose"), max_length=80)
    room = models.ForeignKey(Room, models.PROTECT, verbose_name=_("Room"), related_name="bookings")
    begins_at = MomentField(_("Begins"))
    ends_at = MomentField(_("Ends"))
    people = models.PositiveSmallIntegerField(_("People"))

    class Meta(Matter.Meta):
        verbose_name = _("Booking")
        constraints = [
            *state_constraints("booking", BookingState, {}),
            models.CheckConstraint(name="booking_ends_later", condition=Q(ends_at__gt=F("begins_at"))),
        ]
