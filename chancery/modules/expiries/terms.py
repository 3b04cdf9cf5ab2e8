"""Words of expiries, and the days that stand for "none"."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExpiryState(models.TextChoices):
    OPEN = "open", _("Runs out")
    RENEWED = "renewed", _("Renewed")
    DROPPED = "dropped", _("Needs no renewal")


NOTICE = (30, 7, 1)
"""How many days before the end somebody is told, where no register says otherwise."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
NO_MORE = date(9999, 12, 31)
"""Stands for "nobody is told again", so that the round asks one index range."""
