"""Entry: the one identity of every row of every noun."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from chancery.kernel.base.fields import MomentField

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for "no due moment", so that an index range over due moments needs no second branch."""


class Noun(models.Model):
    """A kind of row, by a small number that the narrow tables can carry."""

    id = models.SmallAutoField(primary_key=True)
    key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """What a list shows of a matter or a register row: number, title, state, holder, clock. `opened_at` never changes."""

    noun = models.ForeignKey(Noun, models.PROTECT, related_name="+", db_index=False)
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    opened_at = MomentField()
    opened_by = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField(max_length=60, blank=True, db_default="")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=24, blank=True, db_default="")
    urgency = models.PositiveSmallIntegerField(default=0)
    due_at = MomentField(default=NEVER)
    closed_at = MomentField(null=True)
    holder = models.ForeignKey("org.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    holders = models.PositiveSmallIntegerField(default=0)
    held_since = MomentField(null=True)
    landed = models.BooleanField(
        default=True, help_text="Rows of an import are hidden until the whole import has landed."
    )
    voided_at = MomentField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("opened_at", "id"), name="entry_opened"),
            models.Index(fields=("noun", "opened_at", "id"), name="entry_of_noun"),
            models.Index(fields=("due_at", "id"), name="entry_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=("organ", "opened_at", "id"), name="entry_of_organ"),
            models.Index(fields=("number",), name="entry_number"),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_void_has_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title
