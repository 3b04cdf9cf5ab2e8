"""Incoming documents, and the paper register of what must never be stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints

from .terms import (
    NUMBERED,
    Arrival,
    Handling,
    IncomingState,
    Kind,
    PaperState,
    Retention,
    Secrecy,
    Urgency,
)


class Incoming(Matter):
    """A document that came in (收文), from its arrival to its filing (条例 art. 24)."""

    title = models.CharField(_("Title"), max_length=300)
    issuer = models.CharField(_("Issued by"), max_length=200)
    sender_number = models.CharField(_("Sender's number"), max_length=80, blank=True)
    kind = models.CharField(_("Kind"), max_length=4, choices=Kind, default=Kind.OTHER)
    signed_on = models.DateField(_("Date of the document"), null=True, blank=True)
    addressees = models.CharField(_("Addressed to"), max_length=500, blank=True)
    urgency = models.PositiveSmallIntegerField(_("Urgency"), choices=Urgency, default=Urgency.ORDINARY)
    arrival = models.CharField(_("Arrived by"), max_length=8, choices=Arrival, default=Arrival.FILE)
    copies = models.PositiveSmallIntegerField(_("Copies"), default=1)
    pages = models.PositiveIntegerField(_("Pages"), null=True, blank=True)
    wants = models.CharField(_("What is wanted"), max_length=300, blank=True)
    body = models.TextField(_("Text"), blank=True)
    digest = models.CharField(_("Digest of the file"), max_length=64, blank=True, editable=False)
    number = models.CharField(_("Register number"), max_length=60, null=True, blank=True)
    handling = models.CharField(_("Handling"), max_length=4, choices=Handling, default=Handling.ACT)
    proposal = models.TextField(_("Proposed handling"), blank=True)
    lead = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Lead organ"), related_name="+"
    )
    assist = models.JSONField(_("Assisting organs"), default=list, blank=True)
    wanted_by = models.DateField(_("Wanted by"), null=True, blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    answered_at = MomentField(_("Answered at"), null=True, blank=True)
    retention = models.CharField(_("Kept for"), max_length=9, choices=Retention, blank=True)
    file_class = models.CharField(_("File class"), max_length=40, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Incoming document")
        constraints = [
            *state_constraints(
                "incoming",
                IncomingState,
                {
                    "number": NUMBERED,
                    "lead": (IncomingState.ACTING, IncomingState.ANSWERED),
                    "answered_at": (IncomingState.ANSWERED,),
                    "retention": (IncomingState.FILED,),
                },
                texts=("number", "retention"),
            ),
            models.UniqueConstraint(name="incoming_number_once", fields=("organ", "number")),
        ]
        indexes = [
            models.Index(fields=("sender_number",), name="incoming_sender_number"),
            models.Index(fields=("digest",), name="incoming_digest"),
        ]


class PaperCopy(Matter):
    """A classified paper in custody (涉密文件纸质登记): number, copies, custody, return and destruction, never content."""

    label = models.CharField(_("Register mark"), max_length=60, help_text=_("The mark on the cover; never the title."))
    issuer = models.CharField(_("Issued by"), max_length=200)
    secrecy = models.CharField(_("Level of secrecy"), max_length=2, choices=Secrecy)
    copy_numbers = models.CharField(_("Copy numbers"), max_length=200)
    copies = models.PositiveSmallIntegerField(_("Copies"), default=1)
    received_on = models.DateField(_("Received on"))
    custodian = models.ForeignKey("org.Post", models.PROTECT, verbose_name=_("Custodian"), related_name="+")
    give_back_by = models.DateField(_("To be given back by"), null=True, blank=True)
    borrower = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("Lent to"), related_name="+"
    )
    ended_on = models.DateField(_("Given back or destroyed on"), null=True, blank=True)
    approval = models.CharField(_("Approved by, witnessed by"), max_length=200, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Classified paper")
        constraints = [
            *state_constraints(
                "paper",
                PaperState,
                {
                    "borrower": (PaperState.LENT,),
                    "ended_on": (PaperState.RETURNED, PaperState.DESTROYED),
                    "approval": (PaperState.DESTROYED,),
                },
                texts=("approval",),
            ),
        ]
