"""The proposals that a petition office makes to other organs (三项建议; art. 40)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.petitions.terms import Adopted, AdviceKind, AdviceState

A = AdviceState


class Advice(Matter):
    """A proposal to improve the work or a policy, or to call somebody to account; the organ answers in writing (art. 40)."""

    title = models.CharField(_("What the proposal says"), max_length=200)
    kind = models.CharField(_("Kind of proposal"), max_length=6, choices=AdviceKind, default=AdviceKind.WORK)
    text = models.TextField(_("Why, and what should change"))
    to = models.ForeignKey("org.Organ", models.PROTECT, verbose_name=_("Proposed to"), related_name="+")
    sent_at = MomentField(_("Proposed on"), null=True, blank=True, editable=False)
    adopted = models.CharField(_("Adoption"), max_length=5, choices=Adopted, blank=True, editable=False)
    answer = models.TextField(_("Written answer of the organ"), blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Proposal of the petition office")
        constraints = [
            *state_constraints(
                "petition_advice",
                A,
                {"sent_at": (A.SENT, A.ANSWERED), "adopted": (A.ANSWERED,), "answer": (A.ANSWERED,)},
                texts=("adopted", "answer"),
            )
        ]
