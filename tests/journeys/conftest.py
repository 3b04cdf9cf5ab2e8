"""The browser and the house that all journeys share, built once in a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from .people import Office
from .serving import served

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
HERE = Path(__file__).parent
PATIENCE = 10_000
"""Milliseconds until a journey gives up on something that should be there."""
PICTURES = Path(os.environ.get("CHANCERY_FAILURES", "build/journeys"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the house: one that CHANCERY_BASE names, else a fresh one of our own."""
    if base := os.environ.get("CHANCERY_BASE"):
        yield base.rstrip("/")
        return
    with served(tmp_path_factory.mktemp("house")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"No browser at {CHROMIUM}: install Chromium, or name one in CHROMIUM.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of each open window of a journey that failed."""
    report = yield
    office = getattr(item, "funcargs", {}).get("office")
    if report.when == "call" and office and call_failed(report):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for at, page in enumerate(page for context in office.contexts for page in context.pages):
            page.screenshot(path=PICTURES / f"{item.name}-{at}.png")
    return report


def call_failed(report: pytest.TestReport) -> bool:
    """Failed, or failed as it is known to."""
    return report.failed or (report.skipped and hasattr(report, "wasxfail"))


@pytest.fixture
def office(browser: Browser, house: str) -> Iterator[Office]:
    """Where people come in; afterwards no console error, no script error and no request to another host is left."""
    office = Office(browser, house)
    yield office
    office.leave()
    assert office.troubles == []
