"""Who wrote: kept apart from the matter, and the marks by which the same person and alike texts are recognised."""

from __future__ import annotations

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

SALT = "petitions.petitioner"


def keyed(value: str) -> str:
    """A keyed hash of a name or number, by which the same one is found without being kept twice; of nothing, nothing."""
    plain = "".join(value.split()).upper()
    return salted_hmac(SALT, plain, algorithm="sha256").hexdigest()[:32] if plain else ""


class Petitioner(models.Model):
    """Who wrote (信访人): the only place of the name, the numbers and the own words; read by `services.petitioners.reveal`."""

    petition = models.OneToOneField("petitions.Petition", models.PROTECT, primary_key=True, related_name="person")
    name = models.CharField(_("Name"), max_length=80, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    address = models.CharField(_("Address of the petitioner"), max_length=200, blank=True)
    identity = models.CharField(_("Identity number"), max_length=40, blank=True)
    words = models.TextField(_("In the petitioner's own words"), blank=True)
    companions = models.JSONField(_("Other representatives"), default=list, blank=True)
    name_key = models.CharField(max_length=32, blank=True, editable=False)
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    identity_key = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=("phone_key",), name="petitioner_phone"),
            models.Index(fields=("identity_key",), name="petitioner_identity"),
            models.Index(fields=("name_key",), name="petitioner_name"),
        ]

    def __str__(self) -> str:
        return f"petitioner of {self.petition_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        """The keys follow what they were made of."""
        self.name_key = keyed(self.name + self.address) if self.name and self.address else ""
        self.phone_key, self.identity_key = keyed(self.phone), keyed(self.identity)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def anonymous(self) -> bool:
        return not self.name.strip()


class Mark(models.Model):
    """One of the numbers that alike texts share (MinHash)."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="marks")
    band = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=("band", "petition"), name="petition_mark_band")]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.band}"
