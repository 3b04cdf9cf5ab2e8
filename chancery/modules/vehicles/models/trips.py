"""Trips from the request to the settling, and series that produce them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.base.spans import NoOverlap
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.vehicles.terms import HOLDING, SENT, Declined, Kind, Means, Rhythm, SeriesState, TripState

S = TripState
HELD = Q(state__in=[str(state) for state in HOLDING], joins__isnull=True)
"""A trip that rides along in another one holds nothing of its own."""
VEHICLE_ONCE, DRIVER_ONCE = (
    NoOverlap(name=f"trip_{owner}_once", owner=owner, begins="leaves_at", ends="back_at", where=HELD)
    for owner in ("vehicle", "driver")
)


class Series(Matter):
    """Trips that repeat (周期用车): approved once, it produces a trip for each day on which it falls."""

    purpose = models.CharField(_("Purpose of the trip"), max_length=120)
    kind = models.CharField(_("Kind of trip"), max_length=12, choices=Kind, default=Kind.GENERAL)
    rhythm = models.CharField(_("How often"), max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    since = models.DateField(_("First day of the series"))
    until = models.DateField(_("Last day of the series"))
    leaves = models.TimeField(_("Departs at"))
    minutes = models.PositiveIntegerField(_("Minutes on the way"), default=120)
    people = models.PositiveSmallIntegerField(_("People"), default=1)
    origin = models.CharField(_("From place"), max_length=80)
    destination = models.CharField(_("To place"), max_length=80)
    km = models.PositiveIntegerField(_("Kilometres expected"), null=True, blank=True)
    contact = models.CharField(_("Contact"), max_length=40, blank=True)
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    planned_until = models.DateField(_("Trips made until"), null=True, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Series of trips")
        constraints = [
            *state_constraints("series", SeriesState, {}),
            models.CheckConstraint(name="series_ends_later", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return self.purpose


class Trip(Matter):
    """A trip (用车申请、派车单): asked for, approved, dispatched, driven, settled."""

    purpose = models.CharField(_("Purpose of the trip"), max_length=120)
    kind = models.CharField(_("Kind of trip"), max_length=12, choices=Kind, default=Kind.GENERAL)
    people = models.PositiveSmallIntegerField(_("People"), default=1)
    leaves_at = MomentField(_("Departure"))
    back_at = MomentField(_("Back by"))
    origin = models.CharField(_("From place"), max_length=80)
    destination = models.CharField(_("To place"), max_length=80)
    via = models.CharField(_("By way of"), max_length=120, blank=True)
    km = models.PositiveIntegerField(_("Kilometres expected"), null=True, blank=True)
    cross_region = models.BooleanField(_("Leaves the city"), default=False)
    overnight = models.BooleanField(_("Stays overnight"), default=False)
    contact = models.CharField(_("Contact"), max_length=40, blank=True)
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    leaders = models.JSONField(_("Approving leaders"), default=list, blank=True, editable=False)
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, verbose_name=_("Of the series"), related_name="trips"
    )

    number = models.CharField(_("Dispatch number"), max_length=60, null=True, blank=True)
    means = models.CharField(_("Served by"), max_length=5, choices=Means, blank=True)
    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, null=True, blank=True, verbose_name=_("Vehicle"), related_name="trips",
        db_index=False,
    )  # fmt: skip
    driver = models.ForeignKey(
        "vehicles.Driver", models.PROTECT, null=True, blank=True, verbose_name=_("Driver"), related_name="trips",
        db_index=False,
    )  # fmt: skip
    joins = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("Rides along in"), related_name="riders",
        db_index=False,
    )  # fmt: skip
    hire_fee = MoneyField(_("Hire fee"), null=True, blank=True)
    declined = models.CharField(_("Not served because"), max_length=12, choices=Declined, blank=True)

    went_out_at = MomentField(_("Went out at"), null=True, blank=True)
    odometer_out = models.PositiveIntegerField(_("Odometer when leaving"), null=True, blank=True)
    came_back_at = MomentField(_("Came back at"), null=True, blank=True)
    odometer_in = models.PositiveIntegerField(_("Odometer when back"), null=True, blank=True)
    tolls = MoneyField(_("Tolls and parking"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("Evaluation"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_words = models.CharField(_("Words of the evaluation"), max_length=200, blank=True)

    class Meta(Matter.Meta):
        verbose_name = _("Trip")
        constraints = [
            *state_constraints(
                "trip",
                S,
                {
                    "number": SENT,
                    "means": SENT,
                    "went_out_at": (S.OUT, S.BACK, S.SETTLED),
                    "odometer_out": (S.OUT, S.BACK, S.SETTLED),
                    "came_back_at": (S.BACK, S.SETTLED),
                    "odometer_in": (S.BACK, S.SETTLED),
                    "declined": (S.REFUSED,),
                },
                texts=("number", "means", "declined"),
            ),
            models.CheckConstraint(name="trip_back_later", condition=Q(back_at__gt=F("leaves_at"))),
            models.CheckConstraint(
                name="trip_own_has_vehicle",
                condition=~Q(means=Means.OWN) | Q(vehicle__isnull=False, driver__isnull=False),
            ),
            models.CheckConstraint(
                name="trip_returned_after_leaving",
                condition=Q(came_back_at__isnull=True) | Q(came_back_at__gte=F("went_out_at")),
            ),
            models.CheckConstraint(
                name="trip_odometer_grows",
                condition=Q(odometer_in__isnull=True) | Q(odometer_in__gte=F("odometer_out")),
            ),
            models.CheckConstraint(name="trip_not_its_own_rider", condition=~Q(joins=F("pk"))),
            models.UniqueConstraint(name="trip_number_once", fields=("organ", "number")),
            VEHICLE_ONCE,
            DRIVER_ONCE,
        ]
        indexes = [
            models.Index(fields=("vehicle", "leaves_at"), name="trip_holds_vehicle", condition=HELD),
            models.Index(fields=("driver", "leaves_at"), name="trip_holds_driver", condition=HELD),
            models.Index(fields=("vehicle", "leaves_at"), name="trip_of_vehicle", condition=Q(vehicle__isnull=False)),
            models.Index(fields=("driver", "leaves_at"), name="trip_of_driver", condition=Q(driver__isnull=False)),
            models.Index(fields=("state", "leaves_at"), name="trip_by_day"),
            # Almost no trip rides along: an index over the others too would be taken for finding them all.
            models.Index(fields=("joins",), name="trip_riders", condition=Q(joins__isnull=False)),
        ]

    @property
    def driven(self) -> int | None:
        """Kilometres by the odometer, once it is back."""
        if self.odometer_in is None or self.odometer_out is None:
            return None
        return self.odometer_in - self.odometer_out

    def __str__(self) -> str:
        return self.purpose
