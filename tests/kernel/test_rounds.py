"""The worker's rounds: what modules declare is run, each in its time, and a broken one keeps no other from its turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chancery.kernel.base.clock import clock_at
from chancery.kernel.module.declare import Module, Round
from chancery.kernel.module.registry import registry
from chancery.site import rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared(monkeypatch):
    """Puts a module with these rounds beside nothing else."""

    def declare(*some: Round) -> None:
        monkeypatch.setattr(registry, "modules", {"only": Module(key="only", title="Only", wing="estate", rounds=some)})
        monkeypatch.setattr(rounds, "_done", {})

    return declare


def test_a_daily_round_is_run_once_a_day(declared, monday):
    ran: list[str] = []
    declared(Round("day", lambda: ran.append("day")), Round("minute", lambda: ran.append("minute")))
    rounds.every_minute()
    rounds.every_minute()
    assert ran == ["day", "minute", "minute"]
    with clock_at(monday + timedelta(days=1)):
        rounds.every_minute()
    assert ran.count("day") == 2


def test_a_daily_round_that_has_more_to_do_is_run_again(declared):
    left = [2, 1, 0]
    declared(Round("day", lambda: left.pop(0)))
    for _ in range(4):
        rounds.every_minute()
    assert left == []


def test_a_round_that_fails_keeps_no_other_from_its_turn(declared, caplog):
    ran: list[int] = []
    declared(Round("minute", lambda: 1 / 0), Round("minute", lambda: ran.append(1)))
    rounds.every_minute()
    assert ran == [1]
    assert "failed and is tried again" in caplog.text
