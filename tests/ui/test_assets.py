"""The styles and scripts that every page carries."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from chancery.ui.bundle import ALONE, BUNDLE, HERE, alone, bundled

VENDOR = HERE / "static" / "vendor"


def test_the_style_sheet_is_what_its_parts_say():
    assert BUNDLE.read_text(encoding="utf-8") == bundled()
    for part in ALONE:
        assert BUNDLE.with_name(f"{part}.css").read_text(encoding="utf-8") == alone(part)


def test_what_others_wrote_is_unchanged_and_has_its_licence():
    for file in tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["file"]:
        content = (VENDOR / file["name"]).read_bytes()
        assert hashlib.sha512(content).hexdigest() == file["sha512"], file["name"]
        assert (VENDOR / file["licence_file"]).stat().st_size > 300


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("chancery/chancery.css", 14),
        ("chancery/chancery.js", 6),
        ("vendor/tabler.min.css", 35),
        ("vendor/htmx.min.js", 18),
        ("chancery/board.css", 5),
        ("chancery/board.js", 3),
    ],
)
def test_files_of_every_page_stay_within_their_budget(path: str, most: int):
    assert len(gzip.compress((HERE / "static" / path).read_bytes())) <= most * 1024


def test_parts_of_the_style_sheet_take_colours_from_the_tokens_only():
    for part in (HERE / "styles").glob("*.css"):
        if part.name not in {"tokens.css", "print.css"}:
            found = re.findall(
                r"(?<!mask: repeating-linear-gradient\(90deg, )#[0-9a-f]{3,8}\b", part.read_text(encoding="utf-8")
            )
            assert not found, (part.name, found)


def test_templates_stay_short():
    for template in Path(HERE / "templates").rglob("*.html"):
        assert len(template.read_text(encoding="utf-8").splitlines()) <= 80, template.name
