"""`chancery …`: the house's command line. Each command is a file in management/commands."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Take `--data DIR` and `--database URL` off the line before settings are read, then run the command."""
    line = sys.argv[:]
    for option, variable in (("--data", "CHANCERY_DATA"), ("--database", "CHANCERY_DATABASE")):
        value, line = _take(option, line)
        if value:
            os.environ[variable] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chancery.site.settings")
    execute_from_command_line(line)


def _take(option: str, line: list[str]) -> tuple[str | None, list[str]]:
    for i, word in enumerate(line):
        if word == option and i + 1 < len(line):
            return line[i + 1], line[:i] + line[i + 2 :]
        if word.startswith(option + "="):
            return word.split("=", 1)[1], line[:i] + line[i + 1 :]
    return None, line
