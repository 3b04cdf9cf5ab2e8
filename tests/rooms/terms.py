"""Words of the test register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingState(models.TextChoices):
    ASKED = "asked", _("Asked")
    BOOKED = "booked", _("Booked")
    RELEASED = "released", _("Released")
