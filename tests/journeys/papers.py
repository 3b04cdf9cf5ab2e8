"""Invented documents as they come to the door: DOCX, PDF, OFD and text. Nobody and nothing in them is real."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from playwright.sync_api import FilePayload

from tests.kernel.filekit import ofd, text_object

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class Letter:
    """An incoming document: what its form says, so that a person can look whether it was recognised."""

    subject: str
    serial: int
    mark: str = ""
    issuer: str = "清河县人民政府"

    @property
    def title(self) -> str:
        return f"{self.issuer}关于{self.subject}的请示"

    @property
    def number(self) -> str:
        return f"清政〔2026〕{self.serial}号"

    @property
    def lines(self) -> list[str]:
        head = [self.mark] if self.mark else []
        return [
            *head,
            f"{self.issuer}文件",
            self.number,
            self.title,
            "云城市人民政府：",
            f"为做好{self.subject}工作，我县已会同有关部门进行多次会商，意见基本一致。现将有关情况请示如下。",
            "妥否，请批示。",
            self.issuer,
            "2026年11月16日",
        ]


def letter(subject: str, **more: str) -> Letter:
    """A letter with a title and a number that no other journey has used."""
    serial = secrets.randbelow(9_000) + 1_000
    return Letter(f"{subject}（{serial}）", serial, **more)


def as_txt(one: Letter) -> bytes:
    return "\n".join(one.lines).encode()


def as_docx(one: Letter) -> bytes:
    paper, held = Document(), io.BytesIO()
    for line in one.lines:
        paragraph = paper.add_paragraph(line)
        if line in (one.title, one.number):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.save(held)
    return held.getvalue()


def as_ofd(one: Letter) -> bytes:
    """A page of the national format with each line where a typist would set it."""
    return ofd("".join(text_object(20, 25 + 12 * n, line, size=3.5) for n, line in enumerate(one.lines)))


def as_html(one: Letter) -> str:
    """What the browser prints to PDF."""
    return "<!doctype html><meta charset=utf-8><title>-</title>" + "".join(f"<p>{line}</p>" for line in one.lines)


def payload(one: Letter, kind: str, make: Callable[[Letter], bytes]) -> FilePayload:
    """The file as it is dropped on the page."""
    return FilePayload(name=f"{one.subject}.{kind}", mimeType=KINDS[kind], buffer=make(one))


def real_ones(most: int = 3) -> list[Path]:
    """Some published documents, where a folder of them lies beside the project (CHANCERY_SHARED names another)."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("CHANCERY_SHARED", beside)) / "data" / "gov-documents"
    return sorted(folder.glob("*.docx"))[:most]
