"""What a phone sends is read piece by piece: bounded, by the clock of the house, and one bad piece spoils no other."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.ui.scanning import GONE, MOST_TOLD, Told, Verdict, read_code, told_many

KEY = "k" * 20


def sent(*rows: object, clock: object = None) -> list[Told | Verdict]:
    return list(told_many(json.dumps({"now": clock, "told": rows}), MultiValueDict()))


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("https://zichan.example.org/a/7KQ2M9XW4T", ("7KQ2M9XW4T", "zichan.example.org")),
        ("https://zichan.example.org/a/7KQ2M9XW4T/?from=label#x", ("7KQ2M9XW4T", "zichan.example.org")),
        (" 7kq2m-9xw4t ", ("7KQ2M9XW4T", "")),
        ("http://[broken", ("HTTP://[BROKEN", "")),
        ("", ("", "")),
    ],
)
def test_a_code_is_read_as_scanned_or_as_typed(raw, read):
    assert read_code(raw) == read


@given(st.text(max_size=300))
def test_whatever_a_label_holds_is_read_within_bounds(raw):
    code, host = read_code(raw)
    assert len(code) <= 200
    assert len(host) <= 200


@pytest.mark.parametrize("text", ["", "{", "[]", '{"told": 3}', '{"told": null}', "null"])
def test_what_cannot_be_read_is_refused_as_a_whole(text):
    with pytest.raises(Refused):
        list(told_many(text, MultiValueDict()))


def test_too_many_at_once_are_refused():
    with pytest.raises(Refused):
        sent(*[{}] * (MOST_TOLD + 1))


def test_one_bad_observation_spoils_no_other():
    bad, none, good = sent({"key": "x", "verb": "matched"}, 7, {"key": KEY, "verb": "matched", "thing": 12})
    assert isinstance(bad, Verdict)
    assert isinstance(none, Verdict)
    assert isinstance(good, Told)
    assert (bad.kind, good.thing) == ("refused", 12)


def test_a_wrong_clock_of_the_phone_is_put_right():
    ahead = now() + timedelta(hours=3)
    (one,) = sent(
        {"key": KEY, "verb": "matched", "at": (ahead - timedelta(minutes=10)).isoformat()}, clock=ahead.isoformat()
    )
    assert isinstance(one, Told)
    assert one.at == now() - timedelta(minutes=10)


@pytest.mark.parametrize(
    "at",
    [
        "",
        "yesterday",
        "2026-13-41T00:00:00Z",
        5,
        None,
        (now() + timedelta(days=2)).isoformat(),
        (now() - GONE * 2).isoformat(),
    ],
    ids=["nothing", "a word", "no such month", "a number", "none", "to come", "long ago"],
)
def test_a_moment_that_cannot_be_is_now(at):
    (one,) = sent({"key": KEY, "verb": "matched", "at": at})
    assert isinstance(one, Told)
    assert one.at == now()


@given(
    st.dictionaries(
        st.sampled_from(["key", "verb", "thing", "code", "group", "words", "at"]),
        st.one_of(st.text(max_size=50), st.integers(), st.none(), st.lists(st.integers(), max_size=2)),
        max_size=7,
    )
)
def test_nothing_that_a_phone_sends_breaks_the_reading(row):
    (one,) = sent(row)
    assert isinstance(one, (Told, Verdict))
