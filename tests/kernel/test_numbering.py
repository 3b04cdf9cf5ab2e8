"""Numbers are given without gaps, once, and never again."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.numbering.models import Counter, Number, Series
from chancery.kernel.numbering.patterns import fill, parse_pattern
from chancery.kernel.numbering.services import change_pattern, declare, preview, reserve_given, take, void

from .conftest import plain_entry, plain_organ


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"), clock_at(datetime(2026, 11, 22, 9)):
        yield


@pytest.fixture
def organ(db):
    declare("documents.out", pattern="{mark}〔{year}〕{serial}号")
    return plain_organ()


def give(organ, **more):
    return take("documents.out", organ_id=organ.pk, entry_id=plain_entry(organ).pk, mark="云政发", **more)


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("{mark}〔{year}〕号", "exactly once"),
        ("{serial}{year}{serial}", "exactly once"),
        ("收{serial}号", "needs {year}"),
        ("{jahr}{serial}", "jahr is unknown"),
        ("{year}{serial", "not closed"),
        ("{year:04}{serial}", "only the serial takes a width"),
        ("{year}{serial:x}", "only the serial takes a width"),
    ],
)
def test_a_wrong_pattern_is_refused_with_what_is_wrong(pattern, wrong):
    with pytest.raises(Refused) as caught:
        parse_pattern(pattern)
    assert wrong in str(caught.value)


@given(st.text(max_size=40))
def test_any_pattern_is_parsed_or_refused(pattern):
    try:
        parts = parse_pattern(pattern)
    except Refused:
        return
    assert sum(part.name == "serial" for part in parts) == 1


def test_a_width_pads_the_serial():
    assert fill("收〔{year}〕{serial:04}号", year=2026, serial=37) == "收〔2026〕0037号"


def test_numbers_run_on_and_start_anew_each_year(organ):
    assert preview("documents.out", organ_id=organ.pk, mark="云政发") == "云政发〔2026〕1号"
    assert [give(organ), give(organ)] == ["云政发〔2026〕1号", "云政发〔2026〕2号"]
    assert give(organ, year=2027) == "云政发〔2027〕1号"
    assert give(organ) == "云政发〔2026〕3号"


def test_each_organ_counts_for_itself_and_may_write_its_own_pattern(organ):
    other = plain_organ("财政局")
    give(organ)
    change_pattern("documents.out", pattern="云财〔{year}〕{serial:03}号", organ_id=other.pk)
    assert give(other) == "云财〔2026〕001号"
    assert give(organ) == "云政发〔2026〕2号"


def test_a_changed_pattern_goes_on_with_the_same_serials(organ):
    give(organ)
    change_pattern("documents.out", pattern="新〔{year}〕{serial}号", organ_id=organ.pk)
    assert give(organ) == "新〔2026〕2号"


def test_a_failed_transaction_leaves_no_gap(organ):
    give(organ)
    with suppress(RuntimeError), transaction.atomic():
        give(organ)
        raise RuntimeError
    assert give(organ) == "云政发〔2026〕2号"


def test_a_voided_number_is_never_given_again_and_says_why(organ):
    give(organ)
    number = Number.objects.get()
    with pytest.raises(Refused, match="Write why"):
        void(number, "")
    void(number, "issued in error")
    assert give(organ) == "云政发〔2026〕2号"
    with pytest.raises(Conflict, match="was voided"):
        reserve_given("documents.out", "云政发〔2026〕1号", organ_id=organ.pk)


def test_a_number_given_on_paper_is_stepped_over_and_a_used_one_says_where(organ):
    reserve_given("documents.out", "云政发〔2026〕2号", organ_id=organ.pk)
    assert [give(organ), give(organ)] == ["云政发〔2026〕1号", "云政发〔2026〕3号"]
    with pytest.raises(Conflict, match="used already, by 关于车辆的请示"):
        reserve_given("documents.out", "云政发〔2026〕3号", organ_id=organ.pk)
    assert reserve_given("documents.out", "云府函2026-7", organ_id=organ.pk).serial is None


def test_an_organ_without_a_mark_and_an_unknown_series_are_refused(organ):
    with pytest.raises(Refused, match="needs a document mark"):
        take("documents.out", organ_id=organ.pk, entry_id=plain_entry(organ).pk)
    with pytest.raises(Refused, match="named nothing"):
        take("nothing", organ_id=organ.pk, entry_id=1)


def test_many_at_once_with_transactions_that_fail_leave_no_gap_and_give_none_twice(django_db_setup, django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("threads share the one connection of an SQLite database in memory; run on PostgreSQL")
    with django_db_blocker.unblock():
        declare("tests.rush", pattern="{year}-{serial}")
        organ = plain_organ("抢号处")
        entry = plain_entry(organ)
        given: list[str] = []
        try:
            crowd = [threading.Thread(target=_rush, args=(organ.pk, entry.pk, seed, given)) for seed in range(6)]
            [thread.start() for thread in crowd]
            [thread.join() for thread in crowd]
            serials = sorted(Number.objects.filter(series__key="tests.rush").values_list("serial", flat=True))
            assert len(given) > 10
            assert serials == list(range(1, len(given) + 1))
            assert len(set(given)) == len(given)
        finally:
            Number.objects.filter(organ=organ).delete()
            Counter.objects.filter(organ=organ).delete()
            Series.objects.filter(key="tests.rush").delete()
            entry.delete()
            party = organ.party
            organ.delete()
            party.delete()


def _rush(organ: int, entry: int, seed: int, given: list[str]) -> None:
    dice = random.Random(seed)
    try:
        for _ in range(12):
            try:
                with transaction.atomic():
                    text = take("tests.rush", organ_id=organ, entry_id=entry, year=2026)
                    if dice.random() < 0.4:
                        raise RuntimeError
                given.append(text)
            except RuntimeError:
                continue
    finally:
        connection.close()
