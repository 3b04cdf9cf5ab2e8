"""Words of vehicles: categories, energy, licence classes, kinds of trips and costs, and the states of each matter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PASSENGER, APPROVER, HEAD, DISPATCHER, DRIVER, KEEPER = (
    f"vehicles.{role}" for role in ("passenger", "approver", "head", "dispatcher", "driver", "keeper")
)
"""Roles: who asks, who approves in the own organ, who decides about the fleet, who dispatches, drives, keeps the register."""


class Category(models.TextChoices):
    """Categories of official vehicles (公务用车类别; 党政机关公务用车管理办法 art. 3)."""

    GENERAL = "general", _("Other official vehicle")
    CONFIDENTIAL = "confidential", _("Confidential communication")
    EMERGENCY = "emergency", _("Emergency support")
    ENFORCEMENT = "enforcement", _("Law enforcement duty")
    SPECIAL = "special", _("Special technical vehicle")


class Body(models.TextChoices):
    """Kinds of body after GA 802 (机动车类型)."""

    SEDAN = "sedan", _("Sedan")
    SMALL_BUS = "small_bus", _("Other small passenger car")
    MEDIUM_BUS = "medium_bus", _("Medium bus")
    LARGE_BUS = "large_bus", _("Large bus")
    TRUCK = "truck", _("Truck or special chassis")


class Energy(models.TextChoices):
    PETROL = "petrol", _("Petrol")
    DIESEL = "diesel", _("Diesel")
    HYBRID = "hybrid", _("Hybrid without a plug")
    PLUGIN = "plugin", _("Plug-in hybrid")
    ELECTRIC = "electric", _("Battery electric")


NEW_ENERGY = (Energy.PLUGIN, Energy.ELECTRIC)
"""New-energy vehicles (新能源汽车); a hybrid without a plug is none."""


class Licence(models.TextChoices):
    """Classes of driving licences (准驾车型)."""

    C1 = "C1", _("C1 small car")
    C2 = "C2", _("C2 small car with automatic gearbox")
    B1 = "B1", _("B1 medium bus")
    B2 = "B2", _("B2 large truck")
    A1 = "A1", _("A1 large bus")
    A2 = "A2", _("A2 tractor and semi-trailer")
    A3 = "A3", _("A3 city bus")


LICENCE_COVERS = {
    Licence.C2: {"C2"},
    Licence.C1: {"C1", "C2"},
    Licence.B2: {"B2", "C1", "C2"},
    Licence.B1: {"B1", "C1", "C2"},
    Licence.A3: {"A3", "C1", "C2"},
    Licence.A2: {"A2", "B1", "B2", "C1", "C2"},
    Licence.A1: {"A1", "A3", "B1", "B2", "C1", "C2"},
}
"""Which classes a licence allows to drive."""


class Status(models.TextChoices):
    """How a vehicle stands in the register (在用状态)."""

    IN_USE = "in_use", _("In service")
    REPAIR = "repair", _("In repair")
    SEALED = "sealed", _("Sealed")
    IDLE = "idle", _("Idle")
    DISPOSED = "disposed", _("Disposed of")


class Duty(models.TextChoices):
    """How a driver stands (在岗状态)."""

    ON = "on", _("On duty")
    LEAVE = "leave", _("On leave")
    LEFT = "left", _("Left the fleet")


class Kind(models.TextChoices):
    """What a trip is for (用车类别)."""

    GENERAL = "general", _("Ordinary official business")
    CONFIDENTIAL = "confidential", _("Confidential mail")
    EMERGENCY = "emergency", _("Emergency")
    ENFORCEMENT = "enforcement", _("Enforcement on site")
    TECHNICAL = "technical", _("Technical task")
    WATCH = "watch", _("Duty watch")


SERVES = {
    Kind.GENERAL: {Category.GENERAL, Category.EMERGENCY},
    Kind.CONFIDENTIAL: {Category.CONFIDENTIAL},
    Kind.EMERGENCY: {Category.EMERGENCY, Category.GENERAL},
    Kind.ENFORCEMENT: {Category.ENFORCEMENT},
    Kind.TECHNICAL: {Category.SPECIAL},
    Kind.WATCH: {Category.GENERAL, Category.EMERGENCY},
}
"""Which categories serve which trip: 机要, 执法 and 特种 vehicles serve their purpose only (定向保障; 办法 arts 3, 4)."""

LOCKUP_KINDS = (Kind.WATCH, Kind.EMERGENCY, Kind.CONFIDENTIAL)
"""Trips for which a sealed vehicle may be let out on a holiday (封存期间)."""


class Means(models.TextChoices):
    """By what a trip is served: hired from the contracted company (社会化租赁), or a vehicle of the house."""

    HIRED = "hired", _("Hired from the contracted company")
    OWN = "own", _("Vehicle of the fleet")


class Declined(models.TextChoices):
    """Why a trip is not served (不予派车的原因)."""

    NO_VEHICLE = "no_vehicle", _("No vehicle is free")
    OUT_OF_SCOPE = "out_of_scope", _("Outside the scope of official vehicles")
    PUBLIC = "public", _("Public transport or the transport allowance covers it")
    LATE = "late", _("Asked too late")
    UNFOUNDED = "unfounded", _("Purpose or papers are missing")


class TripState(models.TextChoices):
    ASKED = "asked", _("Being asked for")
    APPROVING = "approving", _("Awaiting approval of the trip")
    TO_DISPATCH = "to_dispatch", _("To be dispatched")
    DISPATCHED = "dispatched", _("Vehicle assigned")
    OUT = "out", _("On the road")
    BACK = "back", _("Back, to be settled")
    SETTLED = "settled", _("Trip settled")
    REFUSED = "refused", _("Trip refused")
    CANCELLED = "cancelled", _("Trip cancelled")


HOLDING = (TripState.DISPATCHED, TripState.OUT)
"""States in which a trip holds its vehicle and its driver."""
GONE_STATES = (TripState.BACK, TripState.SETTLED)
SENT = (TripState.DISPATCHED, TripState.OUT, TripState.BACK, TripState.SETTLED)


class Rhythm(models.TextChoices):
    """How often a series of trips repeats."""

    WORKDAYS = "workdays", _("Every working day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class SeriesState(models.TextChoices):
    ASKED = "asked", _("Series being asked for")
    APPROVING = "approving", _("Awaiting approval of the series")
    RUNNING = "running", _("Series running")
    ENDED = "ended", _("Series ended")


class ExpenseKind(models.TextChoices):
    """What a vehicle costs (单车费用项目)."""

    FUEL = "fuel", _("Fuel")
    POWER = "power", _("Charging")
    TOLL = "toll", _("Road and bridge tolls")
    PARKING = "parking", _("Parking")
    REPAIR = "repair", _("Repair and maintenance")
    INSURANCE = "insurance", _("Insurance")
    INSPECTION = "inspection", _("Inspection fee")
    OTHER = "other", _("Other cost")


CONTRACTED = (ExpenseKind.FUEL, ExpenseKind.REPAIR, ExpenseKind.INSURANCE)
"""Bought by government procurement from appointed places (定点保险、维修、加油; 2025 条例)."""


class Topic(models.TextChoices):
    """What a training of drivers is about (安全学习; S5-05)."""

    LAW = "law", _("Road traffic law")
    SAFETY = "safety", _("Safe driving")
    SAVING = "saving", _("Energy-saving driving")
    CONDUCT = "conduct", _("Conduct, secrecy and reception")
    DRILL = "drill", _("Emergency drill")


class LockupState(models.TextChoices):
    ASKED = "asked", _("Exception being asked for")
    APPROVING = "approving", _("Awaiting approval of the exception")
    GRANTED = "granted", _("Exception granted")
    ENDED = "ended", _("Exception used and ended")
    WITHDRAWN = "withdrawn", _("Exception withdrawn")


class ChangeKind(models.TextChoices):
    """What changes in the register (配备更新处置)."""

    PURCHASE = "purchase", _("Purchase")
    RENEWAL = "renewal", _("Renewal")
    DISPOSAL = "disposal", _("Disposal")
    RENTAL = "rental", _("Long rental")


class Source(models.TextChoices):
    """Where a vehicle comes from (来源)."""

    PROCUREMENT = "procurement", _("Government procurement")
    TRANSFER = "transfer", _("Transfer within the government")
    DONATED = "donated", _("Donated by an enterprise or a person")
    BORROWED = "borrowed", _("Borrowed from a subordinate or other unit")


class Ground(models.TextChoices):
    """Why a vehicle is renewed."""

    AGE = "age", _("The renewal age is reached")
    SAFETY = "safety", _("Unsafe before that age, with a test report")
    PROMOTION = "promotion", _("Promotion or transfer of a leader")


class Outlet(models.TextChoices):
    """How a vehicle leaves (处置方式)."""

    AUCTION = "auction", _("Public auction")
    SCRAP = "scrap", _("Scrapped by a licensed yard")
    HANDOVER = "handover", _("Handed over within the government")


class ChangeState(models.TextChoices):
    DRAFTED = "drafted", _("Change being prepared")
    APPROVING = "approving", _("Awaiting approval of the change")
    APPROVED = "approved", _("To be carried out")
    DONE = "done", _("Carried out")
    WITHDRAWN = "withdrawn", _("Change withdrawn")


class AlertKind(models.TextChoices):
    """What looks wrong (疑点): each comes from a rule of rules.toml."""

    NO_TRIP = "no_trip", _("Moved without a trip")
    LOCKUP = "lockup", _("Moved while sealed")
    NIGHT = "night", _("Not parked at home at night")
    FENCE = "fence", _("Left the permitted area")
    SPEED = "speed", _("Too fast")
    SILENT = "silent", _("No positions although it moved")
    ODOMETER = "odometer", _("Odometer does not continue")
    FUEL = "fuel", _("Refuelling looks odd")
    CONSUMPTION = "consumption", _("Consumption stands out")
    REPAIR = "repair", _("Repair looks odd")
    REST = "rest", _("Driver without rest")


class AlertState(models.TextChoices):
    OPEN = "open", _("To be explained")
    ANSWERED = "answered", _("Explained, to be judged")
    CLEARED = "cleared", _("Finding cleared")
    CONFIRMED = "confirmed", _("Confirmed as a violation")
