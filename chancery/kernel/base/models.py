"""Record: what every noun of every module is made of."""

from __future__ import annotations

from typing import Any

from django.db import models

from .scope import current_scope


class ScopedManager(models.Manager[Any]):
    """Gives only rows that the current actor may see; outside a scope it raises NoScope."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = current_scope().rows(super().get_queryset())
        return rows


class Record(models.Model):
    """One row with an identity in the house: its key is the key of its `desk.Entry`.

    `version` grows with each change; forms and `If-Match` carry it, so a stale page is noticed.
    Rows are never deleted: they are voided with a reason, in the entry.
    """

    entry = models.OneToOneField(
        "desk.Entry", models.PROTECT, primary_key=True, db_column="id", related_name="%(app_label)s_%(class)s"
    )
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return str(getattr(self, "title", "") or getattr(self, "name", "") or self.pk)


class Matter(Record):
    """A row that is handled (办件): it has a state, a clock and an end. Only flow.move() writes `state`."""

    state = models.CharField(max_length=24)

    class Meta(Record.Meta):
        abstract = True


class OnceKey(models.Model):
    """A key that makes a form's second press, or a repeated API call, the same request (幂等)."""

    key = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key
