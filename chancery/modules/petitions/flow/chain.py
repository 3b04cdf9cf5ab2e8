"""From one level to the next: a request opens a matter of its own with the organ one level up, linked to the one below."""

from __future__ import annotations

from typing import Any

from chancery.kernel.access.actors import program
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.declare import Moving
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.petitions.models import Petition, Reexamination, Review, desk_of, superior_of
from chancery.modules.petitions.rules.chain import one_level_up
from chancery.modules.petitions.terms import REGISTRAR, REVIEWER


def ask_review(moving: Moving) -> None:
    """The petitioner does not accept the opinion: the organ one level up reviews it (复查; art. 35)."""
    row: Petition = moving.row
    review = open_level(Review, row.handled_by_id, row=row, asked=moving.asked, key="review", petition=row)
    _link(moving, review)
    moving.grant([examiner_of(review)], "shared")


def ask_reexamination(moving: Moving) -> None:
    """The petitioner does not accept the review: the organ above re-examines it (复核; art. 36)."""
    row: Review = moving.row
    again = open_level(Reexamination, row.organ_id, row=row, asked=moving.asked, key="reexamination", review=row)
    _link(moving, again)
    moving.grant([examiner_of(again)], "shared")


def open_level(
    model: type[Any], below: int | None, *, row: Any, asked: Any, key: str, organ: int | None = None, **linked: Any
) -> Any:
    """Open a level with the organ one level up, or with `organ` if it is that. Raises Refused under the article otherwise."""
    assert below is not None
    superior = superior_of(below)
    chosen = organ or (superior.pk if superior else None)
    answer = one_level_up(key, below, chosen)
    if not answer or chosen is None:
        raise Refused(answer.sentence, cite=answer.cite)
    values = {
        "title": row.title,
        "below_id": below,
        "asked_on": asked["asked_on"],
        "grounds": asked["grounds"],
        **linked,
    }
    keeper: Actor = program("Chancery")
    opened = open_row(
        model, organ=chosen, values=values, actor=keeper, urgency=row.entry.urgency, grants={"shared": [office_of(row)]}
    )
    return press(opened, "enter", actor=keeper).row


def office_of(row: Any) -> int:
    """The petition office in which the chain began."""
    petition: Petition = row.root if hasattr(row, "root") else row
    return desk_of(REGISTRAR, petition.organ_id)


def examiner_of(row: Any) -> int:
    """The desk that examines for the organ; where that organ is not on the platform, the petition office keeps the record."""
    desk = desk_of(REVIEWER, row.organ_id)
    return desk if desk != row.organ_id else office_of(row)


def _link(moving: Moving, opened: Any) -> None:
    Link.objects.create(
        source=moving.row.entry, target=opened.entry, kind=Link.Kind.LED_TO, at=moving.at, by=moving.actor.post
    )
