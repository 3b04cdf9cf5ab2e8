"""How a module describes its flow: states and moves as frozen data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import models
from django.db.models import Q

Look = Literal["new", "run", "wait", "done", "back", "stop"]
Holder = Callable[[Any], "list[int]"]
"""Given the row: the parties that must act in this state."""
Check = Callable[[Any, Mapping[str, Any]], Any]
"""Given the row and what was asked: an `Answer`."""
Effect = Callable[["Moving"], None]


@dataclass(frozen=True)
class Ask:
    """One field of the small form of a move.

    `kind` is a form control: text, long, choice, organ, organs, post, posts, date, number, flag, file.
    `field` names the column that the answer fills, if it is one.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    help: str = ""
    choices: Any = ()
    column: str = ""
    max_length: int = 500
    among: str = ""


@dataclass(frozen=True)
class State:
    """A state (状态): how it looks, who holds the matter, which columns may still be edited, which route it runs.

    `needs` are the columns that must be filled in this state; the database holds them too.
    `term` names the clock that starts when the state is entered; `ends` marks states in which the matter is over.
    """

    value: str
    look: Look
    holder: Holder | None = None
    task: str = ""
    edits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    route: str = ""
    ends: bool = False


@dataclass(frozen=True)
class Move:
    """A move (办理步骤) reads like a sentence of the house rules.

    `who` is the action it takes, `asks` its small form, `checks` the rules, `effect` what else changes, `tells` whom to
    notify. `held` means that only a party holding the matter now may press it. `outcome` marks the moves that a
    route makes by itself (passed, returned, recalled): nobody presses those.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    who: str
    title: str = ""
    done: str = ""
    asks: tuple[Ask, ...] = ()
    needs: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    effect: Effect | None = None
    tells: Holder | None = None
    held: bool = True
    reason: bool = False
    key: str = ""
    number: str = ""
    outcome: Literal["", "passed", "returned", "recalled"] = ""
    remark: str = ""


@dataclass(frozen=True)
class Flow:
    """The states and moves of one noun."""

    states: type[models.TextChoices]
    start: str
    each: tuple[State, ...]
    moves: tuple[Move, ...]
    by_value: Mapping[str, State] = field(init=False, repr=False, compare=False)
    by_name: Mapping[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_value", {state.value: state for state in self.each})
        object.__setattr__(self, "by_name", {move.name: move for move in self.moves})

    def state(self, value: str) -> State:
        return self.by_value[value]

    def label(self, value: str) -> str:
        return str(self.states(value).label)

    def from_state(self, value: str) -> list[Move]:
        return [move for move in self.moves if value in move.sources]

    def open_values(self) -> list[str]:
        return [state.value for state in self.each if not state.ends]


@dataclass
class Moving:
    """What an effect may look at and change while a move is under way; all in one transaction."""

    row: Any
    move: Move
    asked: Mapping[str, Any]
    grants: list[tuple[int, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    holders: list[int] | None = None
    tells: list[int] = field(default_factory=list)


def state_constraints(prefix: str, states: type[models.TextChoices], needs: Mapping[str, tuple[str, ...]]) -> list[models.CheckConstraint]:
    """The CHECK constraints of a noun: the state is a known one, and its required columns are filled.

    `needs` maps a column to the states in which it must be filled: {"number": (S.REGISTERED, …)}.
    """
    constraints = [models.CheckConstraint(name=f"{prefix}_state_known", condition=Q(state__in=list(states.values)))]
    for column, values in needs.items():
        filled = Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""}) if column.endswith("*") else Q(**{f"{column}__isnull": False})
        constraints.append(models.CheckConstraint(name=f"{prefix}_{column}_when_due", condition=~Q(state__in=list(values)) | filled))
    return constraints
