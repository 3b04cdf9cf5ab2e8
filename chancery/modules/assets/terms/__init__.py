"""Words of assets, split by what they describe."""

from .cards import COUNTED, HELD, Acquisition, Booking, Procurement, Purpose, Status, ValueKind
from .categories import (
    CATEGORIES,
    CATEGORY_CHOICES,
    ITEM_CHOICES,
    OLD_CODES,
    Category,
    Family,
    category_of,
    codes_of,
    from_old,
)
from .labels import is_code, new_code, read_code

__all__ = [
    "CATEGORIES",
    "CATEGORY_CHOICES",
    "COUNTED",
    "HELD",
    "ITEM_CHOICES",
    "OLD_CODES",
    "Acquisition",
    "Booking",
    "Category",
    "Family",
    "Procurement",
    "Purpose",
    "Status",
    "ValueKind",
    "category_of",
    "codes_of",
    "from_old",
    "is_code",
    "new_code",
    "read_code",
]
