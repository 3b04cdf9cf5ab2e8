"""What a file is and the text inside it, within bounds. Every failure is a sentence that names the file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from chancery.kernel.base.sentences import Sentence, say

from .bounds import MAX_BYTES, Lines, Source, opened, unzipped
from .docx import read_docx, read_pptx
from .ofd import read_ofd
from .pdf import read_pdf
from .sniff import PICTURES, SOUNDS, disagreement, sniff
from .text import read_html, read_text
from .xlsx import read_xlsx


@dataclass(frozen=True)
class Extracted:
    """The kind of a file by its content, its lines of text, its pages (or None) and notes on what was odd."""

    kind: str
    lines: list[str]
    pages: int | None = None
    notes: list[Sentence] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def extract(source: Source, *, name: str, max_bytes: int = MAX_BYTES) -> Extracted:
    """Read a path, bytes or a seekable binary stream (提取文字). `name` is the name that the person gave.

    Raises Refused for empty, too large, damaged, protected, hostile or unknown files. A stream stays open.
    """
    stream, _ = opened(source, name=name, max_bytes=max_bytes)
    if stream is source:
        try:
            return _extract(stream, name)
        finally:
            stream.seek(0)
    with closing(stream):
        return _extract(stream, name)


def _extract(stream: BinaryIO, name: str) -> Extracted:
    kind = sniff(stream, name=name)
    lines = Lines(name)
    pages = _read(kind, stream, lines)
    notes = [note] if (note := disagreement(kind, name)) else []
    if not lines.lines:
        notes.append(_silent(kind, name))
    return Extracted(kind, lines.lines, pages, notes)


def _silent(kind: str, name: str) -> Sentence:
    """Why a file gave no text."""
    if kind in PICTURES:
        return say("{name} is a picture: its text cannot be searched.", name=name)
    if kind in SOUNDS:
        return say("{name} is a recording: what is said in it cannot be searched.", name=name)
    return say("No text was found in {name}: it is empty or its pages are scanned pictures.", name=name)


def _read(kind: str, stream: BinaryIO, lines: Lines) -> int | None:
    if kind == "pdf":
        return read_pdf(stream, lines)
    if kind in ("txt", "html"):
        (read_html if kind == "html" else read_text)(stream.read(), lines)
        return None
    if kind in PICTURES | SOUNDS:
        return None
    with unzipped(stream, name=lines.name) as package:
        if kind == "ofd":
            return read_ofd(package, lines)
        if kind == "xlsx":
            read_xlsx(stream, package, lines)
            return None
        if kind == "pptx":
            return read_pptx(package, lines)
        read_docx(package, lines)
        return None
