"""Every page speaks one language: Chinese, or English with the data left in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .people import Office
from .places import Place, each

NAMES = {
    "Chancery", "EN", "English", "XLSX", "PDF", "OFD", "Enter", "Esc", "Ctrl", "Shift", "Space", "Tab", "Ctrl-K", "Ctrl-Enter",
}  # fmt: skip
"""Words of a Chinese page that stay as they are: the name of the house, the other language, formats and keys."""
CODE = re.compile(r"[A-Z]{2}[0-9]{6,}")
"""A number with letters in it, such as that of a work order."""
LEFT_IN_ENGLISH = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), at = walk.currentNode.parentElement;
    if (!/[A-Za-z]{2}/.test(text) || /[\\u4e00-\\u9fff]/.test(text)) continue;
    if (at.closest("script, style, kbd, [lang=en], .paper, dd, .c-files, .trail .w, td") && !at.closest("th, .st")) continue;
    found.add(text);
  }
  for (const at of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) {
      const text = at.getAttribute(name) || "";
      if (/[A-Za-z]{3}/.test(text) && !/[\\u4e00-\\u9fff]/.test(text)) found.add(text);
    }
  return [...found];
}"""
LEFT_IN_CHINESE = """() => {
  const words = "button, th, legend, dt, summary, label:not(.opt), .c-head h1, header h2, .st, .c-tabs a, .c-nav a, .m-nav a, .d-sum a, " +
    ".go .btn, .btn, .fh, .errs h2, .c-hint, .c-foot span, .c-crumb a, .d-kind, .empty h2, .empty p, .m";
  const found = new Set(), me = document.querySelector(".c-top [href='/me/']").textContent.trim(), han = /[\\u4e00-\\u9fff]/;
  for (const at of document.querySelectorAll(words)) {
    if (at.closest("[lang^=zh], .paper, .ways, .c-line, #matter .c-title, .c-crumb > :nth-child(n+3), .c-picks, .chain") || at.querySelector("h2, form")) continue;
    const own = [...at.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join(" ").trim();
    if (han.test(own) && own !== me) found.add(own);
  }
  for (const at of document.querySelectorAll("[placeholder], nav[aria-label], section[aria-label], aside[aria-label]"))
    for (const name of ["placeholder", "aria-label"]) if (han.test(at.getAttribute(name) || "")) found.add(at.getAttribute(name));
  return [...found];
}"""
FAULTS_OF_CHINESE = {}
FAULTS_OF_ENGLISH: dict[str, str] = {}


@pytest.fixture(scope="module")
def chinese(browser: Browser, house: str) -> dict[str, Any]:
    office = Office(browser, house)
    state: Any = office.person("hesuwen").context.storage_state()
    office.leave()
    return state


@pytest.fixture(scope="module")
def english(browser: Browser, house: str) -> Iterator[dict[str, Any]]:
    """Somebody who has chosen English; afterwards the account speaks Chinese again."""
    office = Office(browser, house)
    page = office.person("hesuwen")
    speak(page, "en")
    state: Any = page.context.storage_state()
    yield state
    page.goto("/")
    speak(page, "zh-hans")
    office.leave()


def speak(page: Page, language: str) -> None:
    page.goto("/me/")
    page.locator(f"main button[name=language][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")


@pytest.mark.parametrize("place", each(FAULTS_OF_CHINESE))
def test_a_chinese_page_has_no_words_left_in_english(office: Office, chinese: dict[str, Any], place: Place) -> None:
    page = office.window(storage_state=chinese)
    place.visit(page)
    left = [text for text in page.evaluate(LEFT_IN_ENGLISH) if text not in NAMES and not CODE.fullmatch(text)]
    assert left == []


@pytest.mark.parametrize("place", each(FAULTS_OF_ENGLISH))
def test_an_english_page_has_no_interface_words_left_in_chinese(
    office: Office, english: dict[str, Any], place: Place
) -> None:
    page = office.window(storage_state=english)
    place.visit(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(LEFT_IN_CHINESE) == []
