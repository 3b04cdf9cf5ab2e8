"""Checks of a declaration: unknown columns, unreachable states, moves nobody may do. Each fault is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from chancery.kernel.flow.declare import Flow
from chancery.kernel.transfer.columns import Heading

from .declare import Module, Screen

BUILT_IN = {"title", "number", "state", "holder", "due", "opened_at", "organ"}


def faults_of(module: Module, known: Mapping[str, Module]) -> list[str]:
    """What is wrong with a module's declaration, in the order in which it is read."""
    faults = [
        f"needs the module {need}, which is not installed before it" for need in module.needs if need not in known
    ]
    if module.key in known:
        faults.append("is declared twice")
    actions = {action for role in module.roles for action in role.actions}
    for screen in module.screens:
        faults += [f"{screen.key}: {fault}" for fault in _screen_faults(screen, actions)]
    return faults


def _screen_faults(screen: Screen, actions: set[str]) -> Iterator[str]:
    sources = [c.source for c in (*screen.columns, *screen.facts)] + [u for c in screen.columns for u in c.under]
    sources += [f.source for f in screen.filters] + [name for group in screen.form for name in group.fields]
    carried = [one.field if isinstance(one, Heading) else one for one in screen.transfer]
    sources += [*carried, *screen.search, *([screen.number] if screen.number else [])]
    yield from (
        f"a table does not carry {name}, by which its rows are known" for name in screen.match if name not in carried
    )
    for source in sources:
        if source not in BUILT_IN and not _is_path(screen.model, source):
            yield f"there is no column {source}"
    for action in filter(None, (screen.read, screen.create, screen.edit)):
        if action not in actions:
            yield f"no role allows {action}"
    if screen.flow:
        yield from _flow_faults(screen.flow, screen.model, actions)


def _flow_faults(flow: Flow, model: type[Any], actions: set[str]) -> Iterator[str]:
    values = set(flow.states.values)
    declared = {state.value for state in flow.each}
    yield from (f"the state {value} is not described" for value in sorted(values - declared))
    reached, before = {flow.start}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {move.target for move in flow.moves if move.target and set(move.sources) & reached}
    yield from (f"the state {value} cannot be reached" for value in sorted(values - reached))
    for move in flow.moves:
        yield from (
            f"{move.name}: there is no state {s}" for s in (*move.sources, move.target) if s and s not in values
        )
        if move.who not in actions and not move.outcome:
            yield f"{move.name}: no role allows {move.who}"
        yield from (f"{move.name}: there is no column {name}" for name in move.needs if not _is_path(model, name))
        yield from (
            f"{move.name}: there is no column {a.column}"
            for a in move.asks
            if a.column and not _is_path(model, a.column)
        )
    for state in flow.each:
        yield from (
            f"{state.value}: there is no column {name}"
            for name in (*state.edits, *state.needs)
            if not _is_path(model, name)
        )
        if not state.ends and not flow.from_state(state.value):
            yield f"the state {state.value} is a dead end but does not end the matter"


def _is_path(model: type[Any], source: str) -> bool:
    """Whether `organ__short_name` leads somewhere from this model."""
    here: Any = model
    for name in source.split("__"):
        try:
            field = here._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        here = field.related_model or here
    return True
