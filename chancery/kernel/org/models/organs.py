"""Organ and post: the two kinds of party that can see, hold and act."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Party(models.Model):
    """One key for organs and posts (机构与岗位), so that rights and lists need a single viewer column."""

    class Kind(models.TextChoices):
        ORGAN = "organ", _("Organ")
        POST = "post", _("Post")

    kind = models.CharField(max_length=5, choices=Kind)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Organ(models.Model):
    """An organ (机构) or a section inside one. A merger ends it; it is never deleted."""

    class Level(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        OFFICE = "office", _("General office")
        DEPARTMENT = "department", _("Department")
        COUNTY = "county", _("County government")
        TOWNSHIP = "township", _("Township government")
        SECTION = "section", _("Section")
        OUTSIDE = "outside", _("Outside organ")

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, db_column="id", related_name="organ")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("Full name"), max_length=120)
    short_name = models.CharField(_("Short name"), max_length=40)
    level = models.CharField(_("Level"), max_length=12, choices=Level)
    code = models.CharField(_("Credit code"), max_length=18, blank=True)
    place = models.CharField(_("Place code"), max_length=12, blank=True)
    mark = models.CharField(
        "Document mark", max_length=20, blank=True, help_text=_("The organ's word in document numbers (机关代字).")
    )
    position = models.PositiveIntegerField(_("Order"), default=0)
    since = models.DateField(_("Valid from"))
    until = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="organ_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="organ_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Post(models.Model):
    """A post (岗位): rights and tasks belong to it, people hold it for a time."""

    class Rank(models.TextChoices):
        LEADER = "leader", _("Leader")
        HEAD = "head", _("Head")
        OFFICER = "officer", _("Officer")
        CLERK = "clerk", _("Clerk")

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, db_column="id", related_name="post")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts")
    reach = models.ForeignKey(
        Organ,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The organ whose subtree this post reads; empty means its own organ."),
    )
    title = models.CharField(_("Title"), max_length=60)
    rank = models.CharField(_("Rank"), max_length=8, choices=Rank)
    position = models.PositiveIntegerField(_("Order"), default=0)
    since = models.DateField(_("Valid from"))
    until = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="post_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.title
