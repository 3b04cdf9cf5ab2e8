"""The registry: what the installed modules declared. Filled once, checked, then frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chancery.kernel.access.shelves import ADMINISTRATOR, AUDITOR, NounAccess, Reach, shelves
from chancery.kernel.attachments.services import guards
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.desk.projection import noun_id
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.flow.shelf import Kept, shelf
from chancery.kernel.notify.webhooks import KEEP
from chancery.kernel.rules.registry import load_file
from chancery.kernel.transfer.columns import Heading

from .checks import faults_of
from .declare import Module, Report, Screen

HOUSE_ROLES = {
    ADMINISTRATOR: (_("Administrator"), frozenset[str]()),
    AUDITOR: (_("Auditor"), frozenset({"trail.read"})),
    "org.keeper": (_("Keeper of organs and posts"), frozenset({"org.edit"})),
    "routes.keeper": (_("Keeper of approval routes"), frozenset({"routes.edit"})),
    "rules.keeper": (_("Keeper of rules and calendars"), frozenset({"rules.edit"})),
    "webhooks.keeper": (_("Keeper of webhooks"), frozenset({KEEP})),
}


class BadDeclaration(Exception):
    """A declaration that cannot work; it stops the house from starting, with a sentence for each fault."""


@dataclass
class Registry:
    """All modules by key."""

    modules: dict[str, Module] = field(default_factory=dict)
    loaded: bool = False

    def load(self) -> None:
        """Read `module.py` of every installed module, check it, and fill the shelves of the kernel."""
        if self.loaded:
            return
        for key, (title, actions) in HOUSE_ROLES.items():
            shelves.declare_role(key, title, actions)
        for path in settings.CHANCERY_MODULES:
            declaring = import_module(f"{path}.module")
            self._add(declaring.module)
            rules = Path(str(declaring.__file__)).parent / "rules.toml"
            if rules.exists():
                load_file(rules, declaring.module.key)
        shelves.frozen = self.loaded = True

    def _add(self, module: Module) -> None:
        faults = faults_of(module, self.modules)
        if faults:
            raise BadDeclaration("\n".join(f"{module.key}: {fault}" for fault in faults))
        self.modules[module.key] = module
        for screen in module.screens:
            shelves.declare_noun(screen.model, NounAccess(noun_key(module, screen), screen.reach, screen.read))
            shelf.put(screen.model, _kept(module, screen))
        for role in module.roles:
            shelves.declare_role(role.key, role.title, frozenset(role.actions))
        guards.extend(module.guards)
        for heard in module.hears:
            shelf.hears.setdefault(heard.event, []).append(heard.handler)

    def screens(self) -> Iterator[tuple[Module, Screen]]:
        for module in self.modules.values():
            for screen in module.screens:
                yield module, screen

    def screen(self, module: str, noun: str) -> tuple[Module, Screen]:
        """The module and screen at an address. Raises LookupError for an unknown one."""
        found = self.modules[module]
        return found, next(screen for screen in found.screens if screen.key == noun)

    def screen_of(self, model: type[Any]) -> tuple[Module, Screen]:
        return next((module, screen) for module, screen in self.screens() if screen.model is model)

    def by_noun(self, noun: str) -> tuple[Module, Screen]:
        """The module and screen of a noun's key, `documents.incoming`."""
        return self.screen(*noun.split(".", 1))

    def reports(self) -> Iterator[tuple[Module, Report]]:
        for module in self.modules.values():
            for report in module.reports:
                yield module, report


def noun_key(module: Module, screen: Screen) -> str:
    return f"{module.key}.{screen.key}"


def address(noun: str, pk: int | None = None) -> str:
    """The page of a noun or of one of its rows."""
    base = "/" + noun.replace(".", "/") + "/"
    return f"{base}{pk}/" if pk else base


def match_of(screen: Screen) -> tuple[str, ...]:
    """The columns by which a row of a table is known again: declared, or the number, or the name of a register."""
    carried = {one.field if isinstance(one, Heading) else one for one in screen.transfer}
    named = screen.number or (screen.line[0] if screen.line and screen.flow is None else "")
    return screen.match or ((named,) if named in carried else ())


def _kept(module: Module, screen: Screen) -> Kept:
    return Kept(
        noun=noun_key(module, screen),
        reach=screen.reach,
        flow=screen.flow,
        title=screen.line[0] if screen.line else "title",
        number=screen.number,
        body=screen.body,
        edit=screen.edit,
        create=screen.create,
        search=screen.search,
        files=screen.files,
        series=next((move.number for move in screen.flow.moves if move.number), "") if screen.flow else "",
        form=tuple(name for group in screen.form for name in group.fields),
        transfer=screen.transfer,
    )


registry = Registry()


def reach_of(noun: int) -> Reach:
    """The reach of a noun, given its small number."""
    return next(screen.reach for module, screen in registry.screens() if noun_id(noun_key(module, screen)) == noun)


@lru_cache(maxsize=500)
def steps_within(actions: frozenset[str]) -> tuple[str, ...]:
    """The steps that these actions allow, in any noun, and the steps of routes; "" stands for reading.

    A section's task lies on the desk of whoever may do it, not of everybody in the section.
    """
    flows = [screen.flow for _, screen in registry.screens() if screen.flow]
    allowed = {move.name for flow in flows for move in flow.moves if move.who in actions}
    return ("", *sorted(allowed | set(STEPS)))


def tasks_of(actor: Actor) -> QuerySet[Task]:
    """The open tasks and readings that lie with this actor."""
    return Task.objects.filter(assignee__in=actor.parties, move__in=steps_within(actor.actions))
