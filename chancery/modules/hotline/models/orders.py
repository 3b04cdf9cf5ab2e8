"""The work order: one for each request, from the first word to the file."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.hotline.terms import (
    NUMBERED,
    WITH_ORGAN,
    Channel,
    Kind,
    OrderState,
    Result,
    Satisfied,
    Urgency,
    Way,
)

from .masked import MaskedCharField, MaskedTextField

S = OrderState
ANSWERED = (S.ANSWERED, S.TO_CALL_BACK, S.DECLINED, S.REFERRED)


def organ_of(label: Any) -> models.ForeignKey[Any, Any]:
    """A column that names an organ; which orders an organ has is asked of sight, not of this column."""
    return models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=label, related_name="+", db_index=False
    )


class Order(Matter):
    """A work order (工单). Its texts are masked; who called stands apart, in `Caller`."""

    number = models.CharField(_("Order number"), max_length=60, null=True, blank=True)
    title = MaskedCharField(_("What it is about"), max_length=120)
    text = MaskedTextField(_("What was said"), max_length=4000)
    kind = models.CharField(_("Kind of request"), max_length=10, choices=Kind, default=Kind.REQUEST)
    channel = models.CharField(_("Channel"), max_length=9, choices=Channel, default=Channel.TELEPHONE)
    urgency = models.PositiveSmallIntegerField(_("Urgency of the order"), choices=Urgency, default=Urgency.ORDINARY)
    subject = models.ForeignKey(
        "hotline.Subject", models.PROTECT, null=True, blank=True, verbose_name=_("Subject"), related_name="orders",
        db_index=False,
    )  # fmt: skip
    place = MaskedCharField(_("Place of the request"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("Latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("Longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    area = models.CharField(_("Code of the area"), max_length=12, blank=True)
    happened_at = MomentField(_("Happened at"), null=True, blank=True)
    first_person = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, verbose_name=_("First asked"), related_name="+",
        db_index=False,
    )  # fmt: skip
    against = organ_of(_("Organ complained of"))
    sensitive = models.BooleanField(_("Sensitive"), default=False)
    confidential = models.BooleanField(_("Asks for confidentiality"), default=False)
    duplicate = models.BooleanField(_("Asked before"), default=False)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("Merged into"), related_name="merged",
        db_index=False,
    )  # fmt: skip
    cluster = models.ForeignKey(
        "hotline.Cluster", models.PROTECT, null=True, blank=True, verbose_name=_("In the cluster"),
        related_name="orders", db_index=False,
    )  # fmt: skip
    code_hash = models.CharField(_("Hash of the code"), max_length=32, blank=True, editable=False)

    lead = organ_of(_("Lead organ"))
    assist = models.JSONField(_("Assisting organs"), default=list, blank=True, editable=False)
    sent = models.PositiveSmallIntegerField(_("Times dispatched"), default=0)
    returned = models.PositiveSmallIntegerField(_("Returns asked for"), default=0)
    return_by = MomentField(_("May be returned until"), null=True, blank=True)
    suspended = models.BooleanField(_("Suspended"), default=False)
    more_days = models.PositiveSmallIntegerField(_("More days asked for"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("Rounds without satisfaction"), default=0)
    raised = models.BooleanField(_("Raised one level"), default=False)

    answer = models.TextField(_("Answer of the order"), max_length=8000, blank=True)
    result = models.CharField(_("Result"), max_length=10, choices=Result, blank=True)
    way = models.CharField(_("Legal way"), max_length=15, choices=Way, blank=True)
    answered_at = MomentField(_("Answered at"), null=True, blank=True)
    on_time = models.BooleanField(_("Answered in time"), null=True, blank=True)
    satisfied = models.CharField(_("Satisfaction"), max_length=6, choices=Satisfied, blank=True)
    solved = models.BooleanField(_("Solved, the caller says"), null=True, blank=True)
    rated_words = MaskedCharField(_("Words of the caller"), max_length=500, blank=True)
    question = MaskedTextField(_("Published question"), max_length=4000, blank=True)
    published = MaskedTextField(_("Published answer"), max_length=8000, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Work order")
        constraints = [
            *state_constraints(
                "order",
                S,
                {"number": NUMBERED, "lead": WITH_ORGAN, "answered_at": ANSWERED, "way": (S.DECLINED, S.REFERRED)},
                texts=("number", "way"),
            ),
            models.UniqueConstraint(name="order_number_once", fields=("organ", "number")),
            models.CheckConstraint(name="order_not_merged_into_itself", condition=~Q(same_as=F("pk"))),
            models.CheckConstraint(
                name="order_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [
            models.Index(fields=("number",), name="order_by_number", condition=Q(number__isnull=False)),
            models.Index(fields=("subject", "entry"), name="order_of_subject", condition=Q(subject__isnull=False)),
            models.Index(fields=("lead", "entry"), name="order_of_lead", condition=Q(lead__isnull=False)),
            models.Index(fields=("place", "entry"), name="order_at_place"),
            models.Index(fields=("answered_at",), name="order_answered", condition=Q(answered_at__isnull=False)),
            # Few orders are merged or stand in a cluster: only those are worth an index.
            models.Index(fields=("same_as",), name="order_merged", condition=Q(same_as__isnull=False)),
            models.Index(fields=("cluster",), name="order_of_cluster", condition=Q(cluster__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title
