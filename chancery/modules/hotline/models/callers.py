"""Who called, apart from the order; and the keys by which orders like a new one are found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.masking import mask_name, mask_phone

from .orders import Order


class Caller(models.Model):
    """The caller (来电人) of one order, with the words as they were said. Only `services.callers` reads it.

    `phone_hash` and `origin_hash` are keyed: they find earlier calls without telling the number or the address.
    """

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="caller")
    name = models.CharField(_("Name of the caller"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone of the caller"), max_length=40, blank=True)
    address = models.CharField(_("Address of the caller"), max_length=200, blank=True)
    id_number = models.CharField(_("Identity number"), max_length=30, blank=True)
    words = models.TextField(_("In the caller's own words"), max_length=4000)
    phone_hash = models.CharField(max_length=32, blank=True, editable=False)
    origin_hash = models.CharField(max_length=32, blank=True, editable=False)
    at = MomentField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=("phone_hash", "at"), name="caller_by_phone"),
            models.Index(fields=("origin_hash", "at"), name="caller_by_origin"),
        ]

    @property
    def masked(self) -> str:
        """How the caller is shown to whoever need not know: 张* 138****5678."""
        return f"{mask_name(self.name)} {mask_phone(self.phone)}".strip()

    def __str__(self) -> str:
        return self.masked or str(self.pk)


class Fingerprint(models.Model):
    """One key under which an order is found again by its like (相似指纹): of its text, its place."""

    pk = models.CompositePrimaryKey("key", "order_id")
    key = models.BigIntegerField()
    order = models.ForeignKey(Order, models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.key}: {self.order_id}"
