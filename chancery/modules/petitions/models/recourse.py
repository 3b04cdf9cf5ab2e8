"""A request for review (复查) and one for re-examination (复核): each a matter of its own, linked to the level below."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.petitions.reading.masking import mask_text
from chancery.modules.petitions.terms import Conclusion, RecourseState, ReexaminationState, Satisfied

from .desks import heads_of, house_of
from .petition import Petition


class Recourse(Matter):
    """What both levels have (复查、复核): grounds, term, opinion, service. `organ` is the organ that examines."""

    title = models.CharField(_("What it is about"), max_length=200)
    number = models.CharField(_("Case number"), max_length=60, null=True, blank=True, editable=False)
    below = models.ForeignKey(
        "org.Organ", models.PROTECT, verbose_name=_("Organ whose opinion is questioned"), related_name="+"
    )
    asked_on = models.DateField(_("Asked for on"))
    grounds = models.TextField(_("What the petitioner objects to"))
    facts = models.TextField(_("Facts found"), blank=True)
    opinion = models.TextField(_("Opinion on the matter"), blank=True)
    basis = models.TextField(_("Laws and rules it rests on"), blank=True)
    conclusion = models.CharField(_("Conclusion"), max_length=6, choices=Conclusion, blank=True)
    decided_at = MomentField(_("Opinion given on"), null=True, blank=True)
    served_on = models.DateField(_("Served on"), null=True, blank=True)
    satisfied = models.CharField(_("Satisfaction"), max_length=6, choices=Satisfied, blank=True)
    satisfied_why = models.CharField(_("Reason given"), max_length=300, blank=True)

    class Meta(Matter.Meta):
        abstract = True

    @property
    def root(self) -> Petition:
        """The petition with which the chain began."""
        raise NotImplementedError

    @property
    def heads(self) -> list[int]:
        """Who signs: the heads of the organ that examines; for one outside, of the house that keeps the record."""
        return heads_of(self.organ_id) or heads_of(house_of(self.root.organ_id).pk)

    def clean(self) -> None:
        """Personal numbers never enter the matter."""
        self.grounds = mask_text(self.grounds)


def _constraints(prefix: str, states: Any) -> list[models.BaseConstraint]:
    opinion = (states.DECIDING, states.DECIDED, states.CONCLUDED)
    needs = dict.fromkeys(("facts", "opinion", "basis", "conclusion"), opinion)
    known = tuple(state for state in states if state.value not in ("asked", "declined", "closed", "withdrawn"))
    return [
        *state_constraints(
            prefix,
            states,
            {**needs, "number": known, "decided_at": (states.DECIDED, states.CONCLUDED), "served_on": (states.CONCLUDED,)},
            texts=("number", *needs),
        ),
        models.CheckConstraint(name=f"{prefix}_not_by_itself", condition=~Q(organ=F("below"))),
    ]  # fmt: skip


class Review(Recourse):
    """A review by the organ one level up (信访事项复查; art. 35). A petition has one at most."""

    petition = models.OneToOneField(Petition, models.PROTECT, verbose_name=_("Petition"), related_name="review")

    class Meta(Recourse.Meta):
        verbose_name = _("Review of a petition")
        constraints = _constraints("petition_review", RecourseState)

    @property
    def root(self) -> Petition:
        return self.petition


class Reexamination(Recourse):
    """A re-examination by the organ above the reviewer (信访事项复核; art. 36). After it the same facts are not accepted again."""

    review = models.OneToOneField(
        Review, models.PROTECT, verbose_name=_("Review of a petition"), related_name="reexamination"
    )
    hearing_from = models.DateField(_("Hearing from"), null=True, blank=True)
    hearing_until = models.DateField(_("Hearing until"), null=True, blank=True)

    class Meta(Recourse.Meta):
        verbose_name = _("Re-examination of a petition")
        constraints = _constraints("petition_again", ReexaminationState)

    @property
    def root(self) -> Petition:
        return self.review.petition
