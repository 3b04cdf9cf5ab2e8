"""`chancery messages`: collect the words of the house into the catalogue. For maintainers; needs no gettext tools."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "say": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "N_": None,
}


class Command(BaseCommand):
    help = "Bring chancery/ui/locale/zh_Hans up to date with the sources."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from-json", nargs="*", type=Path, default=[], help="translations to take over: {english: 中文}"
        )
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a word lacks its translation")

    def handle(self, *args: Any, from_json: list[Path], check: bool, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
        known = known_translations(path)
        for source in from_json:
            known |= {(k, ""): v for k, v in json.loads(source.read_text("utf-8")).items() if v}
        catalog = collect(known)
        missing = [str(message.id) for message in catalog if message.id and not any(as_tuple(message.string))]
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                write_po(out, catalog, width=120, sort_output=True, omit_header=False, no_location=True)
        print(f"{len(catalog)} words, {len(missing)} without a translation")
        if check and missing:
            raise SystemExit("\n".join(missing[:40]))
        print("\n".join(missing))


def collect(known: dict[tuple[str, str], Any]) -> Catalog:
    """All words of the sources, with the translations that are known."""
    catalog = Catalog(locale="zh_Hans", project="Chancery", charset="utf-8", fuzzy=False)
    for text, context in words():
        first = text[0] if isinstance(text, tuple) else text
        string = known.get((first, context or "")) or known.get((first, ""), "")
        if isinstance(text, tuple) and isinstance(string, str):
            string = (string,)
        catalog.add(text, string, context=context)
    return catalog


def words() -> Iterator[tuple[Any, str | None]]:
    """Every marked word of the Python files and the templates."""
    for path in sorted(Path(settings.ROOT).rglob("*.py")):
        if "migrations" not in path.parts and "/tests/" not in str(path):
            yield from _of(path.read_bytes())
    for path in sorted(Path(settings.ROOT).rglob("templates/**/*.html")):
        yield from _of(templatize(path.read_text("utf-8")).encode())


def _of(source: bytes) -> Iterator[tuple[Any, str | None]]:
    for _, message, _, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        if message:
            yield message, context


def as_tuple(string: Any) -> tuple[Any, ...]:
    """The forms of a translation: one, or as many as the plural has."""
    return string if isinstance(string, tuple) else (string,)


def known_translations(path: Path) -> dict[tuple[str, str], Any]:
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {
            (str(m.id[0] if isinstance(m.id, (tuple, list)) else m.id), m.context or ""): m.string
            for m in read_po(stream)
            if m.id
        }
