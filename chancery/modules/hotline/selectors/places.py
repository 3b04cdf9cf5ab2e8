"""Where a place lies: the code of the county or township that an address names."""

from __future__ import annotations

import re

from chancery.kernel.base.prepared import Prepared
from chancery.kernel.org.models import Organ

_TAIL = re.compile(r"(人民)?政府$|办事处$")
PLACES = Prepared(
    lambda: (
        Organ.objects.filter(level__in=(Organ.Level.COUNTY, Organ.Level.TOWNSHIP), until=None)
        .exclude(place="")
        .values_list("short_name", "place")
    )
)


def area_of(address: str) -> str:
    """The longest code whose county or township stands in an address; nothing if none does."""
    if not address:
        return ""
    found = (place for name, place in PLACES.ask() if _TAIL.sub("", name) in address)
    return max(found, key=len, default="")
