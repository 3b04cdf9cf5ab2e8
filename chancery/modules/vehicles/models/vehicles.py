"""Vehicles and the quota under which they are kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MoneyField
from chancery.kernel.base.models import Record
from chancery.modules.vehicles.terms import NEW_ENERGY, Body, Category, Energy, Licence, Status


class Vehicle(Record):
    """An official vehicle (公务用车) in the register (台账), kept by the organ that runs the fleet."""

    plate = models.CharField(_("Plate"), max_length=12)
    make_model = models.CharField(_("Make and model"), max_length=60)
    category = models.CharField(_("Category of vehicle"), max_length=12, choices=Category, default=Category.GENERAL)
    body = models.CharField(_("Body"), max_length=10, choices=Body, default=Body.SEDAN)
    seats = models.PositiveSmallIntegerField(_("Seats with the driver"), default=5)
    energy = models.CharField(_("Energy"), max_length=8, choices=Energy, default=Energy.PETROL)
    licence = models.CharField(_("Licence needed"), max_length=2, choices=Licence, default=Licence.C1)
    displacement = models.DecimalField(
        _("Displacement in litres"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    tank = models.DecimalField(_("Tank in litres"), max_digits=5, decimal_places=1, null=True, blank=True)
    range_km = models.PositiveIntegerField(_("Electric range in km"), null=True, blank=True)
    price = MoneyField(_("Price without purchase tax"), null=True, blank=True)
    vin = models.CharField(_("Vehicle identification number"), max_length=20, blank=True)
    engine_number = models.CharField(_("Engine number"), max_length=30, blank=True)
    registered_on = models.DateField(_("First registered on"), null=True, blank=True)
    unit = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Unit of the quota"), related_name="+",
        help_text=_("Whose quota the vehicle takes; empty: the organ that keeps it."),
    )  # fmt: skip
    status = models.CharField(_("Status"), max_length=8, choices=Status, default=Status.IN_USE)
    odometer = models.PositiveIntegerField(_("Odometer in km"), default=0)
    driver = models.ForeignKey(
        "vehicles.Driver", models.PROTECT, null=True, blank=True, verbose_name=_("Usual driver"), related_name="+"
    )
    home = models.CharField(_("Fixed parking place"), max_length=80, blank=True)
    home_lat = models.FloatField(_("Latitude of the parking place"), null=True, blank=True)
    home_lon = models.FloatField(_("Longitude of the parking place"), null=True, blank=True)
    marked = models.BooleanField(_("Carries the mark of official vehicles"), default=True)
    insurer = models.CharField(_("Insurer"), max_length=60, blank=True)
    insured_until = models.DateField(_("Insured until"), null=True, blank=True, db_index=True)
    inspected_until = models.DateField(_("Inspection valid until"), null=True, blank=True, db_index=True)
    gps_until = models.DateField(_("Positioning service until"), null=True, blank=True, db_index=True)

    class Meta(Record.Meta):
        verbose_name = _("Vehicle")
        constraints = [models.UniqueConstraint(name="vehicle_plate_once", fields=("organ", "plate"))]
        indexes = [models.Index(fields=("unit", "category"), name="vehicle_of_unit")]

    @property
    def new_energy(self) -> bool:
        """Whether it counts as a new-energy vehicle (新能源汽车)."""
        return self.energy in NEW_ENERGY

    @property
    def charged(self) -> int:
        """The organ whose quota it takes."""
        charged: int = self.unit_id or self.organ_id
        return charged

    def __str__(self) -> str:
        return self.plate


class Quota(Record):
    """How many vehicles of a category an organ may have (编制), and the paper that says so."""

    unit = models.ForeignKey("org.Organ", models.PROTECT, verbose_name=_("Unit of the quota"), related_name="+")
    category = models.CharField(_("Category of vehicle"), max_length=12, choices=Category, default=Category.GENERAL)
    most = models.PositiveSmallIntegerField(_("Vehicles allowed"))
    paper = models.CharField(_("Approved by paper"), max_length=80)
    since = models.DateField(_("In force from"), null=True, blank=True)
    until = models.DateField(_("In force until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Vehicle quota")
        indexes = [models.Index(fields=("unit", "category"), name="quota_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="quota_until_after_since",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=models.F("since")),
            )
        ]

    @property
    def title(self) -> str:
        return f"{self.unit} · {self.get_category_display()}"

    def __str__(self) -> str:
        return self.title
