"""Runs of routes: stages and rounds are rows, never states."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField

from .templates import RouteEdition, RouteStage


class RouteRun(models.Model):
    """One journey of a matter along a route. At most one is live for a matter."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="runs")
    edition = models.ForeignKey(RouteEdition, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = MomentField()
    started_by = models.BigIntegerField(null=True)
    ended_at = MomentField(null=True)
    named = models.JSONField(default=dict, help_text=_("Whom the starter chose, by the name of the seat."))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_live_run", fields=("entry",), condition=Q(state="running")),
            models.CheckConstraint(
                name="run_ended_when_over",
                condition=Q(state="running", ended_at__isnull=True) | (~Q(state="running") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class StageRun(models.Model):
    """One opening of a stage. Exactly one is open in a live run."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")

    run = models.ForeignKey(RouteRun, models.PROTECT, related_name="stages")
    stage = models.ForeignKey(RouteStage, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    rejoin = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("The stage to which the matter goes straight back afterwards."),
    )
    note = models.TextField(blank=True)
    opened_at = MomentField()
    closed_at = MomentField(null=True)
    seated: Sequence["Participant"] = ()
    """Those who were seated when the stage was opened here; it is no column."""

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(name="one_open_stage", fields=("run",), condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.stage} {self.round}"


class Participant(models.Model):
    """One post's part in a stage: open until decided once, handed over or no longer needed."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        AGREED = "agreed", _("Agreed")
        DISAGREED = "disagreed", _("Disagreed")
        RETURNED = "returned", _("Returned")
        READ = "read", _("Read")
        HANDED = "handed", _("Handed over")
        SPARED = "spared", _("No longer needed")

    stage = models.ForeignKey(StageRun, models.PROTECT, related_name="participants")
    post = models.ForeignKey("org.Post", models.PROTECT, related_name="+")
    instead_of = models.BigIntegerField(null=True, help_text=_("The post for which this one stands in."))
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    person = models.BigIntegerField(null=True)
    words = models.TextField(blank=True)
    at = MomentField()
    decided_at = MomentField(null=True)
    added_by = models.BigIntegerField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = MomentField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="post_once_open_in_a_stage", fields=("stage", "post"), condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="decision_has_its_moment",
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.state}"
