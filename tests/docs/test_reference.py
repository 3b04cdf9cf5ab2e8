"""The pages of the documentation say what the code says."""

import re
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).parents[2]


def test_the_reference_is_what_the_modules_declare(monkeypatch):
    monkeypatch.chdir(ROOT)
    call_command("reference", "--check")


def test_every_command_of_the_readme_exists():
    commands = {path.stem for path in (ROOT / "chancery/site/management/commands").glob("*.py")}
    named = set(
        re.findall(
            r"`(?:chancery )?([a-z]+)[ `]", "\n".join(re.findall(r"^\| `.*?\|", (ROOT / "README.md").read_text(), re.M))
        )
    )
    assert named - commands == set()


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
