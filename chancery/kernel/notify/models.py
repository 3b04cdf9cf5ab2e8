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
