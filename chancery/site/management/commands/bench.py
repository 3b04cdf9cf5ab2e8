"""`chancery bench`: the pages and one move beside their floors, in a city of any size."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from chancery.kernel.base.refusals import Refused


class Command(BaseCommand):
    """Builds a reproducible city and measures pages against their floors (测速); a run is never a test, so it ends with 0."""

    help = "Measure desk, list, detail, search and one move beside their floors, in a city of its own."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=10_000, help="how many matters (10,000)")
        parser.add_argument("--noun", default="", help="measure another noun, such as assets.asset, in the demo city")
        parser.add_argument("--also", action="append", default=[], metavar="PAGE", help="measure this address too")
        parser.add_argument("--json", default="", metavar="FILE", help="write the figures there too")
        parser.add_argument("--fresh", action="store_true", help="take the bench's own city away and build it anew")
        parser.add_argument(
            "--plans", action="store_true", help="show the slowest statement of each page with its plan"
        )
        parser.add_argument("--only", default="", metavar="WORD", help="only what has this word in its name")
        parser.add_argument("--seconds", type=float, default=2.0, help="how long each is timed (2)")

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("bench") is None:
            raise CommandError(_("The bench is part of the sources and is not installed. Run it from a checkout."))
        if options["rows"] < 1_000:
            raise CommandError(_("The bench needs at least 1,000 matters to say anything."))
        try:
            import_module("bench.run").run(
                rows=options["rows"],
                json_file=options["json"],
                fresh=options["fresh"],
                plans=options["plans"],
                only=options["only"],
                seconds=options["seconds"],
                noun=options["noun"],
                also=tuple(options["also"]),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
