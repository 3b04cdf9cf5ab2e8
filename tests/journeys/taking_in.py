"""The first steps that many journeys share: dropping files at the door, registering, accepting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .papers import Letter, as_txt, payload
from .people import Office, stands, step


def drop(page: Page, files: Sequence[Any]) -> None:
    """Drop files at the door and have them read."""
    page.goto("/documents/incoming/new/")
    expect(page.get_by_role("heading", name="登记来文", level=1)).to_be_visible()
    page.locator("#files").set_input_files(list(files))
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_role("heading", name=re.compile("读取.*个文件"), level=1)).to_be_visible()


def sheet_of(page: Page, file: str) -> Locator:
    """What became of one file."""
    return page.locator(".c-sheet").filter(has=page.get_by_role("heading", name=file, exact=True))


def received(office: Office, one: Letter) -> tuple[Page, str]:
    """The clerk has taken a letter in and looks at it: to be signed for. Returns the window and the address."""
    clerk = office.person("zhoumin")
    drop(clerk, [payload(one, "txt", as_txt)])
    sheet_of(clerk, f"{one.subject}.txt").locator("h3 a").click()
    stands(clerk, "待签收")
    return clerk, clerk.url


def registered(office: Office, one: Letter) -> tuple[Page, str]:
    """The clerk has confirmed what was read, which registers the letter. Returns the window and the address."""
    clerk = office.person("zhoumin")
    drop(clerk, [payload(one, "txt", as_txt)])
    sheet_of(clerk, f"{one.subject}.txt").get_by_role("button", name="无误，签收并登记").click()
    stands(clerk, "待初审", "收〔")
    return clerk, clerk.url


def accepted(office: Office, one: Letter) -> str:
    """A letter that the clerk has registered and accepted: handling is to be proposed. Returns its address."""
    clerk, here = registered(office, one)
    step(clerk, "初审通过").click()
    stands(clerk, "拟办")
    return here
