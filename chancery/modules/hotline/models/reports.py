"""What goes up to a leader, and what the leader's instruction sends down again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.hotline.terms import ErrandState, ReportState

from .masked import MaskedCharField, MaskedTextField


class Report(Matter):
    """A special report on the people's concerns (民情专报), from an order or a cluster to a leader."""

    number = models.CharField(_("Report number"), max_length=60, null=True, blank=True)
    title = MaskedCharField(_("Title of the report"), max_length=120)
    text = MaskedTextField(_("Text of the report"), max_length=8000)
    leader = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("Leader"), related_name="+", db_index=False
    )
    instruction = models.TextField(_("Instruction"), max_length=4000, blank=True)
    instructed_at = MomentField(_("Instructed at"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Report to a leader")
        constraints = [
            *state_constraints(
                "report",
                ReportState,
                {
                    "leader": (ReportState.WITH_LEADER, ReportState.INSTRUCTED),
                    "number": (ReportState.WITH_LEADER, ReportState.INSTRUCTED),
                    "instructed_at": (ReportState.INSTRUCTED,),
                },
                texts=("number",),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Errand(Matter):
    """What a leader's instruction asks of an organ (批示落实件)."""

    number = models.CharField(_("Errand number"), max_length=60, null=True, blank=True)
    title = MaskedCharField(_("Title of the errand"), max_length=120)
    text = MaskedTextField(_("What is to be done"), max_length=4000)
    to = models.ForeignKey(
        "org.Organ", models.PROTECT, verbose_name=_("To be done by"), related_name="+", db_index=False
    )
    days = models.PositiveSmallIntegerField(_("Within working days"), null=True, blank=True)
    answer = models.TextField(_("What was done"), max_length=8000, blank=True)
    answered_at = MomentField(_("Answered at"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Errand of an instruction")
        constraints = [*state_constraints("errand", ErrandState, {"answered_at": (ErrandState.ANSWERED,)})]

    def __str__(self) -> str:
        return self.title
