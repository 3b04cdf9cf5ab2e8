"""How far each hearer of events has come."""

from django.db import models


class EventCursor(models.Model):
    """The next leaf of the log that a handler has not heard (事件进度). Delivery is at least once; handlers are idempotent."""

    handler = models.CharField(max_length=120, primary_key=True)
    next = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.handler
