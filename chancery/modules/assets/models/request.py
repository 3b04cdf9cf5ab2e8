"""The request for assets (资产配置申请): checked against the standard before anything is bought."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.assets.terms import CATEGORY_CHOICES
from chancery.modules.assets.terms.matters import Rank, RequestState

S = RequestState


class Request(Matter):
    """A request for assets (资产配置申请; 国令738 art. 8-11, 24): pool first, then the approval of a purchase."""

    title = models.CharField(_("What for"), max_length=120)
    number = models.CharField(_("Request number"), max_length=60, null=True, blank=True)
    category = models.CharField(_("Asset category"), max_length=9, choices=CATEGORY_CHOICES)
    specification = models.CharField(_("Specification and model"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("Number of pieces"), default=1)
    price = MoneyField(_("Price of one"), default=Decimal(0))
    staff = models.PositiveIntegerField(_("Actual staff within quota"), default=1)
    rank = models.CharField(_("For which rank"), max_length=8, choices=Rank, default=Rank.DIVISION)
    area = models.DecimalField(
        _("Room area (m²)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Only for meeting tables."),
    )
    secret = models.BooleanField(_("Secret-related unit"), default=False)
    replaces = models.ForeignKey(
        "assets.Asset", models.PROTECT, null=True, blank=True, verbose_name=_("Replaces the card"), related_name="+",

    )  # fmt: skip
    beyond_repair = models.BooleanField(_("The old one is destroyed beyond repair"), default=False)
    wanted_by = models.DateField(_("Needed by"), null=True, blank=True)
    grounds = models.TextField(_("Grounds"), blank=True)
    total = MoneyField(_("Total price"), default=Decimal(0), editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Request for assets")
        constraints = [
            *state_constraints(
                "asset_request",
                RequestState,
                {"number": (S.POOLING, S.APPROVING, S.APPROVED, S.ALLOCATED, S.DONE, S.REFUSED)},
                texts=("number",),
            ),
            models.CheckConstraint(name="asset_request_some_pieces", condition=Q(quantity__gte=1)),
            models.UniqueConstraint(name="asset_request_number_once", fields=("organ", "number")),
        ]
        indexes = [models.Index(fields=("organ", "category"), name="asset_request_of_organ")]
