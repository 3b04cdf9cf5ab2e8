"""Every module's folder: a closed list of names, a page that says what people do here, and the words in two languages."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.functional import Promise

from chancery.kernel.base.sentences import msgid

from .cases import MODULES, folder_of, is_of_tests

FILES = {
    "README.md", "__init__.py", "module.py", "terms.py", "models.py", "selectors.py", "rules.toml", "rules.py",
    "flow.py", "services.py", "views.py", "reports.py", "transfer.py", "api.py", "demo.py", "reading.py",
}  # fmt: skip
CONCERNS = {name.removesuffix(".py") for name in FILES if name.endswith(".py")} - {"__init__", "module"}
FOLDERS = {"templates", "migrations", "tests", *CONCERNS}
HEADINGS = ("From morning to evening", "Nouns", "States", "Laws")
KEY = re.compile(r"[a-z]{3,24}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.mo"


@pytest.mark.parametrize("module", MODULES)
def test_the_folder_holds_only_names_of_the_list(module):
    for item in folder_of(module).iterdir():
        if item.name in {"__pycache__", ".DS_Store"}:
            continue
        assert item.name in (FOLDERS if item.is_dir() else FILES), f"{item.name} has no place in a module"
    concerns = [path.name for path in folder_of(module).iterdir() if path.is_dir() and path.name in CONCERNS]
    assert not [name for name in concerns if (folder_of(module) / f"{name}.py").exists()], "a file and a folder"


@pytest.mark.parametrize("module", MODULES)
def test_what_must_be_there_is_there(module):
    folder = folder_of(module)
    for name in ("__init__.py", "module.py", "migrations"):
        assert (folder / name).exists(), f"{name} is missing"
    templates = list((folder / "templates").glob("*")) if (folder / "templates").exists() else []
    assert [path.name for path in templates] in ([], [module.key])


@pytest.mark.parametrize("module", MODULES)
def test_the_key_is_the_folder_and_plain_english(module):
    assert folder_of(module).name == module.key
    assert KEY.fullmatch(module.key)


@pytest.mark.parametrize("module", MODULES)
def test_its_page_has_the_headings_and_fits_on_a_page(module):
    if is_of_tests(module):
        pytest.skip("a register that only the tests know")
    text = (folder_of(module) / "README.md").read_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [heading for heading in HEADINGS if heading not in headings] == []
    assert len(text.splitlines()) <= 80
    for heading in headings:
        assert section(text, heading).strip(), f"“{heading}” is empty"


@pytest.mark.parametrize("module", MODULES)
def test_its_page_shows_the_states_that_the_flow_has(module):
    flows = [screen.flow for screen in module.screens if screen.flow]
    if is_of_tests(module) or not flows:
        pytest.skip("no states to show")
    told = set(re.findall(r"`([a-z_]+)`", section((folder_of(module) / "README.md").read_text(), "States")))
    states = {value for flow in flows for value in flow.states.values}
    moves = {move.name for flow in flows for move in flow.moves}
    assert states - told == set(), "states that the page does not show"
    assert told - states - moves == set(), "words that are neither a state nor a move"


@pytest.mark.parametrize("module", MODULES)
def test_its_page_names_its_nouns(module):
    if is_of_tests(module) or not module.screens:
        pytest.skip("no nouns to name")
    nouns = section((folder_of(module) / "README.md").read_text(), "Nouns")
    assert [screen.key for screen in module.screens if f"`{screen.key}`" not in nouns] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_label_is_in_the_chinese_catalogue(module):
    if is_of_tests(module) or not CATALOGUE.exists():
        pytest.skip("no catalogue for this module here")
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    missing = [label for label in sorted(labels_of(module)) if catalogue.gettext(label) == label]
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_every_label_is_marked_for_translation(module):
    if is_of_tests(module):
        pytest.skip("a register that only the tests know")
    bare = [label for label in every_label(module) if not isinstance(label, Promise) and not CHINESE.search(str(label))]
    assert bare == []


def section(text: str, heading: str) -> str:
    """What stands below a heading of a page, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def labels_of(module) -> set[str]:
    """The catalogue keys of a module's labels."""
    return {msgid(label) for label in every_label(module) if not CHINESE.search(msgid(label))}


def every_label(module):
    """Every label that a module's declaration shows to somebody."""
    yield module.title
    yield from (role.title for role in module.roles)
    yield from (series.title for series in module.numbers)
    yield from (report.title for report in module.reports)
    for screen in module.screens:
        yield from filter(None, _screen_labels(screen))
        if screen.flow:
            yield from filter(None, _flow_labels(screen.flow))


def _screen_labels(screen):
    yield from (screen.title, screen.plural, screen.create_title)
    for part in (*screen.columns, *screen.facts, *screen.filters, *screen.views):
        yield part.label
    yield from (part.title for part in (*screen.form, *screen.panels))
    own = [field for field in screen.model._meta.fields if field.name not in {"entry", "organ", "version", "state"}]
    for field in own:
        yield field.verbose_name
        yield field.help_text
        yield from (label for _, label in field.flatchoices)


def _flow_labels(flow):
    yield from (label for _, label in flow.states.choices)
    for move in flow.moves:
        yield from (move.title, move.done)
        for ask in move.asks:
            yield from (ask.label, ask.help)
