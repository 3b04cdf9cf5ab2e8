"""`chancery backup FILE`: the house in one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chancery.kernel.base.refusals import Refused
from chancery.site.archive import backup


class Command(BaseCommand):
    help = "Write database, files and keys into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path)

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            print(f"{backup(target)} members in {target}")
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
