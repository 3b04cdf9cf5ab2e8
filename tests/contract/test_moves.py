"""Every move of every noun: with the right and without it, once and twice, in time and too late."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.kernel.audit.models import Line
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.desk.checking import check
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.steps import press
from chancery.kernel.module.registry import noun_key
from tests.maker import make, maker

from .cases import MOVES, OUTCOMES, listed, reach_of
from .walking import anybody, candidates, ready, stranger, through_route, walk

STATEMENTS = 14
BOUNDS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
pytestmark = pytest.mark.django_db


def dump(row):
    """Everything that a refused press must leave as it was."""
    fresh = type(row).unscoped.filter(pk=row.pk).values().get()
    tasks = sorted(Task.objects.filter(entry=row.pk).values_list("assignee", "move", "reading", "urged"))
    return fresh, tasks, Line.objects.filter(entry=row.pk).count()


def refuses(found, kind, **changed):
    """That a press is refused in this way, and that nothing is different afterwards."""
    before = dump(found.row)
    with pytest.raises(kind) as caught:
        found.press(**changed)
    assert type(caught.value) is kind
    assert str(caught.value)
    assert dump(found.row) == before


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_a_holder_with_the_right_can_do_it_and_leaves_one_line(city, module, screen, move):
    found = ready(screen, move, city)
    action = f"{noun_key(module, screen)}.{move.name}"
    lines = Line.objects.filter(entry=found.row.pk)
    before, same = lines.count(), lines.filter(action=action).count()
    row = found.press(version=found.row.version).row
    assert row.state == (move.target or found.row.state)
    assert row.version == found.row.version + 1
    assert lines.filter(action=action).count() == same + 1
    assert lines.count() == before + 1
    row.entry.refresh_from_db()
    assert row.entry.state == row.state
    ends = screen.flow.state(row.state).ends
    assert bool(row.entry.closed_at) == ends
    assert not (ends and Task.objects.filter(entry=row.pk, reading=False).exists())


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_without_the_right_it_is_not_done(city, module, screen, move):
    found = ready(screen, move, city)
    if move.who == screen.read:
        pytest.skip("whoever reads may do this")
    refuses(found, NotAllowed, actor=replace(found.actor, actions=frozenset({screen.read})))


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_without_the_task_it_is_not_done(city, module, screen, move):
    if move.held == "no":
        pytest.skip("this step belongs to nobody in particular")
    found = ready(screen, move, city)
    tasks = Task.objects.filter(entry=found.row.pk, reading=move.held == "reading")
    mine = set(tasks.values_list("assignee", flat=True))
    bystander = replace(anybody(screen, found.row, city), actions=frozenset({screen.read, move.who}))
    if mine & {*bystander.viewers, bystander.post}:
        pytest.skip("the organ as a whole has the task")
    with pytest.raises((NotAllowed, NotFound)):
        found.press(actor=bystander)


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_a_stranger_with_the_right_finds_nothing(city, module, screen, move):
    found = ready(screen, move, city)
    refuses(found, NotFound, actor=stranger(screen, found.row, city))


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_a_stale_page_and_a_second_press_are_conflicts(city, module, screen, move):
    found = ready(screen, move, city)
    refuses(found, Conflict, version=found.row.version - 1)
    found.press(version=found.row.version)
    refuses(found, Conflict, version=found.row.version)
    if move.target and move.target not in move.sources:
        refuses(found, Conflict)


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_from_any_other_state_it_is_a_conflict(city, module, screen, move):
    for state in screen.flow.each:
        if state.value not in move.sources:
            row = make(screen.model, city=city, at=state.value)
            before = dump(row)
            with pytest.raises(Conflict):
                press(row, move.name, actor=maker())
            assert dump(row) == before


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_an_empty_form_is_told_what_is_missing(city, module, screen, move):
    wanted = {ask.name for ask in move.asks if ask.required and ask.kind != "flag"} | (
        {"reason"} if move.reason else set()
    )
    if not wanted:
        pytest.skip("this step asks for nothing")
    found = ready(screen, move, city)
    before = dump(found.row)
    with pytest.raises(Refused) as caught:
        found.press(asked={})
    assert set(caught.value.fields) == wanted
    assert dump(found.row) == before


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_one_move_costs_few_statements(city, module, screen, move):
    found = ready(screen, move, city)
    with CaptureQueriesContext(connection) as caught:
        found.press(version=found.row.version)
    told = [query["sql"] for query in caught if not query["sql"].upper().startswith(BOUNDS)]
    allowed = int(listed("costly.txt").get(f"{noun_key(module, screen)}.{move.name}", STATEMENTS))
    assert len(told) <= allowed, f"{len(told)} statements, {allowed} allowed:\n" + "\n".join(sql[:60] for sql in told)


@pytest.mark.parametrize(("module", "screen", "move"), OUTCOMES)
def test_what_a_route_decides_nobody_presses(city, module, screen, move):
    path = next(candidates(screen.flow, move))
    row = walk(screen, path, city)
    with pytest.raises(NotAllowed):
        press(row, move.name, actor=maker())
    row = through_route(row, move.outcome, city)
    assert row.state == move.target
    assert Line.objects.filter(entry=row.pk, action=f"{noun_key(module, screen)}.{move.name}").count() == 1
    assert check(reach_of) == []


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_lists_and_tasks_agree_with_their_sources_afterwards(city, module, screen, move):
    ready(screen, move, city).press()
    assert [str(fault) for fault in check(reach_of)] == []
