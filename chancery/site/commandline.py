"""`chancery …`: the house's command line. Each command is a file in management/commands."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

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
    execute_from_command_line(line)


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
