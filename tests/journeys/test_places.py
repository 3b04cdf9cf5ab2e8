"""Each page holds on its own: accessible in light and dark, on a desktop and on a phone, and never wider than the window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page

from .people import DESKTOP, NARROWEST, PHONE, Office
from .places import PLACES, Place, each

AXE = Path(os.environ.get("CHANCERY_AXE", Path(axe_core_python.__file__).parent / "axe.min.js"))
LOOKS = [(theme, size) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]
FAULTS: dict[str, str] = {}
"""Pages with a fault that is known and not yet mended: the test must fail until it is."""

SPILL = """() => {
  const wide = document.scrollingElement.scrollWidth, seen = innerWidth;
  if (wide <= seen) return [];
  const over = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > seen + 1);
  return [wide, ...over.slice(0, 4).map(e => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right))];
}"""
"""Empty when the page fits, else its width and the first elements that stick out."""


@pytest.fixture(scope="module")
def signed_in(browser: Browser, house: str) -> dict[str, Any]:
    """The cookies of the head of the documents section."""
    office = Office(browser, house)
    state: Any = office.person("hesuwen").context.storage_state()
    office.leave()
    return state


@pytest.fixture
def page(office: Office, signed_in: dict[str, Any]) -> Page:
    return office.window(storage_state=signed_in, reduced_motion="reduce")


def violations(page: Page) -> list[str]:
    """What axe finds, as short lines: the rule and the first elements that break it."""
    found: Any = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]} ({len(one['nodes'])})"
        for one in found
    ]


def faults_of(page: Page) -> dict[str, list[str]]:
    """Violations by look."""
    found = {}
    for theme, size in LOOKS:
        page.set_viewport_size(size)
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        page.evaluate("() => Promise.allSettled(document.getAnimations().map(one => one.finished)).then(() => true)")
        found[f"{theme} {size['width']}"] = violations(page)
    return {look: lines for look, lines in found.items() if lines}


def spilt_from(page: Page) -> dict[int, list[str]]:
    """By width of the window: the width of a page that scrolls sideways, and what sticks out."""
    found = {}
    for size in (PHONE, NARROWEST):
        page.set_viewport_size(size)
        found[size["width"]] = page.evaluate(SPILL)
    return {width: lines for width, lines in found.items() if lines}


@pytest.mark.parametrize("place", each(FAULTS))
def test_a_page_is_accessible_in_light_and_dark_and_never_wider_than_a_phone(page: Page, place: Place) -> None:
    page.add_init_script(path=AXE)
    place.visit(page)
    assert faults_of(page) == {}
    assert spilt_from(page) == {}


def test_the_way_in_is_accessible_also_when_the_password_was_wrong(office: Office) -> None:
    page = office.window()
    page.add_init_script(path=AXE)
    page.goto("/login/")
    assert faults_of(page) == {}
    page.locator("#username").fill("nobody")
    page.locator("#password").fill("wrong")
    page.locator("#password").press("Enter")
    page.get_by_role("alert").wait_for()
    assert faults_of(page) == {}


def test_the_table_names_each_place_once() -> None:
    assert len({place.name for place in PLACES}) == len(PLACES)
