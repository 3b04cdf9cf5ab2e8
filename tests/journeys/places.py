"""The pages that every journey of looking visits: one table. A page that answers 404 is not built yet, and is skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from .people import dialog, step


def to_a_document(page: Page) -> int:
    """The newest document for which handling is to be proposed."""
    page.goto("/documents/incoming/?state=proposing")
    address = page.locator(".c-t a.ti").first.get_attribute("href")
    answer = page.goto(str(address))
    assert answer is not None
    return answer.status


def beyond_a_document(tail: str) -> Callable[[Page], int]:
    """A page that lies below a document."""

    def go(page: Page) -> int:
        to_a_document(page)
        answer = page.goto(page.url + tail)
        assert answer is not None
        return answer.status

    return go


def to_a_dialog(page: Page) -> int:
    """The small form of a step over the page of a document."""
    to_a_document(page)
    step(page, STEP["en" if page.locator("html").get_attribute("lang") == "en" else "zh"]).click()
    expect(dialog(page)).to_be_visible()
    return 200


def to_a_refused_form(page: Page) -> int:
    """A form that came back: nothing was filled in."""
    page.goto("/documents/incoming/new/?by=hand")
    page.locator("#sheet .btn-1").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return 200


STEP = {"zh": "提出拟办", "en": "Propose handling"}


@dataclass(frozen=True)
class Place:
    """A page: its name in the report, and its address or the way there."""

    name: str
    way: str | Callable[[Page], int]
    status: int = 200

    def visit(self, page: Page) -> None:
        """Go there. A page that is not built yet skips the test with a note."""
        if callable(self.way):
            status = self.way(page)
        else:
            answer = page.goto(self.way)
            assert answer is not None
            status = answer.status
        if status == 404 and self.status != 404:
            pytest.skip(f"{self.way} answers 404: not built yet")
        assert status == self.status


PLACES = (
    Place("desk", "/"),
    Place("overdue", "/overdue/"),
    Place("list", "/documents/incoming/"),
    Place("list of nothing", "/documents/incoming/?q=没有这样的来文"),
    Place("paper register", "/documents/paper/"),
    Place("intake", "/documents/intake/"),
    Place("form", "/documents/incoming/new/?by=hand"),
    Place("refused form", to_a_refused_form),
    Place("detail", to_a_document),
    Place("move page", beyond_a_document("hand_out/")),
    Place("move dialog", to_a_dialog),
    Place("trail", beyond_a_document("trail/")),
    Place("sight", beyond_a_document("sight/")),
    Place("messages", "/messages/"),
    Place("me", "/me/"),
    Place("keys", "/keys/"),
    Place("wings", "/wing/"),
    Place("search", "/search/?q=2026"),
    Place("organs", "/organs/"),
    Place("routes", "/routes/"),
    Place("rules", "/rules/"),
    Place("calendar", "/calendar/"),
    Place("reports", "/reports/"),
    Place("not found", "/documents/incoming/99999999/", 404),
)


def each(known: dict[str, str]) -> list[object]:
    """All places as parameters; those with a known fault must fail until it is mended."""
    return [
        pytest.param(
            place,
            id=place.name,
            marks=[pytest.mark.xfail(strict=True, reason=known[place.name])] if place.name in known else [],
        )
        for place in PLACES
    ]
