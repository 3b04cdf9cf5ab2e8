"""`chancery import MODULE FILE…`: bring files or tables into a module."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.rows import acting
from chancery.kernel.module.registry import registry
from chancery.kernel.org.models import User


class Command(BaseCommand):
    help = "Bring files into a module, for example `chancery import documents *.docx --user zhoumin`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("module")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--user", default="zhoumin", help="the account in whose post the rows are made")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, module: str, files: list[Path], user: str, **options: Any) -> None:
        declared = registry.modules.get(module)
        if declared is None or declared.importer is None:
            raise CommandError(f"No module {module!r} takes files in.")
        try:
            actor = actor_for(User.objects.get(username=user), channel="import")
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account {user!r}; name one with --user.") from error
        with ExitStack() as stack, acting(actor):
            opened = [(path.name, stack.enter_context(path.open("rb"))) for path in files]
            told = declared.importer(opened, actor=actor, organ=actor.house)
        if options["json"]:
            print(json.dumps(told, ensure_ascii=False, indent=1))
        for one in [] if options["json"] else told:
            print(f"{one['file']}: {one.get('refused') or one['read']['title']}")
        refused = sum("refused" in one for one in told)
        print(f"{len(told) - refused} taken in, {refused} refused.")
        if refused:
            raise SystemExit(1)
