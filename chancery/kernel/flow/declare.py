"""How a module describes its flow: states and moves as frozen data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import models
from django.db.models import Q

from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Label, msgid
from chancery.kernel.desk.projection import Todo

Look = Literal["new", "run", "wait", "done", "back", "stop"]
Holder = Callable[[Any], "Sequence[Todo]"]
"""Given the row: the tasks of this state, each with the party that must act."""
Parties = Callable[[Any], "Sequence[int]"]
"""Given the row: keys of organs and posts."""
Check = Callable[[Any, Mapping[str, Any]], Any]
"""Given the row and what was asked: an `Answer`."""
Effect = Callable[["Moving"], None]


@dataclass(frozen=True)
class Ask:
    """One field of the small form of a move.

    `kind` is a form control: text, long, choice, organ, organs, post, posts, person, record, date, moment, number, flag.
    `column` names the column that the answer fills, if it is one. `among` narrows it: the role of posts, the noun of records.
    """

    name: str
    label: Label
    kind: str = "text"
    required: bool = True
    help: Label = ""
    choices: Any = ()
    column: str = ""
    max_length: int = 500
    among: str = ""


@dataclass(frozen=True)
class State:
    """A state (状态): how it looks, who holds the matter, which columns may still be edited, which route it runs.

    `needs` are the columns that must be filled in this state; the database holds them too.
    `ends` marks states in which the matter is over.
    """

    value: str
    look: Look
    holder: Holder | None = None
    edits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    route: str = ""
    ends: bool = False


@dataclass(frozen=True)
class Move:
    """A move (办理步骤) reads like a sentence of the house rules.

    `who` is the action it takes, `asks` its small form, `needs` the columns that must be filled, `checks` the rules,
    `effect` what else changes, `tells` whom to notify, `number` the series from which the matter gets its number.
    An empty `target` leaves the state as it is. `held` says whose step it is: of a party that has the task, of one
    that has it for reading, or of anybody with the action. `remark` is the kind under which the answer to `words` is
    kept as a remark. `outcome` marks the moves that a route makes by itself: nobody presses those.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    who: str
    title: Label = ""
    done: Label = ""
    asks: tuple[Ask, ...] = ()
    needs: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    effect: Effect | None = None
    tells: Parties | None = None
    held: Literal["task", "reading", "no"] = "task"
    reason: bool = False
    key: str = ""
    number: str = ""
    grave: bool = False
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

    def label_key(self, value: str) -> str:
        """The untranslated label, to be put into a stored sentence."""
        return msgid(label_of(self.states(value)))

    def from_state(self, value: str) -> list[Move]:
        return [move for move in self.moves if value in move.sources]

    def open_values(self) -> list[str]:
        return [state.value for state in self.each if not state.ends]


@dataclass
class Moving:
    """What an effect may look at and change while a move is under way; all in one transaction."""

    row: Any
    move: Move
    actor: Actor
    at: datetime
    asked: Mapping[str, Any]
    changed: set[str] = field(default_factory=set)
    grants: dict[str, list[int]] = field(default_factory=dict)
    todos: list[Todo] | None = None
    reading: list[Todo] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    tells: set[int] = field(default_factory=set)
    due_at: datetime | None = None
    due_changed: bool = False
    seats: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def set(self, **columns: Any) -> None:
        """Change columns of the row; the engine writes and trails them."""
        for name, value in columns.items():
            setattr(self.row, name, value)
            self.changed.add(name)

    def grant(self, parties: Iterable[int], cause: str) -> None:
        """Let parties see the matter for a cause."""
        self.grants.setdefault(cause, []).extend(parties)

    def read_by(self, parties: Iterable[int]) -> None:
        """Put the matter into the reading queue (阅件) of these parties."""
        self.reading.extend(Todo(party, "", reading=True) for party in parties)

    def finish_tasks_of(self, parties: Iterable[int]) -> None:
        """These parties have done their part; the tasks of the others stay."""
        self.finished.extend(parties)

    def due(self, moment: datetime | None) -> None:
        """Set, move or (None) take away the due moment of the matter."""
        self.due_at, self.due_changed = moment, True


def todos(parties: Iterable[int | None], move: str = "") -> list[Todo]:
    """One task for each party, all asking for the same move."""
    return [Todo(party, move) for party in dict.fromkeys(parties) if party]


def label_of(choice: models.TextChoices) -> Any:
    """The lazy label of a choice; `.label` would already be translated into the language of this moment."""
    return getattr(choice, "_label_", choice.label)


def state_constraints(
    prefix: str,
    states: type[models.TextChoices],
    needs: Mapping[str, tuple[str, ...]],
    texts: tuple[str, ...] = (),
) -> list[models.CheckConstraint]:
    """The CHECK constraints of a noun: the state is a known one, and its required columns are filled.

    `needs` maps a column to the states in which it must be filled: {"number": (S.REGISTERED, …)}; `texts` names those
    of them that hold text, which must not be empty either.
    """
    constraints = [models.CheckConstraint(name=f"{prefix}_state_known", condition=Q(state__in=list(states.values)))]
    for column, values in needs.items():
        filled = Q(**{f"{column}__isnull": False})
        filled = filled & ~Q(**{column: ""}) if column in texts else filled
        constraints.append(
            models.CheckConstraint(name=f"{prefix}_{column}_when_due", condition=~Q(state__in=list(values)) | filled)
        )
    return constraints
