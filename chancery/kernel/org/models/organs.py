"""Organ and post: the two kinds of party that can see, hold and act."""

from django.db import models
from django.db.models import F, Q


class Party(models.Model):
    """One key for organs and posts (机构与岗位), so that rights and lists need a single viewer column."""

    class Kind(models.TextChoices):
        ORGAN = "organ", "Organ"
        POST = "post", "Post"

    kind = models.CharField(max_length=5, choices=Kind)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Organ(models.Model):
    """An organ (机构) or a section inside one. A merger ends it; it is never deleted."""

    class Level(models.TextChoices):
        GOVERNMENT = "government", "Government"
        OFFICE = "office", "General office"
        DEPARTMENT = "department", "Department"
        COUNTY = "county", "County government"
        TOWNSHIP = "township", "Township government"
        SECTION = "section", "Section"
        OUTSIDE = "outside", "Outside organ"

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, db_column="id", related_name="organ")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField("Full name", max_length=120)
    short_name = models.CharField("Short name", max_length=40)
    level = models.CharField("Level", max_length=12, choices=Level)
    code = models.CharField("Credit code", max_length=18, blank=True)
    place = models.CharField("Place code", max_length=12, blank=True)
    mark = models.CharField(
        "Document mark", max_length=20, blank=True, help_text="The organ's word in document numbers (机关代字)."
    )
    position = models.PositiveIntegerField("Order", default=0)
    since = models.DateField("Valid from")
    until = models.DateField("Valid until", null=True, blank=True)

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
        LEADER = "leader", "Leader"
        HEAD = "head", "Head"
        OFFICER = "officer", "Officer"
        CLERK = "clerk", "Clerk"

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, db_column="id", related_name="post")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts")
    reach = models.ForeignKey(
        Organ,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The organ whose subtree this post reads; empty means its own organ.",
    )
    title = models.CharField("Title", max_length=60)
    rank = models.CharField("Rank", max_length=8, choices=Rank)
    position = models.PositiveIntegerField("Order", default=0)
    since = models.DateField("Valid from")
    until = models.DateField("Valid until", null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="post_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.title
