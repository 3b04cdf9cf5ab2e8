"""Words of the matters of assets: the states through which they go, and their kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    DRAFTED = "drafted", _("Being drafted")
    POOLING = "pooling", _("Pool to be searched")
    APPROVING = "approving", _("Under approval")
    APPROVED = "approved", _("To be purchased")
    ALLOCATED = "allocated", _("Allocated from the pool")
    DONE = "done", _("Cards registered")
    REFUSED = "refused", _("Turned down")
    CANCELLED = "cancelled", _("Withdrawn")


class Rank(models.TextChoices):
    """For whom furniture is (使用人级别): the standard gives two steps of price."""

    BUREAU = "bureau", _("Director-general level")
    DIVISION = "division", _("Division level and below")


class LoanKind(models.TextChoices):
    ISSUE = "issue", _("Issue for lasting use")
    BORROW = "borrow", _("Borrowing for a time")
    LEND = "lend", _("Lending to another organ")
    RENT = "rent", _("Renting out")


class LoanState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    OUT = "out", _("Lent out")
    RETURNED = "returned", _("Came back from the loan")
    ISSUED = "issued", _("Issued")
    LOST = "lost", _("Reported missing")
    REFUSED = "refused", _("Turned down")


class Condition(models.TextChoices):
    """In which state a thing comes back (归还时状况)."""

    GOOD = "good", _("In order")
    BROKEN = "broken", _("To be repaired")
    UNFIT = "unfit", _("Beyond use")


class HandoverKind(models.TextChoices):
    USER = "user", _("Change of user or keeper")
    ORGAN = "organ", _("Transfer to another organ")
    POOL_IN = "pool_in", _("Into the shared pool")
    POOL_OUT = "pool_out", _("Taking from the shared pool")


class HandoverState(models.TextChoices):
    DRAFTED = "drafted", _("Being drafted")
    APPROVING = "approving", _("Under approval")
    RECEIVING = "receiving", _("To be received")
    DONE = "done", _("Handed over (asset)")
    REFUSED = "refused", _("Not accepted")
    CANCELLED = "cancelled", _("Withdrawn")


class RepairState(models.TextChoices):
    REPORTED = "reported", _("Reported")
    REPAIRING = "repairing", _("Under repair")
    DONE = "done", _("Repaired")
    BEYOND = "beyond", _("Beyond repair")
    CANCELLED = "cancelled", _("Withdrawn")


class DisposalKind(models.TextChoices):
    """Kinds of disposal (处置方式)."""

    SCRAP = "scrap", _("Scrapping")
    WRITE_OFF = "write_off", _("Writing off a loss")
    SALE = "sale", _("Sale or auction")
    TRANSFER = "transfer", _("Transfer without payment")
    EXCHANGE = "exchange", _("Exchange of assets")
    DONATION = "donation", _("Donation to others")


class Ground(models.TextChoices):
    """The four cases in which assets must be written off in time (国令738 art. 21)."""

    OBSOLETE = "obsolete", _("(1) Technically obsolete, beyond repair or not worth it")
    LOSS = "loss", _("(2) Missing in stocktaking, or lost abnormally")
    WORN = "worn", _("(3) Past its life and no longer fit for the work")
    DISASTER = "disaster", _("(4) Destroyed by force majeure")


class DisposalState(models.TextChoices):
    DRAFTED = "drafted", _("Being drafted")
    APPROVING = "approving", _("Under approval")
    APPROVED = "approved", _("To be carried out")
    DONE = "done", _("Struck off")
    CANCELLED = "cancelled", _("Withdrawn")


class Tier(models.TextChoices):
    """Who approves a disposal by its value (审批权限)."""

    ORGAN = "organ", _("The organ itself")
    BUREAU = "bureau", _("Government offices administration")
    FINANCE = "finance", _("Finance department")


class IncomeKind(models.TextChoices):
    DISPOSAL = "disposal", _("Income from disposal")
    RENT = "rent", _("Rent of assets")
    DAMAGES = "damages", _("Compensation for loss")


class IncomeState(models.TextChoices):
    DUE = "due", _("To be paid in")
    COLLECTED = "collected", _("Received, to be remitted")
    REMITTED = "remitted", _("Paid into the treasury")
    CANCELLED = "cancelled", _("Withdrawn")


class TitleKind(models.TextChoices):
    HOUSE = "house", _("House ownership")
    LAND = "land", _("Right to use land")
    VEHICLE = "vehicle", _("Vehicle registration")
    INTELLECTUAL = "intellectual", _("Intellectual property")
    OTHER = "other", _("Other right")


class TitleState(models.TextChoices):
    WANTED = "wanted", _("Papers to be prepared")
    APPLIED = "applied", _("Applied for")
    DISPUTED = "disputed", _("In dispute")
    REGISTERED = "registered", _("Title registered")
    DROPPED = "dropped", _("Given up")


class RevaluationKind(models.TextChoices):
    BETTERMENT = "betterment", _("Betterment or extension")
    FINAL = "final", _("Final account replaces the estimate")
    PARTIAL = "partial", _("Part removed")
    CORRECTION = "correction", _("Correction of the value")


class RevaluationState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    BOOKED = "booked", _("Booked")
    REFUSED = "refused", _("Turned down")


class LeavingCause(models.TextChoices):
    RETIREMENT = "retirement", _("Retirement")
    TRANSFER = "transfer", _("Transfer to another unit")
    POST = "post", _("Change of post")
    RESIGNATION = "resignation", _("Resignation")
    OTHER = "other", _("Other cause")


class LeavingState(models.TextChoices):
    OPEN = "open", _("Handing over")
    CLOSED = "closed", _("Everything handed over")
    CANCELLED = "cancelled", _("Stays after all")
