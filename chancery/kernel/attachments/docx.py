"""The text of a DOCX or PPTX file, streamed: paragraphs, tables row by row, text boxes, then headers and notes."""

from __future__ import annotations

import re
from zipfile import ZipFile

from .bounds import Lines
from .xml import Walker, walk

_AFTER = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_MAIN = re.compile(r"word/document\d*\.xml")
_SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")


class _Words(Walker):
    """Keeps one buffer a paragraph and one sink a table cell, because text boxes and tables stand inside both."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines.name)
        self.out = lines
        self.paragraphs: list[list[str]] = []
        self.cells: list[list[str]] = []
        self.rows: list[list[str]] = []
        self.skipped = 0

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Fallback":
            self.skipped += 1
        if self.skipped:
            return
        if tag == "p":
            self.paragraphs.append([])
        elif tag == "tr":
            self.rows.append([])
        elif tag == "tc":
            self.cells.append([])
        elif self.paragraphs and len(self.path) > 1 and self.path[-2] in ("r", "p"):
            self.paragraphs[-1].append({"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(tag, ""))

    def text(self, text: str) -> None:
        if not self.skipped and self.path and self.path[-1] == "t" and self.paragraphs:
            self.paragraphs[-1].append(text)

    def leave(self, tag: str) -> None:
        if tag == "Fallback":
            self.skipped -= 1
        elif self.skipped:
            return
        elif tag == "p" and self.paragraphs:
            self._line("".join(self.paragraphs.pop()))
        elif tag == "tc" and self.cells:
            cell = " ".join(part for line in self.cells.pop() for part in line.splitlines() if part.strip())
            (self.rows[-1] if self.rows else self.cells[-1] if self.cells else []).append(cell)
        elif tag == "tr" and self.rows:
            self._line("\t".join(self.rows.pop()))

    def _line(self, line: str) -> None:
        if self.cells:
            self.cells[-1].append(line)
            self.out.check()
        else:
            self.out.add(line)


def read_docx(package: ZipFile, lines: Lines) -> None:
    """Body first, in order; headers, footers and notes after it, each text once."""
    members = package.namelist()
    for member in sorted(filter(_MAIN.fullmatch, members))[:1]:
        walk(package, member, _Words(lines), lines)
    seen: set[str] = set()
    for member in sorted(filter(_AFTER.fullmatch, members)):
        part = Lines(lines.name, started=lines.started)
        walk(package, member, _Words(part), lines)
        for line in part.lines:
            if line not in seen:
                seen.add(line)
                lines.add(line)


def read_pptx(package: ZipFile, lines: Lines) -> int:
    """The slides in the order of their numbers, each followed by its notes. Returns how many slides there are."""
    found = sorted(
        (int(match[1]), "notes" in member, member)
        for member in package.namelist()
        if (match := _SLIDE.fullmatch(member))
    )
    for _, _, member in found:
        walk(package, member, _Words(lines), lines)
    return sum(not notes for _, notes, _ in found)
