"""What the bench refuses, in a sentence: rows of others, another size, half a city, a full disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from bench.mark import Mark, disk_in_words, read_mark, refuse_full_disk, usable, write_mark
from chancery.kernel.base.refusals import Refused


def test_a_database_with_rows_of_others_is_refused_and_left_alone(city):
    with pytest.raises(Refused, match=r"not empty: it has \d+ organs"):
        usable(10_000, 1, fresh=True)
    assert read_mark() is None


@pytest.mark.django_db
def test_a_city_that_was_left_half_built_is_refused_until_one_begins_anew():
    write_mark(Mark(10_000, 1, "building"))
    with pytest.raises(Refused, match="was stopped while it built 10000 matters here. Say --fresh"):
        usable(10_000, 1, fresh=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mark", [Mark(20_000, 1, "built"), Mark(10_000, 2, "built"), Mark(10_000, 1, "built", recipe=0)]
)
def test_a_city_of_another_size_seed_or_recipe_is_refused(mark):
    write_mark(mark)
    with pytest.raises(Refused, match="Say --fresh to take it away, or name another database"):
        usable(10_000, 1, fresh=False)


@pytest.mark.django_db
def test_a_city_of_the_same_size_is_used_again():
    write_mark(Mark(10_000, 1, "built", facts={"rare": "川阴"}))
    assert usable(10_000, 1, fresh=False) == Mark(10_000, 1, "built", facts={"rare": "川阴"})


def test_a_disk_without_room_is_refused_before_anything_is_written(tmp_path: Path):
    with pytest.raises(Refused, match=r"1000000 matters need about 2\.9 GB, and .* has 1\.0 GB free"):
        refuse_full_disk(1_000_000, tmp_path, free=10**9)
    refuse_full_disk(1_000_000, tmp_path, free=10**10)


def test_a_disk_that_fills_up_becomes_a_sentence_and_other_errors_stay():
    with pytest.raises(Refused, match="The disk is full"), disk_in_words():
        raise OperationalError("database or disk is full")
    with pytest.raises(OperationalError, match="locked"), disk_in_words():
        raise OperationalError("database is locked")


def test_fewer_rows_than_say_anything_are_refused():
    with pytest.raises(CommandError, match="at least 1,000 matters"):
        call_command("bench", rows=10)
