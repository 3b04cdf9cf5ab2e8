"""A citizen at a browser without scripts, who can do a proof of work by hand."""

from __future__ import annotations

import re
from hashlib import sha256
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

LAMP = "东湖路18号门口的路灯坏了三天，晚上看不见台阶。"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 400


def picture(name: str = "路灯.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class Citizen:
    """Goes through the steps of the form as a browser does: what a page carries is sent with the next."""

    def __init__(self, address: str = "10.1.1.1") -> None:
        self.client = Client(REMOTE_ADDR=address)
        self.client.post("/language/", {"language": "en", "next": "/portal/"})
        self.page, self.status, self.carried = "", 0, {}

    def ask(self, go: str, **told: Any) -> str:
        """Fill the present step and press one of its buttons."""
        response = self.client.post("/portal/ask/", {**self.carried, **told, "go": go})
        self.status, self.where = response.status_code, response.headers.get("Location", "")
        self.page = unescape(response.content.decode())
        self.carried = dict(re.findall(r'<input type="hidden" name="([\w]+)" value="([^"]*)">', self.page))
        return self.page

    def begin(self, text: str = LAMP, kind: str = "complaint", **told: Any) -> None:
        """To the last step, with what was said."""
        self.carried = {"step": "say"}
        self.ask("next", text=text, kind=kind)
        self.ask("next", address="东湖路18号", **told)

    def work(self) -> str:
        """The number that solves the puzzle on the page."""
        salt, goal, most = (
            re.search(rf'data-{name}="([^"]+)"', self.page).group(1) for name in ("salt", "goal", "most")
        )
        return next(str(n) for n in range(int(most)) if sha256(f"{salt}{n}".encode()).hexdigest() == goal)

    def say(self, text: str = LAMP, kind: str = "complaint", **told: Any) -> tuple[str, str]:
        """From the first step to number and code."""
        self.begin(text, kind)
        self.ask("send", **{"phone": "13812345678", "work": self.work(), **told})
        assert self.where == "/portal/ask/taken/", self.errors()
        return self.receipt()

    def receipt(self) -> tuple[str, str]:
        page = self.client.get("/portal/ask/taken/").content.decode()
        number, code = (re.search(rf'id="given-{name}">([^<]+)', page).group(1) for name in ("number", "code"))
        return number, code

    def errors(self) -> str:
        """What stands in the box of errors."""
        found = re.search(r'class="errs".*?</div>', self.page, re.DOTALL)
        return re.sub(r"<[^>]+>", " ", found.group(0)) if found else ""

    def follow(self, number: str, code: str, **told: Any) -> str:
        """Look a matter up, and do something about it."""
        response = self.client.post("/portal/follow/", {**self.keys(), "number": number, "code": code, **told})
        self.status, self.page = response.status_code, unescape(response.content.decode())
        return self.page

    def keys(self) -> dict[str, str]:
        """What the page of a followed matter carries."""
        version = re.search(r'name="version" value="(\d+)"', self.page)
        once = re.search(r'name="once" value="([\w-]+)"', self.page)
        return {"version": version.group(1), "once": once.group(1)} if version and once else {}
