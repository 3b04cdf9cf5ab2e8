"""Route templates: rows that each office edits. An edition never changes; a running route keeps the one it began with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RouteTemplate(models.Model):
    """A named approval route (审批路线) of an organ, or of everybody where `organ` is empty."""

    key = models.CharField(_("Key"), max_length=60)
    organ = models.ForeignKey("org.Organ", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("Title"), max_length=80)
    noun = models.CharField(_("Noun"), max_length=60)
    retired = models.BooleanField(_("Retired"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="route_once_an_organ", fields=("key", "organ"), nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.title


class RouteEdition(models.Model):
    """One edition of a template; the newest one is used by routes that start from now on."""

    template = models.ForeignKey(RouteTemplate, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(name="edition_once", fields=("template", "number"))]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"


class RouteStage(models.Model):
    """One stage: what is done, by one, all or n of its people, under which condition."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("Review")
        COUNTERSIGN = "countersign", _("Countersign")
        SIGN = "sign", _("Sign")
        READ = "read", _("Read")

    class Mode(models.TextChoices):
        ONE = "one", _("One of them")
        ALL = "all", _("All of them")
        SOME = "some", _("A number of them")

    edition = models.ForeignKey(RouteEdition, models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=60)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    mode = models.CharField(_("Who of them"), max_length=4, choices=Mode, default=Mode.ALL)
    quorum = models.PositiveSmallIntegerField(_("Number"), null=True, blank=True)
    condition = models.JSONField(_("Condition"), default=list, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(name="stage_position_once", fields=("edition", "position")),
            models.CheckConstraint(name="stage_quorum_when_some", condition=~Q(mode="some") | Q(quorum__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class RouteSeat(models.Model):
    """Who sits in a stage: a post, a role in an organ, or a column of the matter. Resolved when the stage opens."""

    class Kind(models.TextChoices):
        POST = "post", _("A post")
        ROLE = "role", _("Holders of a role in an organ")
        FIELD = "field", _("Named in the matter")

    stage = models.ForeignKey(RouteStage, models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=5, choices=Kind)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    organ = models.ForeignKey("org.Organ", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_names_somebody",
                condition=Q(kind="post", post__isnull=False) | (~Q(kind="post") & ~Q(name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.post_id}"
