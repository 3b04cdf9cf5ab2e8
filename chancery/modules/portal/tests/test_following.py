"""Following a matter by number and code, and what can be done about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from chancery.kernel.access.actors import program
from chancery.kernel.flow.steps import press

from .citizen import LAMP, Citizen

pytestmark = pytest.mark.django_db
UNKNOWN = "There is no request with this number and this code."
NOT_SOLVED = {"act": "rate", "solved": "no", "satisfied": "no", "reason": "灯还是不亮。"}


@pytest.fixture
def citizen(city) -> Citizen:
    return Citizen()


@pytest.fixture
def asked(citizen) -> tuple[str, str]:
    return citizen.say()


def order(number: str) -> Any:
    """The order behind a number, as the hotline keeps it."""
    return apps.get_model("hotline", "Order").unscoped.select_related("entry").get(number=number)


def answered(number: str) -> Any:
    """An operator has answered at once."""
    row = order(number)
    press(row, "answer_directly", actor=program("Tests"), asked={"words": "已更换灯具，今晚可亮。"})
    row.refresh_from_db()
    return row


def test_a_wrong_code_and_a_wrong_number_sound_alike(citizen, asked):
    number, code = asked
    for wrong in ((number, "AAAAAAAA"), ("RX00000000", code), (number, "")):
        assert UNKNOWN in citizen.follow(*wrong)
        assert citizen.status == 404
        assert LAMP not in citizen.page


def test_who_guesses_is_stopped_even_with_the_right_code_and_others_are_not(city, asked):
    number, code = asked
    guesser = Citizen("10.6.6.6")
    for n in range(12):
        guesser.follow(number, f"AAAAAAA{n}")
    assert guesser.status == 404
    guesser.follow(number, code)
    assert guesser.status == 422
    assert LAMP not in guesser.page
    assert LAMP in Citizen("10.7.7.7").follow(number, code)


def test_an_address_with_number_and_code_opens_nothing(citizen, asked):
    number, code = asked
    assert LAMP not in Client().get("/portal/follow/", {"number": number, "code": code}).content.decode()


def test_the_answer_is_read_and_rated(citizen, asked):
    number, code = asked
    answered(number)
    assert "已更换灯具" in citizen.follow(number, code)
    page = citizen.follow(number, code, act="rate", solved="yes", satisfied="yes")
    assert "Thank you." in page
    row = order(number)
    assert (row.satisfied, row.solved) == ("yes", True)


def test_not_solved_needs_a_reason_and_keeps_what_was_chosen(citizen, asked):
    answered(asked[0])
    citizen.follow(*asked)
    page = citizen.follow(*asked, act="rate", solved="no", satisfied="no", reason="")
    assert citizen.status == 422
    assert 'value="no" checked' in page
    assert order(asked[0]).satisfied == ""


def test_closed_but_not_fixed_is_really_opened_again(citizen, asked):
    answered(asked[0])
    citizen.follow(*asked)
    citizen.follow(*asked, **NOT_SOLVED)
    page = citizen.follow(*asked, act="reopen", reason="灯还是不亮。")
    assert "It was opened again" in page
    row = order(asked[0])
    assert row.state == "to_dispatch"
    assert row.entry.closed_at is None


def test_a_second_press_and_a_stale_page_change_nothing(citizen, asked):
    answered(asked[0])
    stale = Citizen()
    stale.follow(*asked)
    citizen.follow(*asked)
    again = {**citizen.keys(), "act": "reopen", "reason": "灯还是不亮。"}
    citizen.follow(*asked, **again)
    version = order(asked[0]).version
    citizen.follow(*asked, **again)
    stale.follow(*asked, act="reopen", reason="再来一次")
    assert "Something has happened since you opened this page" in stale.page
    assert order(asked[0]).version == version


def test_what_was_not_answered_yet_is_withdrawn_with_a_reason(citizen, asked):
    citizen.follow(*asked)
    assert "Say why." in citizen.follow(*asked, act="withdraw", reason=" ")
    page = citizen.follow(*asked, act="withdraw", reason="自己修好了。")
    assert "It was withdrawn." in page
    assert order(asked[0]).state == "withdrawn"


def test_a_form_that_chooses_nothing_is_told_so(citizen, asked):
    answered(asked[0])
    citizen.follow(*asked)
    assert "Choose whether it is solved" in citizen.follow(*asked, act="rate")


def test_published_answers_are_found_and_read(city):
    reader = Client()
    page = reader.get("/portal/answers/", {"q": "没有这样的事"}).content.decode()
    assert "text=%E6%B2%A1%E6%9C%89" in page
    assert reader.get("/portal/answers/999999/").status_code == 404
