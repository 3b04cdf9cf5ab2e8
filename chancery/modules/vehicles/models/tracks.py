"""Where a vehicle was: the positions of a file, thinned out for drawing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField


class Track(models.Model):
    """The positions of one vehicle over one stretch of time (行驶轨迹).

    `points` are [seconds after `begins_at`, latitude, longitude, km/h or null], at most 2,000 of them.
    """

    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="tracks", db_index=False)
    trip = models.ForeignKey("vehicles.Trip", models.PROTECT, null=True, blank=True, related_name="tracks")
    begins_at = MomentField(_("Begins"))
    ends_at = MomentField(_("Ends"))
    km = models.DecimalField(_("Kilometres by positions"), max_digits=8, decimal_places=1)
    read = models.PositiveIntegerField(_("Positions read"))
    fastest = models.PositiveSmallIntegerField(_("Fastest in km/h"), null=True)
    points = models.JSONField(_("Positions"))
    source = models.CharField(_("File"), max_length=120)
    digest = models.CharField(_("Digest of the file"), max_length=64)
    at = MomentField(_("Read at"))

    class Meta:
        constraints = [models.UniqueConstraint(name="track_once", fields=("vehicle", "digest"))]
        indexes = [models.Index(fields=("vehicle", "begins_at"), name="track_of_vehicle")]

    def __str__(self) -> str:
        return f"{self.source} {self.km} km"
