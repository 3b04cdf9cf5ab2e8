"""People at their browsers: each has a context of their own, signs in by typing, and leaves nothing odd behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from chancery.city.cast import PASSWORD

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 760}
NARROWEST = {"width": 320, "height": 640}
REFUSALS = re.compile(r"status of (403|404|409|422)")
"""The browser itself notes an answer that is a refusal; the refusal is meant."""


@dataclass
class Office:
    """The browser, the address of the house, and everything that went wrong in any of its windows."""

    browser: Browser
    base: str
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, *, size: dict[str, int] | None = None, **settings: Any) -> Page:
        """A fresh window with no account."""
        told = {"viewport": size or DESKTOP, "base_url": self.base, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = self.browser.new_context(**{**told, **settings})
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        return page

    def person(self, account: str, *, size: dict[str, int] | None = None, **settings: Any) -> Page:
        """A window in which somebody has signed in and looks at the desk."""
        page = self.window(size=size, **settings)
        sign_in(page, account)
        return page

    def leave(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and f"{address.scheme}://{address.netloc}" != self.base:
            self.troubles.append(f"left the house: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSALS.search(message.text):
            self.troubles.append(f"console: {message.text} ({message.location})")


def sign_in(page: Page, account: str) -> None:
    """Type account and password, and arrive at the desk."""
    page.goto("/login/")
    page.locator("#username").fill(account)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#groups")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/me/")
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#username")).to_be_visible()


def step(page: Page, title: str) -> Locator:
    """The button of a step that can be taken now, in the right column or in the bar of a phone."""
    words = re.compile(rf"^\s*{re.escape(title)}\s*E?\s*$")
    return page.locator("#moves .btn, .act-s .btn").locator("visible=true").filter(has_text=words).first


def dialog(page: Page) -> Locator:
    return page.locator("#dialog dialog[open]")


def take(page: Page, title: str, **answers: str) -> None:
    """Take a step whose form opens as a dialog: write into its fields by name, then press the same words again."""
    step(page, title).click()
    box = dialog(page)
    expect(box.get_by_role("heading", name=title)).to_be_visible()
    for name, words in answers.items():
        answer(box, name, words)
    box.locator(".btn-1").click()
    expect(page.locator("#dialog dialog")).to_have_count(0)


def answer(box: Locator, name: str, words: str) -> None:
    """Fill one field: write, choose from a list, or tick the option that carries these words."""
    many = box.locator(f"fieldset#{name}")
    if many.count():
        many.locator("label", has_text=words).locator("input").first.check()
        return
    one = box.locator(f"#{name}")
    if one.evaluate("field => field.tagName") == "SELECT":
        one.select_option(label=words)
    else:
        one.fill(words)


def stands(page: Page, *words: str) -> None:
    """The line below the title says the state, and who has it."""
    for word in words:
        expect(page.locator("#state")).to_contain_text(word)


def left_a_line(page: Page, who: str, what: str) -> None:
    """The newest line of the trail names the person and what was done."""
    line = page.locator("#trail .trail li").first
    expect(line).to_contain_text(who)
    expect(line).to_contain_text(what)


def on_desk(page: Page, title: str) -> Locator:
    """The row of a matter on the desk."""
    page.goto("/")
    return page.locator(".d-row", has_text=title)
