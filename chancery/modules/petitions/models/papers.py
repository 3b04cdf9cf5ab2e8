"""Papers of the three levels (信访文书): what was written when, and how and when it reached whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.modules.petitions.terms import PaperKind, Served


class Paper(models.Model):
    """One paper of a matter: its masked words as they were on that day, and its service."""

    entry = models.ForeignKey("desk.Entry", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("Paper of the matter"), max_length=13, choices=PaperKind)
    serial = models.PositiveSmallIntegerField(default=1)
    words = models.JSONField(default=dict)
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+", db_index=False)
    at = MomentField()
    served_on = models.DateField(_("Served on"), null=True)
    served = models.CharField(_("How it was served"), max_length=6, choices=Served, blank=True)
    receipt = models.CharField(_("Receipt or mail number"), max_length=80, blank=True)
    served_by = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(name="petition_paper_once", fields=("entry", "kind", "serial")),
            models.CheckConstraint(
                name="petition_paper_served_how", condition=Q(served_on__isnull=True, served="") | (Q(served_on__isnull=False) & ~Q(served=""))
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("at",), name="petition_paper_unserved", condition=Q(served_on__isnull=True))]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind} {self.serial}"
