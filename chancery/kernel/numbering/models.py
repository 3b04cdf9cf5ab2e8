"""Series, the counters in them, and the numbers that were given."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField

NEVER_RESET = 0


class Series(models.Model):
    """A series of numbers (编号序列). An organ's own row goes before the common one of the same key."""

    class Reset(models.TextChoices):
        YEARLY = "yearly", _("Each year")
        NEVER = "never", _("Never")

    key = models.CharField(max_length=60)
    organ = models.ForeignKey("org.Organ", models.PROTECT, null=True, blank=True, related_name="+")
    pattern = models.CharField(_("Pattern"), max_length=80)
    reset = models.CharField(_("Starts anew"), max_length=6, choices=Reset, default=Reset.YEARLY)
    kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="series_once", fields=("key", "organ")),
            models.UniqueConstraint(name="series_common_once", fields=("key",), condition=Q(organ__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.pattern}"


class Counter(models.Model):
    """The next serial of a series in one organ and year (year 0 where it never starts anew)."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="counters")
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="counter_once", fields=("series", "organ", "year"))]

    def __str__(self) -> str:
        return f"{self.year}: {self.next}"


class Number(models.Model):
    """A number that was given (文号). A voided one keeps its serial, so that it is never given again."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="numbers")
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(null=True)
    text = models.CharField(_("Number"), max_length=60)
    entry = models.ForeignKey("desk.Entry", models.PROTECT, null=True, related_name="numbers")
    at = MomentField()
    held = models.BooleanField(default=False, help_text=_("Kept for a row of an import that has not landed yet."))
    voided_at = MomentField(null=True)
    void_reason = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="number_once", fields=("series", "organ", "year", "serial")),
            models.UniqueConstraint(name="number_text_once", fields=("series", "organ", "text")),
            models.CheckConstraint(
                name="number_voided_with_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.text
