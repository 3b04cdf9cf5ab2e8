"""Whose desk it is: the petition office of a house, the desk that handles for an organ, its heads, the organ one level up."""

from __future__ import annotations

from collections import Counter

from chancery.kernel.flow.seats import holders_below, with_role
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.tree import ancestors
from chancery.modules.petitions.terms import HEAD


def desk_of(role: str, organ: int) -> int:
    """The section of an organ in which most posts with a role sit; the organ itself where nobody has it."""
    sitting = Counter(section for _, section in holders_below(role, organ))
    return max(reversed(sitting), key=lambda section: sitting[section], default=organ)


def desk_above(role: str, organ: int) -> int:
    """The desk with a role that serves an organ: below it, else below the nearest organ above; else the organ."""
    found = (desk_of(role, above) for above in ancestors(organ) if holders_below(role, above))
    return next(found, organ)


def heads_of(organ: int) -> list[int]:
    """The heads of an organ (负责人): of those who hold the role, the posts that sit in the organ itself."""
    held = with_role(HEAD, organ)
    own = list(Post.objects.filter(pk__in=held, organ=organ).order_by("position").values_list("pk", flat=True))
    return own or held[:1]


def house_of(organ: int) -> Organ:
    """The organ in its own right to which a section belongs; itself if it is one."""
    above = ancestors(organ)
    rows = Organ.objects.in_bulk(above)
    return next((rows[key] for key in above if rows[key].level != Organ.Level.SECTION), rows[organ])


def superior_of(organ: int) -> Organ | None:
    """The organ one level up (上一级机关、单位; art. 35, 36): above it in the tree, else the outside organ of the wider place."""
    house = house_of(organ)
    if house.parent_id:
        return house_of(house.parent_id)
    outside = Organ.objects.filter(level=Organ.Level.OUTSIDE, parent=None).exclude(place="")
    wider = [one for one in outside if house.place.startswith(one.place) and one.place != house.place]
    return max(wider, key=lambda one: len(one.place), default=None)
