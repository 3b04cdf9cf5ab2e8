"""`chancery newmodule KEY 中文名`: an empty module that keeps the contract, and what to do next."""

from __future__ import annotations

import keyword
import re
from argparse import ArgumentParser
from pathlib import Path
from string import Template
from typing import Any, get_args

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chancery.kernel.module.declare import Wing
from chancery.kernel.module.registry import registry

TEMPLATES = Path(__file__).resolve().parents[2] / "new_module"
HOUSE = Path(settings.ROOT) / "modules"
KEY = re.compile(r"[a-z]{3,24}")
NAME = re.compile(r"[A-Z][A-Za-z ]{2,39}")
TITLE = re.compile(r"[\u4e00-\u9fff]{2,12}")
NEXT = """{folder} is there: an empty module that keeps the contract. What to do next:
 1. Write {folder}/README.md: who does what here from morning to evening.
 2. Put "chancery.modules.{key}" into chancery/site/installed.py; its place there is its place in the menu.
 3. Add the first noun: its words in terms.py, its table in models.py, a Screen and a Role in module.py; then
    `chancery makemigrations {key}`. A matter also has flow.py; its rules stand in rules.toml and rules.py.
 4. Give the words their Chinese: {{"{name}": "{title}"}} into a file, then `chancery messages --from-json FILE`.
 5. Run `just test tests/contract`: the new nouns are tried there from now on, without a test of their own."""


class Command(BaseCommand):
    help = "Write the folder of a new, empty module."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="English, one word, plural where the noun has one: vehicles, meetings")
        parser.add_argument("title", help="what the office calls it: 公务用车")
        parser.add_argument("--name", default="", help="the English title; the key with a capital if not said")
        parser.add_argument("--wing", choices=get_args(Wing), default="office")
        parser.add_argument("--folder", type=Path, default=HOUSE, help="where the modules live")

    def handle(self, *args: Any, key: str, title: str, name: str, wing: str, folder: Path, **options: Any) -> None:
        name = name or key.capitalize()
        check_key(key, folder)
        if not TITLE.fullmatch(title):
            raise CommandError(
                f"“{title}” is no title for the menu: write 2 to 12 Chinese characters and nothing else."
            )
        if not NAME.fullmatch(name):
            raise CommandError(f"“{name}” is no English title: write words that begin with a capital letter.")
        write(folder / key, {"key": key, "title": title, "name": name, "wing": wing})
        self.stdout.write(NEXT.format(folder=folder / key, key=key, title=title, name=name))


def check_key(key: str, folder: Path) -> None:
    """Raises CommandError, with the reason, for a key that cannot name a module or names something already."""
    if not KEY.fullmatch(key):
        raise CommandError(f"“{key}” cannot be a key: write one English word of 3 to 24 small letters.")
    if keyword.iskeyword(key) or keyword.issoftkeyword(key):
        raise CommandError(f"“{key}” is a word of the programming language; choose another one.")
    taken = {config.label for config in apps.get_app_configs()} | set(registry.modules) | RESERVED
    if key in taken or (folder / key).exists():
        raise CommandError(f"“{key}” is taken already.")


RESERVED = {
    "api", "appearance", "desk", "keys", "language", "login", "logout", "messages", "module", "modules", "overdue",
    "post", "route", "search", "static", "webhooks", "wing",
}  # fmt: skip
"""First words of addresses, which a module's own address would cover."""


def write(folder: Path, told: dict[str, str]) -> None:
    """Fill the templates into a new folder. Raises CommandError where the parent folder does not exist."""
    if not folder.parent.is_dir():
        raise CommandError(f"There is no folder {folder.parent}.")
    for template in sorted(TEMPLATES.rglob("*-tpl")):
        path = folder / template.relative_to(TEMPLATES).with_name(template.name.removesuffix("-tpl"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(template.read_text("utf-8")).substitute(told), "utf-8")
