"""The desk: pages that neither repeat nor lose a row, whoever looks, and projections that equal their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.access.grants import grant
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.checking import check, rebuild
from chancery.kernel.desk.lists import Mark, bounded_count, neighbours, page
from chancery.kernel.desk.models import NEVER, Due, Entry, Sight, Task
from chancery.kernel.desk.projection import drop_sight, noun_id, write_due, write_sight
from chancery.kernel.module.registry import noun_key, registry
from chancery.kernel.org.models import Party
from chancery.kernel.org.services import move_organ
from chancery.kernel.org.tree import ancestors, descendants
from chancery.modules.documents.models import Incoming
from tests.maker import HOUSE, make

NOUN = "documents.incoming"
SIZE = 4
quietly = settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared as they are written."""
    with translation.override("en"):
        yield


def reach_of(number: int):
    return {noun_id(noun_key(module, screen)): screen.reach for module, screen in registry.screens()}[number]


def reader(*viewers: int) -> Actor:
    return Actor(person=1, post=viewers[0], viewers=viewers, actions=frozenset({"incoming.read"}))


def paper(city, *, minutes: int = 0, viewers: tuple[int, ...] = (), **values) -> Incoming:
    """A bare matter with its entry and sight, without the cost of a whole move; `minutes` sets its place in the list."""
    organ = city.organ(HOUSE)
    entry = Entry.objects.create(
        noun_id=noun_id(NOUN), organ=organ, opened_at=now() + timedelta(minutes=minutes), title="来文", state="received"
    )
    row = Incoming(entry=entry, organ=organ, state="received", title="来文", issuer="省政府办公厅", **values)
    row.save(force_insert=True)
    write_sight(entry, [*ancestors(organ.pk), *viewers])
    write_due(entry, [*ancestors(organ.pk), *viewers], was=None)
    return row


def walk(actor: Actor, *, where: Q | None = None, between=lambda: None) -> list[int]:
    """All keys, page by page; `between` happens after each page."""
    found, after = [], ""
    while True:
        one = page(actor, Incoming, NOUN, where=where, after=after, size=SIZE)
        found += one.keys
        if not one.after:
            return found
        after = one.after
        between()


def in_list_order(rows) -> list[int]:
    return [row.pk for row in sorted(rows, key=lambda row: (row.entry.opened_at, row.pk), reverse=True)]


@quietly
@given(minutes=st.lists(st.integers(-3, 3), max_size=14), later=st.lists(st.integers(-3, 5), max_size=6))
@pytest.mark.django_db
def test_paging_while_matters_arrive_repeats_nothing_and_loses_nothing(city, minutes, later):
    with transaction.atomic():
        before = [paper(city, minutes=m) for m in minutes]
        arriving = iter(later)

        def arrive():
            for m in list(arriving)[:2] if later else []:
                paper(city, minutes=m)

        found = walk(reader(city.organ(HOUSE).pk), between=arrive)
        assert len(found) == len(set(found))
        assert set(found) >= {row.pk for row in before}
        assert [pk for pk in found if pk in {row.pk for row in before}] == in_list_order(before)
        transaction.set_rollback(True)


@quietly
@given(minutes=st.lists(st.integers(-2, 2), min_size=1, max_size=15), data=st.data())
@pytest.mark.django_db
def test_going_back_shows_the_pages_that_one_came_by(city, minutes, data):
    with transaction.atomic():
        for m in minutes:
            paper(city, minutes=m)
        actor = reader(city.organ(HOUSE).pk)
        pages = [page(actor, Incoming, NOUN, size=SIZE)]
        while pages[-1].after:
            pages.append(page(actor, Incoming, NOUN, after=pages[-1].after, size=SIZE))
        at = data.draw(st.integers(0, len(pages) - 1))
        if at:
            back = page(actor, Incoming, NOUN, before=pages[at].before, size=SIZE)
            assert back.keys == pages[at - 1].keys
            assert page(actor, Incoming, NOUN, after=back.after, size=SIZE).keys == pages[at].keys
        assert pages[0].before == ""
        transaction.set_rollback(True)


@quietly
@given(
    seen=st.lists(st.sets(st.integers(0, 3)), min_size=1, max_size=14),
    filtered=st.booleans(),
    urgencies=st.lists(st.integers(0, 2), min_size=14, max_size=14),
)
@pytest.mark.django_db
def test_several_viewers_see_the_union_once_and_filters_are_honest(city, seen, filtered, urgencies):
    with transaction.atomic():
        posts = [party.pk for party in Party.objects.filter(kind="post").order_by("pk")[:4]]
        rows = [
            paper(city, minutes=place % 3, viewers=tuple(posts[i] for i in which), urgency=urgencies[place])
            for place, which in enumerate(seen)
        ]
        where = Q(urgency__gte=1) & ~Q(issuer="x") if filtered else None
        wished = [
            row for row, which in zip(rows, seen, strict=True) if which & {0, 1} and (not filtered or row.urgency >= 1)
        ]
        assert walk(reader(posts[0], posts[1]), where=where) == in_list_order(wished)
        assert bounded_count(reader(posts[0], posts[1]), Incoming, NOUN, where) == len(wished)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "where",
    [
        Q(entry__state="received"),
        Q(entry__due_at__lt=NEVER),
        ~Q(kind="通知"),
        Q(urgency=2) | Q(issuer__contains="省"),
        ~(Q(urgency=0) & Q(entry__closed_at__isnull=True)),
        Q(entry__in=[1, 2, 3]),
    ],
    ids=str,
)
@pytest.mark.parametrize("all_seeing", [True, False])
def test_a_filter_gives_what_a_naive_filter_gives(city, where, all_seeing):
    for n in range(9):
        paper(city, minutes=n % 4, urgency=n % 3, kind="通知" if n % 2 else "报告")
    actor = replace(reader(city.organ(HOUSE).pk), everything=all_seeing)
    naive = Incoming.unscoped.filter(where).select_related("entry")
    assert walk(actor, where=where) == in_list_order(naive)


def test_a_broken_mark_begins_the_list_anew(city):
    paper(city)
    for mark in ("x", "1", "1.", ".1", "1.x", "１.１", "².1", "9" * 40 + ".1", "1." + "9" * 40):
        assert (
            Mark.read(mark) is None or page(reader(city.organ(HOUSE).pk), Incoming, NOUN, after=mark).keys is not None
        )


def test_neighbours_are_those_before_and_behind(city):
    rows = in_list_order([paper(city, minutes=n % 3) for n in range(6)])
    actor = reader(city.organ(HOUSE).pk)
    for at, pk in enumerate(rows):
        entry = Entry.objects.get(pk=pk)
        before, behind = neighbours(actor, Incoming, NOUN, entry)
        assert before == (rows[at - 1] if at else None)
        assert behind == (rows[at + 1] if at + 1 < len(rows) else None)


def test_rows_of_an_import_that_has_not_landed_are_hidden_from_all(city):
    row = paper(city)
    Entry.objects.filter(pk=row.pk).update(landed=False)
    assert page(replace(reader(1), everything=True), Incoming, NOUN).keys == []


def test_a_moved_organ_is_told_by_the_check_and_mended_by_the_rebuild(city):
    make(Incoming, city=city, organ=city.organ("市财政局"))
    make(Incoming, city=city)
    assert check(reach_of) == []
    move_organ(city.organ("市财政局"), parent=city.organ("市住房城乡建设局"), reason="机构改革")
    assert check(reach_of) != []
    assert rebuild(reach_of) == Entry.objects.filter(landed=True).count()
    assert check(reach_of) == []
    above = city.organ("市住房城乡建设局").pk
    assert len(page(reader(above), Incoming, NOUN).keys) == 1


def test_what_somebody_wrote_by_hand_into_a_projection_is_found(city):
    row = make(Incoming, city=city)
    stranger = city.organ("市财政局").pk
    write_sight(row.entry, [stranger])
    assert f"Entry {row.pk}" in str(check(reach_of)[0])
    drop_sight(row.entry, [stranger])
    assert check(reach_of) == []
    Due.objects.filter(entry=row.pk).delete()
    assert "due moment" in str(check(reach_of)[0])


def test_a_row_of_sight_under_another_moment_is_found(city):
    row = make(Incoming, city=city)
    Sight.objects.create(
        viewer=city.organ("市财政局").pk, opened_at=now() - timedelta(days=3), entry=row.entry, noun=row.entry.noun_id
    )
    assert check(reach_of) != []


def test_a_task_that_no_entry_holds_any_more_is_found(city):
    row = make(Incoming, city=city)
    Entry.objects.filter(pk=row.pk).update(closed_at=now())
    Due.objects.filter(entry=row.pk).delete()
    assert "closed and still a task" in str(check(reach_of)[0])
    assert Task.objects.filter(entry=row.pk).exists()


def test_a_rebuild_makes_the_same_rows_that_the_moves_had_made(city):
    rows = [make(Incoming, city=city), make(Incoming, city=city, at="acting"), make(Incoming, city=city, at="filed")]
    grant(rows[0].pk, [city.actor("张克勤").post], cause="shared")
    write_sight(rows[0].entry, [city.actor("张克勤").post])
    write_due(rows[0].entry, [city.actor("张克勤").post], was=None)
    before = sorted(map(str, Sight.objects.values())), sorted(map(str, Due.objects.values()))
    rebuild(reach_of)
    assert (sorted(map(str, Sight.objects.values())), sorted(map(str, Due.objects.values()))) == before


def test_among_fifty_thousand_organs_the_tree_is_one_statement(db):
    root, wide = 10_000_000, 50_000
    with connection.cursor() as cursor:
        count = f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {wide - 1})"
        cursor.execute(f"insert into org_party (id, kind) {count} select {root} + i, 'organ' from n")
        cursor.execute(
            "insert into org_organ (id, parent_id, name, short_name, level, code, place, mark, position, since) "
            f"{count} select {root} + i, case when i > 0 then {root} + (i - 1) / 10 end, 'o' || i, 'o' || i, 'section', "
            "'', '', '', 0, '2020-01-01' from n"
        )
    with CaptureQueriesContext(connection) as up:
        line = ancestors(root + wide - 1)
    with CaptureQueriesContext(connection) as down:
        below = descendants(root + 1)
    assert (len(up), len(down)) == (1, 1)
    assert line[0] == root + wide - 1
    assert line[-1] == root
    assert len(line) == 6
    assert below[0] == root + 1
    assert len(below) == len(set(below)) > 5_000
    assert len(descendants(root)) == wide
