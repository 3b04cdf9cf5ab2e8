"""The days that a notice arranges, and the clocks of entries with their pauses and extensions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class CalendarYear(models.Model):
    """A year whose arrangement was brought in (年度安排), for a place and everything below it; '' is the country."""

    place = models.CharField(_("Place code"), max_length=12, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"))
    provisional = models.BooleanField(_("Provisional"), default=False)
    notice = models.CharField(_("Notice"), max_length=200, blank=True)
    imported_at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(name="calendar_year_once", fields=("place", "year"))]

    def __str__(self) -> str:
        return f"{self.year} {self.place}".strip()


class CalendarDay(models.Model):
    """A day off that is no weekend, or a weekend day that is worked (调休)."""

    class Kind(models.TextChoices):
        OFF = "off", _("Day off")
        WORK = "work", _("Working day")

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    place = models.CharField(_("Place code"), max_length=12, blank=True)
    date = models.DateField(_("Date"))
    kind = models.CharField(_("Kind"), max_length=4, choices=Kind)
    name = models.CharField(_("Holiday"), max_length=40, blank=True)
    notice = models.CharField(_("Notice"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="calendar_day_once_a_year", fields=("year", "date"))]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class Clock(models.Model):
    """A term that runs for an entry (期限). `due_at` is derived and computed again when a notice arrives."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        MET = "met", _("Met")
        STOPPED = "stopped", _("Stopped")

    class Unit(models.TextChoices):
        WORKDAY = "workday", _("Working days")
        DAY = "day", _("Days")
        WORKHOUR = "workhour", _("Working hours")
        HOUR = "hour", _("Hours")
        MONTH = "month", _("Months")

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="clocks", db_index=False)
    key = models.CharField(max_length=60)
    started_at = MomentField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8, choices=Unit)
    place = models.CharField(max_length=12, blank=True)
    roll = models.BooleanField(default=True)
    due_at = MomentField()
    provisional = models.BooleanField(default=False)
    met_at = MomentField(null=True)
    stopped_at = MomentField(null=True)
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)

    class Meta:
        indexes = [
            models.Index(fields=("due_at",), name="clock_open_due", condition=Q(state__in=("running", "paused"))),
        ]
        constraints = [
            models.UniqueConstraint(
                name="clock_once_open", fields=("entry", "key"), condition=Q(state__in=("running", "paused"))
            ),
            models.CheckConstraint(name="clock_met_when", condition=Q(state="met") ^ Q(met_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount} {self.unit}"


class Pause(models.Model):
    """A time that does not count (中止), with its cause as a stored sentence."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    from_at = MomentField()
    until_at = MomentField(null=True)
    cause = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pause_once_open", fields=("clock",), condition=Q(until_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.from_at} – {self.until_at}"


class Extension(models.Model):
    """More time, in the clock's own unit, with the reason (延期)."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions")
    amount = models.PositiveIntegerField()
    reason = models.CharField(_("Reason"), max_length=500)
    by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="extension_is_more", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"+{self.amount}: {self.reason}"
