"""`chancery restore FILE --data DIR`: a house from its archive, verified."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from tarfile import TarError
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from chancery.kernel.base.refusals import Refused
from chancery.site.archive import restore


class Command(BaseCommand):
    help = "Unpack an archive into an empty data folder and verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            print(f"{restore(source, Path(settings.DATA))} members restored")
        except (Refused, OSError, TarError, ValueError) as error:
            raise CommandError(str(error)) from error
        call_command("verify")
