"""A stored file, the text in it, and its place at an entry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class StoredFile(models.Model):
    """Content kept once, whoever attached it (文件): its name in the store is the digest of its bytes (SHA-256)."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    pages = models.PositiveIntegerField(null=True)
    text_chars = models.PositiveIntegerField(default=0)
    at = MomentField()

    def __str__(self) -> str:
        return self.digest


class FileText(models.Model):
    """The text inside a file, kept for search and comparison (文件文字)."""

    file = models.OneToOneField(StoredFile, models.PROTECT, primary_key=True, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class Attachment(models.Model):
    """A file at an entry (附件), under the name its giver chose. It is voided with a reason, never deleted."""

    class Role(models.TextChoices):
        MAIN = "main", _("Main text")
        ANNEX = "annex", _("Annex")
        REPLY = "reply", _("Reply")
        OTHER = "other", _("Other")

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="attachments", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    name = models.CharField(_("Name"), max_length=200)
    role = models.CharField(_("Role"), max_length=5, choices=Role, default=Role.OTHER)
    position = models.PositiveIntegerField(_("Order"), default=1)
    at = MomentField()
    by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    voided_at = MomentField(null=True)
    void_reason = models.CharField(_("Reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("position", "pk")
        indexes = [models.Index(fields=("entry", "position"), name="attachment_of_entry")]
        constraints = [
            models.UniqueConstraint(
                name="attachment_once_at_entry", fields=("entry", "file"), condition=Q(voided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="attachment_voided_with_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
