"""Categories of assets after GB/T 14885-2022, and the way there from the codes of the 2010 edition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _


class Family(models.TextChoices):
    """The eight families (门类) of GB/T 14885-2022: the first three characters of a code."""

    BUILDING = "A01", _("Houses and structures")
    EQUIPMENT = "A02", _("Equipment")
    RELIC = "A03", _("Cultural relics and exhibits")
    BOOK = "A04", _("Books and archives")
    FURNITURE = "A05", _("Furniture and utensils")
    LIVING = "A06", _("Special animals and plants")
    MATERIAL = "A07", _("Materials")
    INTANGIBLE = "A08", _("Intangible assets")


@dataclass(frozen=True)
class Category:
    """One category: its code of 2022, its name, codes of 2010 that fall into it, its life and its item of the standard."""

    code: str
    name: str
    old: tuple[str, ...]
    life: str
    item: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def _read() -> Mapping[str, Category]:
    told = tomllib.loads((Path(__file__).parent / "categories.toml").read_text("utf-8"))["category"]
    return {code: Category(code, name, tuple(old), life, item) for code, name, old, life, item in told}


CATEGORIES = _read()
CATEGORY_CHOICES = [(one.code, str(one)) for one in CATEGORIES.values()]
OLD_CODES = {old: one.code for one in CATEGORIES.values() for old in one.old}
ITEM_CHOICES = [(one.item, one.name) for one in CATEGORIES.values() if one.item]


def category_of(code: str) -> Category:
    """The category of a code. Raises KeyError for one that is not in the table."""
    return CATEGORIES[code]


def from_old(code: str) -> str:
    """The code of 2022 for a code of GB/T 14885-2010 (seven digits): its own, else that of its class; "" if there is none."""
    digits = code.strip().rstrip(".")
    for length in (7, 5, 3, 1):
        found = OLD_CODES.get(digits[:length].ljust(7, "0"))
        if found:
            return found
    return ""


def codes_of(item: str) -> list[str]:
    """The categories that an item of the configuration standard counts."""
    return [one.code for one in CATEGORIES.values() if one.item == item]
