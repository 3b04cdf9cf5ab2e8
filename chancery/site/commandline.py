"""`chancery …`: the house's command line. A command is a file in management/commands, or a verb that a module declares."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import execute_from_command_line

from chancery.kernel.base.refusals import Refused

from .installed import MODULES

if TYPE_CHECKING:  # its models need settings, which are read only after the options were taken off the line
    from chancery.kernel.module.declare import Module

MAKE_FOLDER = {"demo", "serve", "migrate", "restore"}


def main() -> None:
    """Take `--data DIR` and `--database URL` off the line before settings are read, then run the command."""
    line = sys.argv[:]
    for option, variable in (("--data", "CHANCERY_DATA"), ("--database", "CHANCERY_DATABASE")):
        value, line = _take(option, line)
        if value:
            os.environ[variable] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chancery.site.settings")
    if set(line[1:2]) & MAKE_FOLDER:
        make_folder(Path(os.environ.get("CHANCERY_DATA", "demo")))
    if set(line[1:2]) & {path.rpartition(".")[2] for path in MODULES}:
        sys.exit(run_verb(_module(line[1]), line[2:]))
    execute_from_command_line(line)


def run_verb(module: Module, words: Sequence[str]) -> int:
    """Run `chancery MODULE VERB …`; a wrong verb, a missing file or a refusal is a sentence and the exit code 2."""
    verbs = {command.name: command for command in module.commands}
    asked = words[0] if words else "--help"
    if asked in ("help", "--help", "-h"):
        return _write(_help(module))
    if asked not in verbs:
        return _fail(f"The module {module.key} has no command {asked!r}.\n{_help(module)}")
    path, _, function = verbs[asked].run.partition(":")
    try:
        for line in getattr(import_module(path), function)(words[1:]):
            _write(line)
    except Refused as refusal:
        return _fail(str(refusal))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}.")
    return 0


def _module(key: str) -> Module:
    """The declaration of an installed module, once all are loaded."""
    django.setup()
    path = next(path for path in MODULES if path.rpartition(".")[2] == key)
    declared: Module = import_module(f"{path}.module").module
    return declared


def _write(line: str) -> int:
    sys.stdout.write(f"{line}\n")
    return 0


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def _help(module: Module) -> str:
    lines = [f"  chancery {module.key} {command.name}  {command.title}" for command in module.commands]
    return "\n".join(lines) or f"The module {module.key} has no commands."


def make_folder(folder: Path) -> None:
    """The data folder, with a secret of its own that only its owner can read."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret.key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))


def _take(option: str, line: list[str]) -> tuple[str | None, list[str]]:
    for i, word in enumerate(line):
        if word == option and i + 1 < len(line):
            return line[i + 1], line[:i] + line[i + 2 :]
        if word.startswith(option + "="):
            return word.split("=", 1)[1], line[:i] + line[i + 1 :]
    return None, line
