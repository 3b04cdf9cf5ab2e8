"""Who sends too much, and a proof of work that holds for one sending."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.ui.crowds import (
    OLDEST,
    Allowance,
    count,
    puzzle_of,
    seen,
    sender,
    set_puzzle,
    ticket_of,
    waits,
)

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=HOUSE)
FEW = Allowance("say", 3, 3600, say("Three an hour."))


class Memory:
    """Counts in a dictionary, as a module does in a table."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    def add(self, mark: str, until: datetime) -> int:
        self.kept[mark] = self.kept.get(mark, 0) + 1
        return self.kept[mark]

    def seen(self, mark: str) -> int:
        return self.kept.get(mark, 0)


def solve(puzzle) -> str:
    return next(str(n) for n in range(puzzle.most) if sha256(f"{puzzle.salt}{n}".encode()).hexdigest() == puzzle.goal)


def came_from(address: str, **headers: str):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def test_an_address_is_known_within_a_day_and_never_written():
    with clock_at(NINE):
        first, again, other = (sender(came_from(one)) for one in ("10.1.2.3", "10.1.2.3", "10.1.2.4"))
    with clock_at(NINE + timedelta(days=1)):
        tomorrow = sender(came_from("10.1.2.3"))
    assert first == again
    assert len({first, other, tomorrow}) == 3
    assert "10.1.2.3" not in first


def test_a_network_of_version_six_counts_as_one_sender():
    one, two = sender(came_from("2001:db8:1:2::5")), sender(came_from("2001:db8:1:2:ffff::9"))
    assert one == two != sender(came_from("2001:db8:1:3::5"))


def test_what_a_sender_claims_to_be_is_believed_only_behind_the_office_s_own_proxy():
    forged = {"x-forwarded-for": "1.1.1.1, 10.9.9.9"}
    assert sender(came_from("10.0.0.1", **forged)) == sender(came_from("10.0.0.1"))
    with override_settings(TRUSTED_PROXIES=1):
        assert sender(came_from("10.0.0.1", **forged)) == sender(came_from("10.9.9.9"))


def test_the_fourth_within_an_hour_is_told_when_it_goes_on():
    counter = Memory()
    with clock_at(NINE):
        for _ in range(3):
            count(counter, FEW, "somebody")
        with pytest.raises(Refused) as refused:
            count(counter, FEW, "somebody")
        count(counter, FEW, "somebody else")
    assert "Three an hour." in str(refused.value)
    assert "2026-11-23 10:00" in str(refused.value)
    with clock_at(NINE + timedelta(hours=1)):
        count(counter, FEW, "somebody")


@given(st.lists(st.integers(0, 5000), max_size=16))
def test_never_more_than_allowed_in_any_hour_of_the_clock(seconds):
    counter, taken = Memory(), []
    for second in sorted(seconds):
        who = "ab"[second % 2]
        with clock_at(NINE + timedelta(seconds=second)):
            try:
                count(counter, FEW, who)
            except Refused:
                continue
            taken.append((who, second // 3600))
    assert all(taken.count(slot) <= FEW.most for slot in taken)


def test_what_was_counted_is_seen_without_counting():
    counter = Memory()
    with clock_at(NINE):
        count(counter, FEW, "somebody")
        assert (seen(counter, FEW, "somebody"), seen(counter, FEW, "somebody")) == (1, 1)
        assert seen(counter, FEW, "nobody") == 0


def test_the_right_number_solves_the_puzzle_and_a_wrong_one_does_not():
    puzzle = set_puzzle(200)
    assert ticket_of(puzzle.ticket, solve(puzzle)).solved
    assert not ticket_of(puzzle.ticket, "-1").solved
    assert not ticket_of(puzzle.ticket, "").solved
    assert not ticket_of(puzzle.ticket, "9" * 5000).solved


def test_a_ticket_that_was_changed_or_is_too_old_is_none():
    with clock_at(NINE):
        puzzle = set_puzzle(10)
        assert ticket_of(puzzle.ticket[:-2] + "xx", "1") is None
        assert ticket_of("", "") is None
        assert puzzle_of(puzzle.ticket) == puzzle
    with clock_at(NINE + OLDEST + timedelta(seconds=1)):
        assert puzzle_of(puzzle.ticket) is None
        assert ticket_of(puzzle.ticket, solve(puzzle)) is None


def test_each_ticket_is_another():
    one, two = set_puzzle(10), set_puzzle(10)
    assert ticket_of(one.ticket, "").key != ticket_of(two.ticket, "").key


def test_the_work_grows_with_what_was_sent_before_but_not_without_end():
    assert [set_puzzle(1000, before=n).most for n in (0, 1, 3)] == [1000, 2000, 8000]
    assert set_puzzle(1000, before=500).most == 64_000


def test_without_work_the_server_keeps_the_form_for_a_while():
    with clock_at(NINE):
        puzzle = set_puzzle(50)
        solved, plain = ticket_of(puzzle.ticket, solve(puzzle)), ticket_of(puzzle.ticket, "")
        assert (waits(solved, 30), waits(plain, 30)) == (0, 30)
    with clock_at(NINE + timedelta(seconds=29)):
        assert waits(plain, 30) == 1
    with clock_at(NINE + timedelta(seconds=30)):
        assert waits(plain, 30) == 0
