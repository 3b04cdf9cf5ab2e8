"""Whose desk it is: who takes, dispatches, reviews and calls back for an organ, and who stands one level above another."""

from __future__ import annotations

from typing import Any

from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import today
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.seats import section_with_role
from chancery.kernel.org.models import Organ
from chancery.kernel.org.services import holding
from chancery.kernel.org.tree import ancestors
from chancery.modules.hotline.terms import DISPATCHER

HOUSES = Prepared(
    lambda: (
        PostRole.objects.filter(holding(given("day")), role=DISPATCHER)
        .order_by("post__organ", "post")
        .values_list("post__reach", "post__organ")
    )
)


def hotline_of_the_city() -> int:
    """The organ that runs the hotline (热线管理机构): to it belongs what comes from outside. Raises Refused without one."""
    found = HOUSES.first(day=today().isoformat())
    if found is None:
        raise Refused(
            say("Nobody dispatches orders of the hotline yet. Ask the administrator to give a post that role.")
        )
    house, organ = found
    return int(house or organ)


def desk(role: str, organ: int) -> int:
    """The section whose work this is for an organ: below it, else below the nearest organ above; else the organ."""
    found = (section_with_role(role, above) for above in ancestors(organ))
    return next((section for section in found if section), organ)


def one_level_up(organ: Organ) -> int:
    """Who takes over from an organ (提级办理): the organ above; from a department or county, the general office."""
    above = organ.parent
    if above is not None and above.level == Organ.Level.GOVERNMENT:
        office = Organ.objects.filter(parent=above, level=Organ.Level.OFFICE).order_by("position", "pk").first()
        above = office or above
    return int((above or organ).pk)


def drafter_of(row: Any) -> int:
    """The post that drafted a report; else the dispatchers."""
    drafter: int = row.entry.opened_by_id or desk(DISPATCHER, row.organ_id)
    return drafter
