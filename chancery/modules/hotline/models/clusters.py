"""A burst of requests about one subject or one place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.hotline.terms import ClusterKind, ClusterState

from .masked import MaskedCharField


class Cluster(Matter):
    """Requests that pile up within the hour (热点): found, shown to the leader, ended; or no real one."""

    title = MaskedCharField(_("What piles up"), max_length=120)
    kind = models.CharField(_("Kind of cluster"), max_length=5, choices=ClusterKind, default=ClusterKind.TOPIC)
    subject = models.ForeignKey(
        "hotline.Subject", models.PROTECT, null=True, blank=True, verbose_name=_("Subject"), related_name="clusters"
    )
    place = MaskedCharField(_("Place of the request"), max_length=200, blank=True)
    area = models.CharField(_("Code of the area"), max_length=12, blank=True)
    first_at = MomentField(_("First order at"), null=True, blank=True)
    last_at = MomentField(_("Last order at"), null=True, blank=True)
    count = models.PositiveIntegerField(_("Orders in it"), default=0)
    key = models.CharField(_("Key of the cluster"), max_length=60, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Cluster")
        constraints = [
            *state_constraints("cluster", ClusterState, {}),
            models.UniqueConstraint(
                name="cluster_once_open",
                fields=("organ", "key"),
                condition=models.Q(state__in=(ClusterState.FOUND, ClusterState.REPORTED)) & ~models.Q(key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
