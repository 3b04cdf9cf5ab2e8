"""A petition (信访事项) at the level of handling: registered, forwarded, investigated, answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import now
from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.petitions.reading.masking import mask_name, mask_text
from chancery.modules.petitions.terms import (
    ANONYMOUS,
    NUMBERED,
    WITH_OPINION,
    WITH_ORGAN,
    Channel,
    Field,
    Ground,
    Kind,
    Mode,
    PetitionState,
    Satisfied,
    Verdict,
    Way,
)

from .desks import heads_of

S = PetitionState


class Petition(Matter):
    """A letter, visit or call (信访事项; art. 17). Its columns hold masked words only; who wrote stands in `Petitioner`."""

    title = models.CharField(_("What it is about"), max_length=200)
    text = models.TextField(_("What is asked, facts and reasons"))
    kind = models.CharField(_("Kind of petition"), max_length=10, choices=Kind, default=Kind.CLAIM)
    channel = models.CharField(_("How it came"), max_length=9, choices=Channel, default=Channel.LETTER)
    field = models.CharField(_("Field of the petition"), max_length=12, choices=Field, default=Field.OTHER)
    number = models.CharField(_("Petition number"), max_length=60, null=True, blank=True, editable=False)
    received_at = MomentField(_("Received on"), default=now)
    petitioner = models.CharField(_("Petitioner"), max_length=80, blank=True)
    people = models.PositiveIntegerField(_("How many people"), default=1)
    representatives = models.PositiveSmallIntegerField(_("Representatives"), default=0)
    confidential = models.BooleanField(_("Name to be kept secret"), default=False)
    urgent = models.BooleanField(_("Grave or urgent"), default=False)
    place = models.CharField(_("Where it is"), max_length=200, blank=True)
    against = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Organ petitioned against"), related_name="+"
    )
    origin = models.ForeignKey(
        "desk.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("Came from"),
        related_name="+",
    )
    handled_by = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Handled by"), related_name="+"
    )
    mode = models.CharField(_("Forwarded or handed over"), max_length=7, choices=Mode, blank=True)
    report_by = models.DateField(_("Result to be reported by"), null=True, blank=True)
    forwarded_at = MomentField(_("Forwarded on"), null=True, blank=True)
    objection = models.TextField(_("Objection of the organ"), blank=True)
    noticed_at = MomentField(_("Notice written on"), null=True, blank=True)
    way = models.CharField(_("Way of article 31"), max_length=11, choices=Way, blank=True)
    legal_way = models.CharField(_("Legal way told"), max_length=300, blank=True)
    ground = models.CharField(_("Why not accepted"), max_length=10, choices=Ground, blank=True)
    accepted_at = MomentField(_("Accepted on"), null=True, blank=True)
    more_days = models.PositiveSmallIntegerField(_("Days asked for"), null=True, blank=True)
    extended = models.PositiveSmallIntegerField(_("Days granted"), default=0)
    heard_on = models.DateField(_("Hearing held on"), null=True, blank=True)
    request = models.TextField(_("Request of the petitioner"), blank=True)
    facts = models.TextField(_("Facts and reasons"), blank=True)
    opinion = models.TextField(_("Opinion on the matter"), blank=True)
    basis = models.TextField(_("Laws and rules it rests on"), blank=True)
    verdict = models.CharField(_("Verdict"), max_length=7, choices=Verdict, blank=True)
    decided_at = MomentField(_("Opinion given on"), null=True, blank=True)
    served_on = models.DateField(_("Served on"), null=True, blank=True)
    answer = models.TextField(_("Reply or agreement"), blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("Joined to"), related_name="joined"
    )
    supervised = models.PositiveSmallIntegerField(_("Times supervised"), default=0)
    satisfied = models.CharField(_("Satisfaction"), max_length=6, choices=Satisfied, blank=True)
    satisfied_why = models.CharField(_("Reason given"), max_length=300, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Petition")
        constraints = [
            *state_constraints(
                "petition",
                S,
                {
                    "number": NUMBERED,
                    "handled_by": WITH_ORGAN,
                    "objection": (S.OBJECTED,),
                    "accepted_at": (S.HANDLING, *WITH_OPINION),
                    "request": WITH_OPINION,
                    "facts": WITH_OPINION,
                    "opinion": WITH_OPINION,
                    "basis": WITH_OPINION,
                    "verdict": WITH_OPINION,
                    "decided_at": (S.DECIDED, S.CONCLUDED),
                    "served_on": (S.CONCLUDED,),
                    "answer": (S.ANSWERED, S.SETTLED),
                    "legal_way": (S.REDIRECTED,),
                    "ground": (S.DECLINED,),
                    "same_as": (S.JOINED,),
                },
                texts=("number", "objection", "request", "facts", "opinion", "basis", "verdict", "answer", "legal_way", "ground"),
            ),
            models.UniqueConstraint(name="petition_number_once", fields=("organ", "number")),
            models.CheckConstraint(name="petition_has_people", condition=Q(people__gte=1)),
            models.CheckConstraint(name="petition_not_joined_to_itself", condition=~Q(same_as=models.F("entry"))),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=("number",), name="petition_by_number", condition=Q(number__isnull=False)),
            models.Index(fields=("received_at",), name="petition_received"),
            models.Index(fields=("handled_by", "received_at"), name="petition_of_organ"),
        ]

    @property
    def heads(self) -> list[int]:
        """The heads who sign the opinion: those of the organ that handles it."""
        return heads_of(self.handled_by_id or self.organ_id)

    def clean(self) -> None:
        """Personal numbers never enter the matter, whichever way they came."""
        self.title, self.text, self.place = mask_text(self.title), mask_text(self.text), mask_text(self.place)
        if self.petitioner not in ("", ANONYMOUS) and "*" not in self.petitioner:
            self.petitioner = mask_name(self.petitioner)
