"""Line, leaf and head of the trail."""

from typing import Any

from django.db import models
from django.db.models.expressions import Func

from chancery.kernel.base.fields import MomentField


class CurrentTransaction(Func):
    """The id of the running transaction; SQLite has one writer, so there the order of ids is the order of commits."""

    output_field = models.BigIntegerField()
    template = "0"
    arity = 0

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)", **more)


class Line(models.Model):
    """One thing that happened (留痕): who, in which post, when, why, before and after. Never rewritten."""

    xid = models.BigIntegerField(db_default=CurrentTransaction())
    at = MomentField()
    person = models.BigIntegerField(null=True)
    post = models.BigIntegerField(null=True)
    acting_for = models.BigIntegerField(null=True)
    who = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=8)
    action = models.CharField(max_length=60)
    entry = models.ForeignKey("desk.Entry", models.PROTECT, null=True, related_name="lines", db_index=False)
    outcome = models.CharField(max_length=8, default="done")
    request = models.CharField(max_length=40, blank=True)
    body = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    leaf = models.BinaryField(max_length=32)
    erased = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=("entry", "id"), name="line_of_entry"),
            models.Index(fields=("xid", "id"), name="line_in_order"),
            models.Index(fields=("action", "id"), name="line_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.entry_id or ''}"


class Leaf(models.Model):
    """The place of a line in the Merkle log."""

    index = models.BigIntegerField(primary_key=True)
    line = models.OneToOneField(Line, models.PROTECT, related_name="sealed")

    def __str__(self) -> str:
        return str(self.index)


class Head(models.Model):
    """A sealed state of the log: its size, root and signature, bound to the head before it."""

    size = models.BigIntegerField(primary_key=True)
    at = MomentField()
    horizon = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    frontier = models.JSONField()
    previous = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ("size",)

    def __str__(self) -> str:
        return str(self.size)
