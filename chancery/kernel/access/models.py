"""Roles of posts, grants with a cause, and tokens."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class PostRole(models.Model):
    """A role (角色) that a post holds between two dates; what a role allows is declared by the modules."""

    post = models.ForeignKey("org.Post", models.PROTECT, related_name="roles")
    role = models.CharField(_("Role"), max_length=60)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_role_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(name="post_role_once", fields=("post", "role", "since")),
        ]

    def __str__(self) -> str:
        return self.role


class Grant(models.Model):
    """The right of one party to see one entry (授权), with its cause. It ends when the cause ends; rows are kept."""

    class Cause(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        COUNTERSIGNING = "countersign", _("Countersigning")
        READING = "reading", _("Circulated for reading")
        INSTRUCTING = "instructing", _("Asked for an instruction")
        SHARED = "shared", _("Shared")
        COMMITTEE = "committee", _("Committee")

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="grants", db_index=False)
    viewer = models.ForeignKey("org.Party", models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause)
    source = models.CharField(max_length=40, blank=True)
    since = MomentField()
    until = MomentField(null=True)

    class Meta:
        indexes = [models.Index(fields=("entry", "viewer"), name="grant_of_entry")]
        constraints = [
            models.UniqueConstraint(
                name="grant_once_a_cause",
                fields=("entry", "viewer", "cause", "source"),
                condition=Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.entry_id}"


class Token(models.Model):
    """A key for programs (令牌) that acts as one account in one post; only its digest is kept."""

    user = models.ForeignKey("org.User", models.PROTECT, related_name="tokens")
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    at = MomentField()
    until = MomentField(null=True)

    def __str__(self) -> str:
        return self.label or str(self.pk)
