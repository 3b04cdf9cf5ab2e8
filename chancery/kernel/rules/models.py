"""An office's own values of rules that let themselves be set."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class RuleValue(models.Model):
    """A value that a place or an office has set within the law (本地规则值), with its document and dates."""

    class Strength(models.TextChoices):
        FORBID = "forbid", _("Forbids")
        ASK = "ask", _("Asks for a reason")
        ADVISE = "advise", _("Advises")

    key = models.CharField(_("Rule"), max_length=80)
    value = models.JSONField(_("Value"), encoder=DjangoJSONEncoder)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    place = models.CharField(_("Place code"), max_length=20, blank=True)
    since = models.DateField(_("From"))
    until = models.DateField(_("To"), null=True, blank=True)
    title = models.CharField(_("Document"), max_length=200)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    article = models.CharField(_("Article"), max_length=60)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    quote = models.TextField(_("Text of the article"), blank=True)
    checked_by = models.CharField(_("Checked by"), max_length=60, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    strength = models.CharField(_("Strength"), max_length=6, choices=Strength, default=Strength.FORBID)
    by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    at = MomentField()

    class Meta:
        ordering = ("key", "place", "since")
        constraints = [
            models.UniqueConstraint(name="rule_value_once", fields=("key", "place", "since")),
            models.CheckConstraint(
                name="rule_value_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.unit}".strip()
