"""Projections that keep every list one or two index ranges: sight, due and tasks.

They are written only by `desk.projection`, in the transaction of their source, and can be rebuilt from it.
"""

from django.db import models

from chancery.kernel.base.fields import MomentField

from .entries import NEVER, Entry


class Sight(models.Model):
    """One narrow row for each party that may see an entry, in list order."""

    pk = models.CompositePrimaryKey("viewer", "opened_at", "entry_id")
    viewer = models.BigIntegerField()
    opened_at = MomentField()
    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    noun = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=("viewer", "noun", "opened_at", "entry"), name="sight_of_noun")]

    def __str__(self) -> str:
        return f"{self.viewer} sees {self.entry_id}"


class Due(models.Model):
    """Open entries by viewer and due moment; gone when the matter closes."""

    pk = models.CompositePrimaryKey("viewer", "due_at", "entry_id")
    viewer = models.BigIntegerField()
    due_at = MomentField()
    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    noun = models.SmallIntegerField()
    urgency = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=("viewer", "noun", "due_at", "entry"), name="due_of_noun")]

    def __str__(self) -> str:
        return f"{self.viewer}: {self.entry_id} by {self.due_at}"


class Task(models.Model):
    """Who must act on an entry now, by which move, by when (待办). A finished task leaves the table."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="tasks")
    noun = models.IntegerField()
    assignee = models.ForeignKey("org.Party", models.PROTECT, related_name="+", db_index=False)
    move = models.CharField(max_length=40, blank=True)
    due_at = MomentField(default=NEVER)
    urgency = models.PositiveSmallIntegerField(default=0)
    opened_at = MomentField()
    reading = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    urged = models.PositiveSmallIntegerField(default=0)
    source = models.BigIntegerField(null=True, help_text="The participant of a route that this task stands for.")

    class Meta:
        # Noun and move close the index, so that what waits for a post is counted without a look at the tasks.
        indexes = [
            models.Index(fields=("assignee", "reading", "due_at", "id", "noun", "move"), name="task_of_assignee")
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.entry_id}"
