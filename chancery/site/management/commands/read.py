"""`chancery read FILE… [--json]`: what is recognised in documents, without storing anything."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from chancery.kernel.base.refusals import Refused
from chancery.modules.documents.api import read_file


class Command(BaseCommand):
    help = "Recognise title, issuer, number, kind, date and addressees of document files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--json", action="store_true", help="one object a file, as a JSON list")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        with translation.override("zh-hans"):
            told = [_told(path) for path in files]
        if options["json"]:
            print(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for one in told:
                print("\n".join(f"{key}: {value}" for key, value in one.items() if value), end="\n\n")
        if any("refused" in one for one in told):
            raise SystemExit(1)


def _told(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return read_file(stream, path.name)[1].as_json()
    except OSError as error:
        return {"file": path.name, "refused": str(error.strerror)}
    except Refused as refusal:
        told: dict[str, Any] = {"file": path.name, "refused": str(refusal)}
        if refusal.cite:
            told["rule"] = refusal.cite.as_json()
        return told
