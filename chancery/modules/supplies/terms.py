"""Words of supplies: states, classes, how stock changes, how it is bought."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 10_000
"""The largest quantity of one line; more is a slip of the keyboard."""


MOST_SHOWN = 200
"""How many items a page of the store shows; beyond, one chooses a class or types how the name begins."""
MOST_LINES = 60
"""How many items one sheet carries."""


class IssueState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    APPROVING = "approving", _("Awaiting approval")
    APPROVED = "approved", _("Approved, to be handed out")
    ISSUED = "issued", _("Issued from store")
    REFUSED = "refused", _("Not issued from store")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PurchaseState(models.TextChoices):
    COLLECTING = "collecting", _("Wants are collected")
    APPROVING = "approving", _("Purchase awaits approval")
    APPROVED = "approved", _("Approved, to be ordered")
    ORDERED = "ordered", _("Ordered")
    RECEIVED = "received", _("Received into store")
    DROPPED = "dropped", _("List dropped")


class CountState(models.TextChoices):
    COUNTING = "counting", _("Being counted")
    COUNTED = "counted", _("Counted")
    DROPPED = "dropped", _("Count dropped")


class Category(models.TextChoices):
    """Classes of office supplies (品类); the check of splitting adds up by them."""

    STATIONERY = "stationery", _("Stationery")
    PAPER = "paper", _("Paper goods")
    PRINTING = "printing", _("Printing consumables")
    CLEANING = "cleaning", _("Cleaning articles")
    DAILY = "daily", _("Articles of daily use")
    ELECTRIC = "electric", _("Electrical and computer parts")
    OTHER = "other", _("Other supplies")


class Movement(models.TextChoices):
    """Why stock changed (收发类型)."""

    RECEIVED = "received", _("Received into store")
    ISSUED = "issued", _("Issued from store")
    RETURNED = "returned", _("Came back unused")
    COUNTED = "counted", _("Difference of the count")


class PurchaseKind(models.TextChoices):
    BATCH = "batch", _("Batch of non-urgent wants")
    URGENT = "urgent", _("Urgent single purchase")


class Method(models.TextChoices):
    """How it is bought (采购方式; 政府采购法 art. 26, 实施条例 art. 4)."""

    CENTRAL = "central", _("Centralised procurement")
    QUOTES = "quotes", _("Request for quotations")
    DIRECT = "direct", _("Small purchase by the office itself")
    TENDER = "tender", _("Open tender")
