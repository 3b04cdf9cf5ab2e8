"""Every flow: states that can be reached, that the database holds to what they need, and that are described."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from chancery.kernel.flow.models import RouteTemplate
from chancery.kernel.module.registry import registry
from tests.maker import make, maker

from .cases import FLOWS, MOVES, STATES
from .walking import paths

pytestmark = pytest.mark.django_db
LOOKS = {"new", "run", "wait", "done", "back", "stop"}


@pytest.mark.parametrize(("module", "screen"), FLOWS)
def test_every_state_is_described_once_and_reached(module, screen):
    flow = screen.flow
    assert sorted(state.value for state in flow.each) == sorted(flow.states.values)
    assert [state for state in flow.states.values if next(paths(flow, state), None) is None] == []
    assert {state.look for state in flow.each} <= LOOKS


@pytest.mark.parametrize(("module", "screen"), FLOWS)
def test_every_open_state_leads_to_an_end(module, screen):
    flow = screen.flow
    ends = {state.value for state in flow.each if state.ends}
    assert ends, "a matter of this flow never ends"
    leading = set(ends)
    for _ in flow.each:
        leading |= {source for move in flow.moves if move.target in leading for source in move.sources}
    assert set(flow.states.values) - leading == set()


@pytest.mark.parametrize(("module", "screen"), FLOWS)
def test_moves_have_names_titles_and_somebody(module, screen):
    names = [move.name for move in screen.flow.moves]
    assert len(names) == len(set(names))
    allowed = {action for role in module.roles for action in role.actions}
    for move in screen.flow.moves:
        assert str(move.title), f"{move.name} has no title"
        assert move.outcome or move.who in allowed, f"no role allows {move.who}"


@pytest.mark.parametrize(("module", "screen"), FLOWS)
def test_a_state_with_a_route_has_a_move_for_each_outcome(db, module, screen):
    flow = screen.flow
    for state in flow.each:
        outcomes = {move.outcome for move in flow.from_state(state.value)} - {""}
        assert outcomes == ({"passed", "returned", "recalled"} if state.route else set())
        if state.route:
            assert RouteTemplate.objects.filter(key=state.route, organ=None).exists()


@pytest.mark.parametrize(("module", "screen", "state"), STATES)
def test_history_may_begin_in_any_state(city, module, screen, state):
    row = make(screen.model, city=city, at=state.value)
    assert row.state == row.entry.state == state.value
    assert bool(row.entry.closed_at) == state.ends
    if not state.ends:
        assert row.entry.tasks.exists(), "nobody has this matter"


@pytest.mark.parametrize(("module", "screen", "state"), STATES)
def test_the_database_refuses_the_state_without_what_it_needs(city, module, screen, state):
    row = make(screen.model, city=city, at=state.value)
    for name in state.needs:
        column = screen.model._meta.get_field(name)
        empty = None if column.null else ""
        with pytest.raises(IntegrityError), transaction.atomic():
            screen.model.unscoped.filter(pk=row.pk).update(**{name: empty})


@pytest.mark.parametrize(("module", "screen", "state"), STATES)
def test_the_database_refuses_an_empty_text_where_one_is_needed(city, module, screen, state):
    texts = [name for name in state.needs if screen.model._meta.get_field(name).empty_strings_allowed]
    texts = [name for name in texts if screen.model._meta.get_field(name).null]
    if not texts:
        pytest.skip("this state needs no text that may be unknown")
    row = make(screen.model, city=city, at=state.value)
    for name in texts:
        with pytest.raises(IntegrityError), transaction.atomic():
            screen.model.unscoped.filter(pk=row.pk).update(**{name: ""})


@pytest.mark.parametrize(("module", "screen"), FLOWS)
def test_the_database_refuses_a_state_that_nobody_declared(city, module, screen):
    row = make(screen.model, city=city)
    with pytest.raises(IntegrityError), transaction.atomic():
        screen.model.unscoped.filter(pk=row.pk).update(state="nowhere")


@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_a_move_asks_for_what_its_target_needs_or_the_row_has_it(module, screen, move):
    columns = {field.name: field for field in screen.model._meta.fields} | {
        field.attname: field for field in screen.model._meta.fields
    }
    for ask in move.asks:
        if ask.column:
            assert ask.column in columns
    assert len({ask.name for ask in move.asks}) == len(move.asks)
    assert "reason" not in {ask.name for ask in move.asks}


def test_every_noun_has_a_reach_and_the_maker_has_every_right(db):
    rights = maker().actions
    for module, screen in registry.screens():
        assert screen.read in rights
        assert screen.reach in {"subtree", "organ", "parties"}, module.key
