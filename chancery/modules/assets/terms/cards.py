"""Words of the asset card (资产卡片): how it came, how it is used, what its value stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How an asset is used (使用状况). Moves of matters change it; a form never does."""

    IN_USE = "in_use", _("In use")
    IDLE = "idle", _("Idle")
    POOLED = "pooled", _("In the shared pool")
    LENT = "lent", _("Lent out (asset)")
    RENTED = "rented", _("Rented out")
    REPAIR = "repair", _("Under repair")
    PENDING = "pending", _("Awaiting disposal")
    DISPOSED = "disposed", _("Disposed of")
    LOST = "lost", _("Missing (asset)")


HELD = (
    Status.IN_USE,
    Status.IDLE,
    Status.POOLED,
    Status.LENT,
    Status.RENTED,
    Status.REPAIR,
    Status.PENDING,
    Status.LOST,
)
"""Still in the books: everything that was not disposed of."""
COUNTED = (Status.IN_USE, Status.IDLE, Status.LENT, Status.REPAIR)
"""What counts against the configuration standard (不含待处置, 已出租、已入公物仓)."""


class Acquisition(models.TextChoices):
    """How an asset was acquired (取得方式; 国令738 art. 2, 9)."""

    PURCHASE = "purchase", _("Purchase (asset)")
    ALLOCATION = "allocation", _("Allocation (asset)")
    DONATION = "donation", _("Donation (asset)")
    CONSTRUCTION = "construction", _("Own construction")
    EXCHANGE = "exchange", _("Exchange of assets")
    SURPLUS = "surplus", _("Found in stocktaking")
    OTHER = "other", _("Other way")


class Booking(models.TextChoices):
    """Whether the asset is in the accounts (入账状态)."""

    BOOKED = "booked", _("Entered in the books")
    UNBOOKED = "unbooked", _("Not yet in the books")
    NOMINAL = "nominal", _("At nominal amount")


class ValueKind(models.TextChoices):
    """What the value stands on (价值类型)."""

    ORIGINAL = "original", _("Original cost")
    ESTIMATE = "estimate", _("Provisional estimate")
    NOMINAL = "nominal", _("Nominal amount")
    APPRAISED = "appraised", _("Appraised value")


class Procurement(models.TextChoices):
    """How it was procured (采购组织形式)."""

    CENTRAL = "central", _("Central government procurement")
    DEPARTMENT = "department", _("Department's central procurement")
    DISPERSED = "dispersed", _("Dispersed procurement")
    NONE = "none", _("Outside government procurement")


class Purpose(models.TextChoices):
    """What it is used for (使用方向). Administrative units may not invest (国令738 art. 12)."""

    OWN = "own", _("Own use")
    RENT = "rent", _("For rent")
    LEND = "lend", _("For lending")
    OTHER = "other", _("Other use")
