"""Asking for review and re-examination: one level up, in time, once each (art. 35 and 36 of 信访工作条例)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.modules.petitions.models import Paper, Petition, Reexamination, Review, superior_of

from .answers import answer, last_day

Level = Petition | Review


def one_level_up(key: str, below: int, organ: int | None) -> Answer:
    """Who examines is the organ one level up, never the one whose opinion is questioned (不得自办自查; art. 35, 36)."""
    right = superior_of(below)
    if organ == below:
        return answer(key, False, say("An organ does not review its own opinion: the organ one level up does."))
    if right is None:
        return answer(key, False, say("No organ one level up is known here. Enter it among the outside organs first."))
    return answer(
        key,
        organ == right.pk,
        say("The organ one level up is {organ}; it examines the request.", organ=right.short_name),
    )


def in_time_for_review(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """Within thirty days of the written answer (art. 35)."""
    return _in_time("ask_review", row, asked)


def in_time_for_reexamination(row: Review, asked: Mapping[str, Any]) -> Answer:
    """Within thirty days of the written answer (art. 36)."""
    return _in_time("ask_reexamination", row, asked)


def _in_time(key: str, row: Level, asked: Mapping[str, Any]) -> Answer:
    day = asked.get("asked_on")
    if day is None:
        return OK
    if day > today():
        return Answer(False, _ahead(day), None, "ask")
    if row.served_on is None or day < row.served_on:
        return Answer(False, say("The opinion was served on {day}; a request comes after that.", day=row.served_on))
    last = last_day(key, row.served_on, row.organ.place)
    return answer(
        key, day <= last, say("The last day for asking was {day}. Say why it is taken in nevertheless.", day=last)
    )


def not_reviewed_yet(row: Petition, asked: Mapping[str, Any]) -> Answer:
    """A petition has one review at most."""
    there = Review.unscoped.filter(petition=row.pk).exists()
    return Answer(False, _once()) if there else OK


def not_reexamined_yet(row: Review, asked: Mapping[str, Any]) -> Answer:
    """A review has one re-examination at most."""
    there = Reexamination.unscoped.filter(review=row.pk).exists()
    return Answer(False, _once()) if there else OK


def _once() -> Any:
    return say("This level was asked for before; each is asked for once.")


def served_after_decided(row: Any, asked: Mapping[str, Any]) -> Answer:
    """A paper reaches somebody on a day that has come, not before it was written."""
    day = asked.get("served_on")
    if day is None:
        return OK
    if day > today():
        return Answer(False, _ahead(day), None, "ask")
    decided = getattr(row, "decided_at", None)
    if decided and day < decided.astimezone(HOUSE).date():
        return Answer(False, say("The opinion was given on {day}; it cannot be served before.", day=decided))
    return OK


def _ahead(day: Any) -> Any:
    return say("{day} lies in the future; say why it is entered now.", day=day)


def everything_was_served(row: Any, asked: Mapping[str, Any]) -> Answer:
    """Each paper reached somebody before a matter is closed; an anonymous petitioner cannot be told (art. 23)."""
    left = Paper.objects.filter(entry=row.pk, served_on=None).count()
    return (
        OK
        if not left
        else Answer(False, say("{n} papers are not served yet; say why it is closed.", n=left), None, "ask")
    )


def term_is_over(row: Any, asked: Mapping[str, Any]) -> Answer:
    """A matter stays open while the petitioner may still ask for the next level (art. 35, 36)."""
    if row.served_on is None or isinstance(row, Reexamination):
        return OK
    asked_for = (
        Review.unscoped.filter(petition=row.pk)
        if isinstance(row, Petition)
        else Reexamination.unscoped.filter(review=row.pk)
    )
    if asked_for.exists():
        return OK
    key = "ask_review" if isinstance(row, Petition) else "ask_reexamination"
    last = last_day(key, row.served_on, row.organ.place)
    return answer(key, today() > last, say("The petitioner may ask for the next level until {day}.", day=last))
