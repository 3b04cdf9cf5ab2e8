"""`chancery newmodule` writes a module that keeps the contract from its first minute."""

from __future__ import annotations

import importlib
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from chancery.kernel.module.checks import faults_of
from chancery.kernel.module.registry import registry

from .test_folders import FILES, FOLDERS, HEADINGS, section


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.split(".")[0] == "regattas"]:
        del sys.modules[name]


def new(folder, key="regattas", title="龙舟竞渡", **more) -> str:
    said = StringIO()
    call_command("newmodule", key, title, folder=folder, stdout=said, **more)
    return said.getvalue()


def test_its_declaration_can_be_loaded_and_has_no_fault(folder):
    new(folder, wing="citizens")
    importlib.invalidate_caches()
    module = importlib.import_module("regattas.module").module
    with translation.override("en"):
        assert (module.key, str(module.title), module.wing) == ("regattas", "Regattas", "citizens")
    assert faults_of(module, registry.modules) == []
    importlib.import_module("regattas.migrations")


def test_its_folder_holds_names_of_the_list_and_a_page_with_the_headings(folder):
    new(folder)
    items = list((folder / "regattas").iterdir())
    assert {item.name for item in items} == {"README.md", "__init__.py", "module.py", "migrations"}
    assert {item.name for item in items} <= FILES | FOLDERS
    page = (folder / "regattas" / "README.md").read_text()
    assert page.startswith("# 龙舟竞渡 (Regattas)\n")
    for heading in HEADINGS:
        assert section(page, heading).strip()
        assert "`" not in section(page, heading)


def test_it_says_what_to_do_next(folder):
    said = new(folder)
    for word in ("installed.py", "models.py", "module.py", "makemigrations regattas", '{"Regattas": "龙舟竞渡"}'):
        assert word in said


@pytest.mark.parametrize(
    "key",
    [
        "documents",
        "rooms",
        "desk",
        "auth",
        "class",
        "match",
        "Regatta",
        "龙舟",
        "two-words",
        "a",
        "x" * 25,
        "",
        "../up",
        "in1",
    ],
)
def test_a_key_that_cannot_be_is_refused_and_nothing_is_written(folder, key):
    with pytest.raises(CommandError):
        new(folder, key)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("title", ["Regattas", "龙", "龙" * 13, "龙舟\n竞渡", "龙舟”)", "", "$key龙舟"])
def test_a_title_that_cannot_be_is_refused(folder, title):
    with pytest.raises(CommandError):
        new(folder, title=title)
    assert list(folder.iterdir()) == []


def test_a_module_that_is_there_is_not_written_over(folder):
    new(folder)
    with pytest.raises(CommandError, match="taken"):
        new(folder)


def test_without_its_folder_it_says_which_is_missing(folder):
    with pytest.raises(CommandError, match="There is no folder"):
        new(folder / "nowhere")
