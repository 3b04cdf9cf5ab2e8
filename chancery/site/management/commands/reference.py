"""`chancery reference`: the reference pages, written from what the modules declare. `--check` fails when they are stale."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext

from chancery.kernel.base.sentences import msgid
from chancery.kernel.flow.declare import Flow
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.module.declare import Module, Screen
from chancery.kernel.module.registry import registry
from chancery.kernel.rules.registry import registry as rules
from chancery.site.installed import MODULES

FOLDER = Path("docs/reference")


class Command(BaseCommand):
    help = "Write docs/reference from the registry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        with translation.override("zh-hans"):
            shipped = [module for key, module in registry.modules.items() if f"chancery.modules.{key}" in MODULES]
            pages = {FOLDER / f"{module.key}.md": "\n".join(page(module)) + "\n" for module in shipped}
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
        if check and stale:
            raise SystemExit(f"Stale: {', '.join(map(str, stale))}. Run `chancery reference`.")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], "utf-8")


def page(module: Module) -> Iterator[str]:
    """The reference page of one module: nouns, states, moves, roles, numbers, rules."""
    yield f"# {both(module.title)} (`{module.key}`)\n\nWritten by `chancery reference`; do not edit."
    for screen in module.screens:
        yield from _noun(module, screen)
    yield "\n## Roles\n\n| role | | may |\n|---|---|---|"
    yield from (f"| `{r.key}` | {both(r.title)} | {', '.join(f'`{a}`' for a in r.actions)} |" for r in module.roles)
    yield "\n## Routes and numbers\n"
    for route in module.routes:
        yield f"- route `{route.key}`: {' → '.join(str(stage.title) for stage in route.stages)}"
    yield from (f"- number `{n.key}`: `{n.pattern}`, {n.reset}" for n in module.numbers)
    yield "\n## Rules\n\n| rule | value | strength | document | article | checked |\n|---|---|---|---|---|---|"
    for rule in (one for _, each in sorted(rules.rules.items()) for one in each if one.module == module.key):
        yield (
            f"| `{rule.key}` | {rule.value} {rule.unit} | {rule.strength} | {rule.title} | {rule.article} "
            f"| {rule.checked_on or 'no: for guidance only'} |"
        )


def _noun(module: Module, screen: Screen) -> Iterator[str]:
    yield f"\n## {both(screen.title)} (`{module.key}.{screen.key}`)\n\nSeen by: {screen.reach}. Read with `{screen.read}`."
    if screen.flow:
        yield from _moves(screen.flow)


def _moves(flow: Flow) -> Iterator[str]:
    yield "\n| move | | from | to | action | asks | rules |\n|---|---|---|---|---|---|---|"
    for move in flow.moves:
        sources = " / ".join(flow.label(value) for value in move.sources)
        target = flow.label(move.target) if move.target else "—"
        asks = ", ".join(f"`{ask.name}`" for ask in move.asks) or "—"
        checks = ", ".join(f"`{check.__name__}`" for check in move.checks) or "—"
        yield f"| `{move.name}` | {both(move.title)} | {sources} | {target} | `{move.who}` | {asks} | {checks} |"
    if any(state.route for state in flow.each):
        yield f"\nWhile a route runs: {', '.join(f'`{name}`' for name in STEPS)}."


def both(label: Any) -> str:
    """A label in English with its Chinese behind it."""
    return f"{msgid(label)}（{gettext(msgid(label))}）"
