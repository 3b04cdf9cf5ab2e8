"""Races and deputies on a route: of two presses one wins, and nobody is asked twice in one stage."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from chancery.city.lookup import City
from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.refusals import Conflict, NotAllowed, Refused
from chancery.kernel.flow.steps import press
from chancery.modules.documents.models import Incoming
from tests.maker import MONDAY, kept_clean

from .test_routes_properties import Desk, actor_of


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["route.hand_over", "route.add"])
def test_a_deputy_who_has_spoken_is_not_asked_again_for_a_vacant_post(city, step):
    stage = {"kind": "countersign", "mode": "all", "quorum": 1, "condition": [], "seats": [1, 2]}
    desk = Desk(city, [stage], 0)
    desk.start()
    press(desk.row, "route.agree", actor=actor_of(desk.posts[1]), asked={"words": "同意"})
    vacant = desk.posts[5].pk
    with pytest.raises(Refused):
        press(
            desk.row,
            step,
            actor=actor_of(desk.posts[2]),
            asked={"to": vacant} if "hand" in step else {"posts": [vacant]},
        )


def test_of_two_presses_at_the_same_moment_one_wins(django_db_setup, django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    with django_db_blocker.unblock(), kept_clean():
        city = City.load(MONDAY.date())
        stage = {"kind": "sign", "mode": "one", "quorum": 1, "condition": [], "seats": [0, 1]}
        desk = Desk(city, [stage], 0)
        desk.start()
        told: list[Any] = []
        gate = threading.Barrier(2)
        both = [threading.Thread(target=_race, args=(desk, number, gate, told)) for number in (0, 1)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        won = [answer for answer in told if not isinstance(answer, Refused)]
        lost = [answer for answer in told if isinstance(answer, (Conflict, NotAllowed))]
        assert (len(won), len(lost)) == (1, 1), told
        assert str(lost[0])
        desk.row = Incoming.unscoped.select_related("entry").get(pk=desk.row.pk)
        desk.holds()


def _race(desk: Desk, number: int, gate: threading.Barrier, told: list[Any]) -> None:
    """One of two people presses at the same moment."""
    try:
        with clock_at(MONDAY):
            actor = actor_of(desk.posts[number])
            gate.wait()
            told.append(press(desk.row, "route.agree", actor=actor, asked={"words": "同意"}))
    except Exception as error:
        told.append(error)
    finally:
        connection.close()
