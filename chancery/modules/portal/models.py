"""A notice to the public, and the tallies that keep floods away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints

from .terms import NoticeKind
from .terms import NoticeState as S


class Notice(Matter):
    """What an organ tells the public (公告): a notice, a report, a policy document, or a draft on which opinions are wanted."""

    title = models.CharField(_("Title of the notice"), max_length=200)
    kind = models.CharField(_("Kind of notice"), max_length=12, choices=NoticeKind, default=NoticeKind.NOTICE)
    text = models.TextField(_("Text of the notice"), max_length=20000)
    closes_on = models.DateField(
        _("Opinions until"), null=True, blank=True, help_text=_("For a draft on which opinions are wanted.")
    )
    origin = models.ForeignKey(
        "desk.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="notices",
        verbose_name=_("Comes from"),
    )
    released_at = MomentField(_("Released at"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Public notice")
        constraints = [*state_constraints("notice", S, {"released_at": (S.RELEASED,)})]
        indexes = [
            models.Index(fields=("-released_at", "-entry"), name="notice_newest", condition=Q(state=S.RELEASED)),
        ]


class Tally(models.Model):
    """How often somebody sent something in an hour or a day (发送计数): under a keyed hash that means nobody the day after."""

    mark = models.CharField(max_length=64, primary_key=True)
    times = models.PositiveIntegerField(default=1)
    until = MomentField(db_index=True)

    def __str__(self) -> str:
        return self.mark[:8]
