"""A table that came in, and its rows: staged, checked, made unseen, then landed under one number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class Import(models.Model):
    """One import (导入): whose table, of which noun, how far it is, and what is wrong with it."""

    class State(models.TextChoices):
        READING = "reading", _("Being checked")
        STAGED = "staged", _("Checked, nothing wrong")
        REFUSED = "refused", _("Checked, with faults")
        APPLYING = "applying", _("Being imported")
        LANDING = "landing", _("Being shown")
        APPLIED = "applied", _("Imported")
        UNDONE = "undone", _("Taken back")

    noun = models.CharField(max_length=60)
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    columns = models.JSONField(default=list, help_text="The columns that the table may fill.")
    match = models.JSONField(default=list, help_text="The columns by which a row is known again.")
    headings = models.JSONField(default=list)
    heading_row = models.PositiveIntegerField(default=1)
    shape = models.CharField(max_length=64, help_text="Digest of the headings: tables of one shape are mapped alike.")
    mapping = models.JSONField(default=dict, help_text="Place of a heading to the column it fills.")
    by_hand = models.BooleanField(default=False, help_text="Whether somebody has corrected the mapping.")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="Rows that are through with the present step.")
    landed_to = models.PositiveIntegerField(default=0, help_text="Number of the last row that can be seen.")
    counts = models.JSONField(default=dict, help_text="How many rows are new, changed and the same.")
    faults = models.JSONField(default=dict, help_text="How many, and the first 200.")
    outcome = models.JSONField(default=dict)
    at = MomentField()
    moved_at = MomentField(help_text="When it last made headway; one that stands still may be taken up again.")
    landed_at = MomentField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("noun", "organ", "id"), name="import_of_noun"),
            models.Index(
                fields=("moved_at",), name="import_under_way", condition=Q(state__in=("reading", "applying", "landing"))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_landed_when_applied", condition=~Q(state="applied") | Q(landed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of a table: its number in the file, its cells as they came, and the entry that it became."""

    class Kind(models.TextChoices):
        NEW = "new", _("New row")
        CHANGED = "changed", _("Changed row")
        SAME = "same", _("Unchanged row")

    of = models.ForeignKey(Import, models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.NEW)
    target = models.BigIntegerField(null=True, help_text="The entry that the row changes; null if it makes a new one.")
    version = models.PositiveIntegerField(null=True, help_text="The version of that entry when the row was checked.")
    entry = models.ForeignKey("desk.Entry", models.PROTECT, null=True, related_name="+", db_index=False)
    before = models.JSONField(default=dict, help_text="What a changed row said before.")

    class Meta:
        constraints = [models.UniqueConstraint(name="import_row_once", fields=("of", "number"))]
        indexes = [models.Index(fields=("entry",), name="import_row_entry", condition=Q(entry__isnull=False))]

    def __str__(self) -> str:
        return f"{self.of_id}:{self.number}"
