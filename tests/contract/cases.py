"""What the contract iterates over: modules, nouns, states and moves, from the registry and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

import chancery
from chancery.kernel.desk.models import Noun
from chancery.kernel.module.registry import noun_key, registry

ROOT = Path(chancery.__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent

MODULES = [pytest.param(module, id=module.key) for module in registry.modules.values()]
NOUNS = [pytest.param(module, screen, id=f"{module.key}/{screen.key}") for module, screen in registry.screens()]
FLOWS = [
    pytest.param(module, screen, id=f"{module.key}/{screen.key}")
    for module, screen in registry.screens()
    if screen.flow
]
STATES = [
    pytest.param(module, screen, state, id=f"{module.key}/{screen.key}/{state.value}")
    for module, screen in registry.screens()
    if screen.flow
    for state in screen.flow.each
]
MOVES = [
    pytest.param(module, screen, move, id=f"{module.key}/{screen.key}/{move.name}")
    for module, screen in registry.screens()
    if screen.flow
    for move in screen.flow.moves
    if not move.outcome
]
OUTCOMES = [
    pytest.param(module, screen, move, id=f"{module.key}/{screen.key}/{move.name}")
    for module, screen in registry.screens()
    if screen.flow
    for move in screen.flow.moves
    if move.outcome
]


def folder_of(module: Any) -> Path:
    """The folder in which a module lives."""
    path = next(path for path in settings.CHANCERY_MODULES if path.rsplit(".", 1)[-1] == module.key)
    return ROOT.joinpath(*path.split("."))


def is_of_tests(module: Any) -> bool:
    """A register that only the tests know owes nobody a manual."""
    return "tests" in folder_of(module).relative_to(ROOT).parts


def reach_of(number: int) -> Any:
    """The reach of a noun, given its small number."""
    return REACH[Noun.objects.get(pk=number).key]


REACH = {noun_key(module, screen): screen.reach for module, screen in registry.screens()}


def listed(name: str) -> dict[str, str]:
    """The exceptions of a list beside this file: what, and how much or why."""
    lines = (HERE / name).read_text().splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[1] if len(pair) > 1 else "" for pair in pairs}
