"""`chancery import MODULE FILE…` brings files into a module, `chancery import MODULE.NOUN TABLE…` tables into a register."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.rows import acting
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.module.registry import match_of, registry
from chancery.kernel.org.models import User
from chancery.kernel.transfer.applying import apply, result
from chancery.kernel.transfer.models import Import
from chancery.kernel.transfer.staging import check, faults_of, keep


class Command(BaseCommand):
    help = (
        "Bring files into a module, for example `chancery import documents *.docx --user zhoumin`, "
        "or tables into a register: `chancery import documents.incoming table.xlsx`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("module", metavar="MODULE or MODULE.NOUN")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--user", default="zhoumin", help="the account in whose post the rows are made")
        parser.add_argument("--check", action="store_true", help="look at tables only; nothing is written")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, module: str, files: list[Path], user: str, **options: Any) -> None:
        try:
            actor = actor_for(User.objects.get(username=user), channel="import")
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account {user!r}; name one with --user.") from error
        with acting(actor):
            refused = (
                self._tables(module, files, actor, options["check"])
                if "." in module
                else self._files(module, files, actor, options["json"])
            )
        if refused:
            raise SystemExit(1)

    def _files(self, module: str, files: list[Path], actor: Actor, as_json: bool) -> int:
        declared = registry.modules.get(module)
        if declared is None or declared.importer is None:
            raise CommandError(f"No module {module!r} takes files in.")
        with ExitStack() as stack:
            opened = [(path.name, stack.enter_context(path.open("rb"))) for path in files]
            told = declared.importer(opened, actor=actor, organ=actor.house)
        if as_json:
            print(json.dumps(told, ensure_ascii=False, indent=1))
        for one in [] if as_json else told:
            print(f"{one['file']}: {one.get('refused') or one['read']['title']}")
        refused = sum("refused" in one for one in told)
        print(f"{len(told) - refused} taken in, {refused} refused.")
        return refused

    def _tables(self, noun: str, files: list[Path], actor: Actor, check_only: bool) -> int:
        try:
            _, screen = registry.by_noun(noun)
        except (LookupError, StopIteration) as error:
            raise CommandError(f"There is no noun {noun!r}.") from error
        if not screen.transfer or actor.house is None:
            raise CommandError(f"{noun} has no tables.")
        refused = 0
        for path in files:
            try:
                with path.open("rb") as stream:
                    one = keep(
                        stream,
                        path.name,
                        model=screen.model,
                        columns=screen.transfer,
                        organ=actor.house,
                        actor=actor,
                        match=match_of(screen),
                    )
                check(one, actor=actor, progress=self._progress)
                if one.state == Import.State.STAGED and not check_only:
                    one = apply(one, actor=actor, progress=self._progress)
            except Refused as refusal:
                print(f"{path.name}: {refusal}")
                refused += 1
                continue
            for fault in faults_of(one):
                print(f"  {fault.sentence}")
            print(f"{path.name}: {result(one)}")
            refused += one.state not in (Import.State.APPLIED, Import.State.STAGED)
        return refused

    def _progress(self, one: Import) -> None:
        """On a terminal one line that is written over, else nothing: a log needs no thousand lines."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{result(one)}\x1b[K", ending="")
