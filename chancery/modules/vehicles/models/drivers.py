"""Drivers, their licences and what they learned."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.models import Record
from chancery.modules.vehicles.terms import LICENCE_COVERS, Duty, Licence, Topic


class Driver(Record):
    """A driver (驾驶员); `post` is the post in which a driver of the house gets trips, empty for a contracted one."""

    name = models.CharField(_("Name of the driver"), max_length=40)
    post = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("Post of the driver"), related_name="+"
    )
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    licence = models.CharField(_("Licence class"), max_length=2, choices=Licence, default=Licence.C1)
    licensed_on = models.DateField(_("Licensed since"), null=True, blank=True)
    licence_until = models.DateField(_("Licence valid until"), null=True, blank=True, db_index=True)
    duty = models.CharField(_("On duty"), max_length=5, choices=Duty, default=Duty.ON)
    confidential = models.BooleanField(_("Cleared for confidential mail"), default=False)
    praised = models.CharField(_("Honours"), max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Driver")
        indexes = [models.Index(fields=("post",), name="driver_of_post")]

    def may_drive(self, needed: str) -> bool:
        """Whether the licence covers a class."""
        return needed in LICENCE_COVERS[Licence(self.licence)]


class Training(Record):
    """A training of drivers (驾驶员安全学习; S5-05) and who was there."""

    name = models.CharField(_("Training"), max_length=120)
    topic = models.CharField(_("Topic of the training"), max_length=8, choices=Topic, default=Topic.LAW)
    held_on = models.DateField(_("Held on"))
    hours = models.DecimalField(_("Hours of training"), max_digits=4, decimal_places=1, default=2)
    place = models.CharField(_("Place of the training"), max_length=80, blank=True)
    teacher = models.CharField(_("Taught by"), max_length=40, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Training of drivers")


class Attendance(models.Model):
    """That a driver took part in a training (参学记录)."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="attended")
    driver = models.ForeignKey(Driver, models.PROTECT, related_name="attended")
    there = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="attendance_once", fields=("training", "driver"))]

    def __str__(self) -> str:
        return f"{self.training_id} · {self.driver_id}"
