"""The shelves that modules fill at start: roles, actions and nouns. Frozen before the first request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from chancery.kernel.base.sentences import Label

Reach = Literal["subtree", "organ", "parties"]
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"


class UnknownName(LookupError):
    """An action, role or noun that nobody declared: a misspelling must never look like a refusal."""


@dataclass(frozen=True)
class NounAccess:
    """How the rows of a noun are seen: by the organ's whole line above, by the organ alone, or by grants only."""

    key: str
    reach: Reach
    read: str


@dataclass
class Shelves:
    """What modules declared."""

    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: dict[str, Label] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    nouns: dict[type[Any], NounAccess] = field(default_factory=dict)
    frozen: bool = False

    def declare_role(self, key: str, title: Label, actions: frozenset[str]) -> None:
        self._open()
        self.roles[key] = actions
        self.titles[key] = title
        self.actions |= actions

    def declare_noun(self, model: type[Any], access: NounAccess) -> None:
        self._open()
        self.nouns[model] = access
        self.actions.add(access.read)

    def actions_of(self, roles: list[str]) -> frozenset[str]:
        """What the roles allow together; the administrator may do, the auditor may read, all that is declared."""
        if ADMINISTRATOR in roles:
            return frozenset(self.actions)
        allowed = frozenset[str]().union(*(self.roles.get(role, frozenset()) for role in roles))
        return allowed | {noun.read for noun in self.nouns.values()} if AUDITOR in roles else allowed

    def known(self, action: str) -> str:
        if action not in self.actions:
            raise UnknownName(f"No module declares the action {action!r}.")
        return action

    def noun_of(self, model: type[Any]) -> NounAccess:
        try:
            return self.nouns[model]
        except KeyError:
            raise UnknownName(f"{model.__name__} is not declared as a noun by any module.") from None

    def _open(self) -> None:
        if self.frozen:
            raise RuntimeError("The shelves are frozen; declare roles and nouns in module.py.")


shelves = Shelves()
