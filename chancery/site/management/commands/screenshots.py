"""`chancery screenshots`: the pictures of the README, taken of a house on a fixed morning, so that each run draws the same."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from chancery.city.cast import PASSWORD
from chancery.kernel.base.clock import HOUSE, clock_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
try:
    from playwright.sync_api import sync_playwright
except ImportError:  # the development group is not installed
    sync_playwright = None  # type: ignore[assignment]

MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=HOUSE)
"""When the pictures are taken: a Monday in the working year of the city."""
DESKTOP, PHONE = (1280, 720), (360, 760)
LARGEST = 250_000
PATIENCE = 900
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Command(BaseCommand):
    help = "Take the pictures of the README with Chromium (CHROMIUM names it, else /usr/bin/chromium)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
        parser.add_argument(
            "--base", default="", help="a house that is served already; without it one is built and served"
        )
        parser.add_argument("--house", type=int, default=0, metavar="PORT", help="be that house, until ended")

    def handle(self, *args: Any, out: Path, base: str, house: int, **options: Any) -> None:
        if house:
            serve(house)
            return
        if sync_playwright is None:
            raise CommandError("Playwright is missing: install the development group (uv sync).")
        chromium = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        if not chromium.exists():
            raise CommandError(f"No browser at {chromium}: install Chromium, or name one in CHROMIUM.")
        out.mkdir(parents=True, exist_ok=True)
        with _served() if not base else _as_it_is(base) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name, (account, size, way) in PICTURES.items():
                take(browser, address, account, size, way, out / f"{name}.png")
            browser.close()


def serve(port: int) -> None:
    """Build the city on the fixed morning and serve it; time stands still in each request."""
    with clock_at(MORNING):
        call_command("demo", no_serve=True, matters=120)
    call_command("collectstatic", interactive=False, verbosity=0)
    application = get_wsgi_application()

    def on_that_morning(environ: Any, start: Any) -> Any:
        with clock_at(MORNING):
            return application(environ, start)

    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(on_that_morning)
    server.serve_forever()


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that http.server gives
        return


@contextmanager
def _as_it_is(base: str) -> Iterator[str]:
    yield base.rstrip("/")


@contextmanager
def _served() -> Iterator[str]:
    """The address of a house in a folder of its own. Raises CommandError if it ends or does not answer."""
    with socket.socket() as held, TemporaryDirectory(prefix="chancery-pictures-", ignore_cleanup_errors=True) as folder:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        held.close()
        told = {**os.environ, "CHANCERY_DATA": folder, "CHANCERY_SECRET": "only-for-pictures-of-an-invented-city"}
        told.pop("CHANCERY_DATABASE", None)
        house = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "chancery", "screenshots", "--house", str(port)], env=told, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(house, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            house.terminate()
            house.wait(timeout=30)


def _wait_for(house: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(PATIENCE):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            try:
                house.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            break
    raise CommandError("The house for the pictures does not answer.")


def take(
    browser: Browser, base: str, account: str, size: tuple[int, int], way: Callable[[Page], None], file: Path
) -> None:
    """Sign in, go the way, and keep the picture. Raises CommandError if it is larger than a README should carry."""
    context = browser.new_context(
        base_url=base, viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("#username", account)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#groups")
    way(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, animations="disabled")
    context.close()
    if file.stat().st_size > LARGEST:
        raise CommandError(f"{file} has {file.stat().st_size} bytes; at most {LARGEST} are carried.")


def _desk(page: Page) -> None:
    page.goto("/")


def _list(page: Page) -> None:
    page.goto("/documents/incoming/")


def _detail(page: Page) -> None:
    """A document on which a leader has written."""
    page.goto("/documents/incoming/?state=acting")
    page.click(".c-t a.ti >> nth=0")
    page.wait_for_selector("#state")


def _move(page: Page) -> None:
    """The step on the right, asked in a dialog."""
    page.goto("/documents/incoming/?state=proposing")
    page.click(".c-t a.ti >> nth=0")
    page.click("#moves .btn-1")
    page.wait_for_selector("#dialog dialog[open]")


def _phone(page: Page) -> None:
    """What a leader sees on the telephone: the first matter that waits."""
    page.goto("/")
    first = page.locator(".d-row a.ti")
    if first.count():
        first.first.click()
        page.wait_for_selector("#state")


PICTURES: dict[str, tuple[str, tuple[int, int], Callable[[Any], None]]] = {
    "desk": ("zhoumin", DESKTOP, _desk),
    "list": ("zhoumin", DESKTOP, _list),
    "detail": ("hesuwen", DESKTOP, _detail),
    "move": ("hesuwen", DESKTOP, _move),
    "phone": ("chenguoliang", PHONE, _phone),
}
