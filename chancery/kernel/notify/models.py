"""Messages, and how each person wants to be written to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class Message(models.Model):
    """One message (消息) to a post, or to a person in no particular post. The sentence is rendered for its reader."""

    recipient = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    sentence = models.JSONField()
    entry = models.ForeignKey("desk.Entry", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    at = MomentField()
    read_at = MomentField(null=True)
    mailed_at = MomentField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("recipient", "id"), name="message_unread_post", condition=Q(read_at__isnull=True)),
            models.Index(fields=("person", "id"), name="message_unread_person", condition=Q(read_at__isnull=True)),
            models.Index(fields=("id",), name="message_unmailed", condition=Q(mailed_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_has_a_reader", condition=Q(recipient__isnull=False) | Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MailChoice(models.Model):
    """When a person wants messages by mail (邮件提醒): never, each at once, or one digest in the evening."""

    class When(models.TextChoices):
        NEVER = "never", _("Never")
        EACH = "each", _("Each message")
        DAILY = "daily", _("Once a day")

    person = models.OneToOneField("org.Person", models.PROTECT, primary_key=True, related_name="mail_choice")
    when = models.CharField(_("Mail"), max_length=5, choices=When, default=When.NEVER)

    def __str__(self) -> str:
        return self.when


class Webhook(models.Model):
    """An address of an organ's own system that is told of events (事件推送), in order and at least once.

    `next` is the first leaf of the log that it has not been told; `late_at` and `late_entry` are the last matter
    that was told as overdue. The post that keeps it lends its rights, the organ its sight.
    """

    class Standing(models.TextChoices):
        ON = "on", _("Being told")
        STOPPED = "stopped", _("Stopped by its keeper")
        PAUSED = "paused", _("Paused after failures")
        ENDED = "ended", _("Taken away")

    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+")
    post = models.ForeignKey("org.Post", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("Name of the receiving system"), max_length=60)
    address = models.CharField(_("Address that is told"), max_length=500)
    events = models.JSONField(default=list)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.ON)
    why = models.JSONField(null=True)
    secret = models.BinaryField(max_length=300)
    former_secret = models.BinaryField(max_length=300, null=True)
    former_until = MomentField(null=True)
    next = models.BigIntegerField(default=0)
    late_at = MomentField()
    late_entry = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    try_at = MomentField(null=True)
    held_until = MomentField(null=True)

    class Meta:
        indexes = [models.Index(fields=("id",), name="webhook_on", condition=Q(standing="on"))]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one webhook (推送记录): how often it was tried, and how the last try ended.

    A log of thirty days and no outbox: what is still to be told stands in the trail, and the webhook knows its place there.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waits to be sent")
        SENT = "sent", _("Taken")
        FAILED = "failed", _("Not taken")
        WITHHELD = "withheld", _("Out of the organ's sight by now")

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=60)
    kind = models.CharField(max_length=100)
    entry = models.ForeignKey("desk.Entry", models.PROTECT, null=True, related_name="+", db_index=False)
    line = models.ForeignKey("audit.Line", models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = MomentField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    at = MomentField()
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.JSONField(null=True)
    took = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("webhook", "at"), name="delivery_of_webhook"),
            models.Index(fields=("webhook", "id"), name="delivery_waiting", condition=Q(outcome="waiting")),
            models.Index(fields=("at",), name="delivery_by_age"),
        ]
        constraints = [models.UniqueConstraint(name="delivery_once", fields=("webhook", "event"))]

    def __str__(self) -> str:
        return self.event
