"""Who sees the rows of a noun: the own line, nobody else; one question for sets, one for a row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.kernel.access.rows import acting, load, may, visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import NoScope
from chancery.kernel.desk.checking import check
from chancery.kernel.desk.lists import bounded_count, page
from chancery.kernel.flow.editing import void
from chancery.kernel.module.registry import noun_key
from chancery.kernel.org.tree import ancestors
from tests.maker import make, maker

from .cases import NOUNS, reach_of
from .walking import anybody, stranger

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_outside_a_scope_there_are_no_rows(module, screen):
    with pytest.raises(NoScope):
        screen.model.objects.count()


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_a_stranger_sees_nothing_anywhere(city, module, screen):
    row = make(screen.model, city=city)
    other = stranger(screen, row, city)
    assert not visible(other, screen.model).exists()
    assert not may(other, screen.read, row)
    with pytest.raises(NotFound):
        load(screen.model, row.pk, actor=other)
    with acting(other):
        assert screen.model.objects.count() == 0
    assert page(other, screen.model, noun_key(module, screen)).keys == []
    assert bounded_count(other, screen.model, noun_key(module, screen)) == 0


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_absent_and_hidden_rows_are_told_in_the_same_words(city, module, screen):
    row = make(screen.model, city=city)
    other = stranger(screen, row, city)
    told = []
    for pk in (row.pk, row.pk + 100_000):
        with pytest.raises(NotFound) as caught:
            load(screen.model, pk, actor=other)
        told.append(str(caught.value))
    assert told[0] == told[1]


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_the_own_organ_sees_its_rows_as_its_reach_says(city, module, screen):
    row = make(screen.model, city=city)
    mine = anybody(screen, row, city)
    above = replace(mine, viewers=(ancestors(row.organ_id)[-1],))
    granted = row.entry.grants.filter(until__isnull=True, viewer__in=mine.viewers).exists()
    assert visible(mine, screen.model).filter(pk=row.pk).exists() == (screen.reach != "parties" or granted)
    assert visible(above, screen.model).filter(pk=row.pk).exists() == (screen.reach == "subtree")


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_without_the_right_to_read_the_own_rows_are_hidden(city, module, screen):
    row = make(screen.model, city=city)
    mine = replace(anybody(screen, row, city), actions=frozenset())
    assert not visible(mine, screen.model).exists()
    with pytest.raises(NotFound):
        load(screen.model, row.pk, actor=mine)


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_opening_leaves_one_line_and_a_true_desk(city, module, screen):
    row = make(screen.model, city=city)
    assert list(Line.objects.filter(entry=row.pk).values_list("action", flat=True)) == [
        f"{noun_key(module, screen)}.open"
    ]
    assert row.entry.title
    assert [str(fault) for fault in check(reach_of)] == []


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_a_voided_row_stays_readable_and_is_nobodys_task(city, module, screen):
    if not screen.edit:
        pytest.skip("rows of this noun are not voided by hand")
    row = make(screen.model, city=city)
    void(row, reason="登记重复。", actor=maker())
    row.entry.refresh_from_db()
    assert row.entry.void_reason == "登记重复。"
    assert not row.entry.tasks.exists()
    assert visible(maker(), screen.model).filter(pk=row.pk).exists()
    assert [str(fault) for fault in check(reach_of)] == []


@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_a_page_of_keys_costs_the_same_at_one_row_and_at_fifty(city, module, screen):
    noun = noun_key(module, screen)
    first = make(screen.model, city=city)
    mine = replace(anybody(screen, first, city), viewers=(first.organ_id, first.entry.holder_id or first.organ_id))
    if screen.reach == "parties":
        mine = replace(maker(), everything=True)
    page(mine, screen.model, noun)
    with CaptureQueriesContext(connection) as one:
        assert len(page(mine, screen.model, noun).keys) == 1
    for _ in range(49):
        make(screen.model, city=city)
    with CaptureQueriesContext(connection) as fifty:
        assert len(page(mine, screen.model, noun).keys) == 50
    assert len(one) == len(fifty) <= 6
