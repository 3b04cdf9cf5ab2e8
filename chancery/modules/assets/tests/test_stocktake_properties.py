"""However observations arrive (any order, twice, after the count), none is lost, none counts twice, and the lines end the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import now
from chancery.kernel.flow.steps import press
from chancery.modules.assets.flow.counting import outcome
from chancery.modules.assets.models.stocktake import StocktakeLine
from chancery.modules.assets.selectors.stocktake import Counted, by_room, counts_of
from chancery.modules.assets.services.stocktake import tell
from chancery.ui.scanning import Told

from .test_stocktake import THERE, card, keeper, plan, room, second

__all__ = ["keeper", "second"]
RESULTS = ("matched", "moved", "user", "broken", "nolabel", "missing")
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Sighting:
    """Who saw which card how, minutes ago."""

    who: int
    which: int
    verb: str
    ago: int

    def told(self, number: int, cards: list[Any], there: str) -> Told:
        moment: datetime = now() - timedelta(minutes=self.ago)
        words = "林晓" if self.verb == "user" else ""
        group = there if self.verb == "moved" else ""
        return Told(
            key=f"sighting-{number:07}",
            verb=self.verb,
            at=moment,
            code=cards[self.which].code,
            group=group,
            words=words,
        )


sightings = st.lists(
    st.builds(Sighting, st.integers(0, 1), st.integers(0, 2), st.sampled_from(RESULTS), st.integers(1, 5)), max_size=6
)


def from_lines(row: Any) -> dict[int, Counted]:
    """The counts of each place, counted anew from the lines."""
    found: dict[int, Counted] = {}
    groups = StocktakeLine.objects.filter(stocktake=row).values_list("room", "result").annotate(n=Count("pk"))
    for place, result, n in groups.order_by():
        found[place] = found.get(place, Counted()) + counts_of(result, n)
    return found


class Undone(Exception):
    """Ends the transaction of one example."""


def state_of(row: Any) -> list[tuple[Any, ...]]:
    columns = ("code", "result", "found_in__room", "words", "disputed", "seen_by")
    return list(StocktakeLine.objects.filter(stocktake=row, room__room="406").order_by("code").values_list(*columns))


@pytest.mark.slow
@pytest.mark.django_db
@FEW
@given(told=sightings, data=st.data())
def test_order_repetition_and_the_end_of_the_count_change_nothing(city, keeper, second, told, data):
    order = data.draw(st.permutations(range(len(told))))
    again = data.draw(st.lists(st.sampled_from(range(len(told))), max_size=3) if told else st.just([]))
    cut = data.draw(st.integers(0, len(order)))
    found = []
    for sending, closes_at in ((list(range(len(told))), None), ([*order, *again], cut)):
        try:
            with transaction.atomic():
                found.append(counted_by(keeper, second, told, sending, closes_at))
                raise Undone
        except Undone:
            pass
    codes = [[row[1:] for row in one[0]] for one in found]
    assert codes[0] == codes[1]
    assert found[0][1] == found[1][1] == len(told)


def counted_by(
    keeper: Any, second: Any, told: list[Sighting], sending: list[int], closes_at: int | None
) -> tuple[Any, int]:
    """The lines after everything was sent in this order, the count having ended for a while after so many."""
    cards = sorted((card(keeper, name) for name in ("电脑", "打印机", "电话")), key=lambda one: one.code)
    card(keeper, "柜", THERE)
    row = plan(keeper)
    there = room(row, THERE)
    answers: dict[int, Any] = {}
    for place, number in enumerate(sending):
        if place == closes_at and not StocktakeLine.objects.filter(stocktake=row, disputed=True).exists():
            row = press(row, "end_count", actor=keeper, asked={"reason": "到期。"}).row
        one = told[number]
        verdict = tell(row, one.told(number, cards, there), (keeper, second)[one.who])
        assert answers.setdefault(number, verdict) == verdict
    if row.state == "checked":
        row = press(row, "count_again", actor=keeper, asked={"reason": "有手机还没有上传。"}).row
    counts = from_lines(row)
    assert {place.pk: count for place, count in by_room(row)} == counts, "progress follows the lines"
    return state_of(row), row.notes.count()


def note(key: str, verb: str, minute: int, who: int, place: int | None = None) -> Any:
    moment = datetime(2026, 11, 23, 9, minute)
    return SimpleNamespace(key=key, verb=verb, at=moment, post=who, who=str(who), room_id=place, words="", kind="taken")


@given(
    st.permutations(
        [
            note("a", "matched", 1, 1),
            note("b", "missing", 2, 2),
            note("c", "moved", 3, 1, 7),
            note("d", "settled-matched", 4, 3),
        ]
    )
)
def test_the_keepers_word_ends_a_difference_in_any_order(notes):
    found = outcome(notes)
    assert (found.note.key, found.disputed) == ("d", False)


@given(st.permutations([note("a", "matched", 1, 1), note("b", "moved", 2, 1, 7)]))
def test_a_person_may_think_again(notes):
    found = outcome(notes)
    assert (found.note.key, found.disputed) == ("b", False)
