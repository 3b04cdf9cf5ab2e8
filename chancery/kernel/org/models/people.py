"""Person, tenure and deputy: who sits in a post, since when, and who stands in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organs import Post


class Person(models.Model):
    """A person (人员) of the house, apart from the account."""

    name = models.CharField(_("Name"), max_length=40)
    staff_number = models.CharField(_("Staff number"), max_length=20, unique=True)
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Tenure(models.Model):
    """A person holding a post between two dates (任职). `until` is the first day on which it no longer holds."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", _("Substantive")
        CONCURRENT = "concurrent", _("Concurrent")
        ACTING = "acting", _("Acting")

    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind, default=Kind.SUBSTANTIVE)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)
    paper = models.CharField(_("Appointed by"), max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenure_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(name="tenure_once", fields=("person", "post", "since")),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class Deputy(models.Model):
    """The post that stands in for another one (AB岗、代理), in order, between two dates or always."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Post, models.PROTECT, related_name="stands_in_for")
    position = models.PositiveSmallIntegerField(_("Order"), default=1)
    absent_only = models.BooleanField(_("Only when the post is vacant"), default=True)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.CheckConstraint(name="deputy_is_another_post", condition=~Q(post=F("deputy")))]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.post}"
