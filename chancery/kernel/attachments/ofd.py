"""The text of an OFD file (版式文档, GB/T 33190): pages in order, pieces of text put together into lines."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from zipfile import ZipFile

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_PAGES, Lines, broken
from .xml import Walker, walk


@dataclass
class _Piece:
    x: float
    y: float
    size: float
    width: float
    text: str


class _Root(Walker):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.documents: list[str] = []

    def text(self, text: str) -> None:
        if self.path and self.path[-1] == "DocRoot" and text.strip():
            self.documents.append(text.strip())


class _Document(Walker):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.pages: list[str] = []
        self.templates: dict[str, str] = {}

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        place = attributes.get("BaseLoc", "")
        if tag == "Page" and place:
            self.pages.append(place)
        elif tag == "TemplatePage" and place:
            self.templates[attributes.get("ID", "")] = place


@dataclass
class _Object:
    x: float = 0
    y: float = 0
    size: float = 4
    matrix: Sequence[float] = (1, 0, 0, 1, 0, 0)
    code: tuple[float, float, str] = (0, 0, "")
    words: list[str] = field(default_factory=list)


class _Page(Walker):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.pieces: list[_Piece] = []
        self.templates: list[str] = []
        self.now = _Object()

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "TextObject":
            box = _numbers(attributes.get("Boundary", ""), 4)
            matrix = _numbers(attributes.get("CTM", "1 0 0 1 0 0"), 6)
            self.now = _Object(box[0], box[1], _numbers(attributes.get("Size", "4"), 1)[0] or 4, matrix)
        elif tag == "TextCode":
            x, y = _numbers(attributes.get("X", "0"), 1)[0], _numbers(attributes.get("Y", "0"), 1)[0]
            self.now.code = (x, y, attributes.get("DeltaX", ""))
            self.now.words = []
        elif tag == "Template":
            self.templates.append(attributes.get("TemplateID", ""))

    def text(self, text: str) -> None:
        if self.path and self.path[-1] == "TextCode":
            self.now.words.append(text)

    def leave(self, tag: str) -> None:
        if tag != "TextCode":
            return
        words = "".join(self.now.words).strip("\r\n")
        if not words.strip():
            return
        x, y, deltas = self.now.code
        a, b, c, d, e, f = self.now.matrix
        size = self.now.size * (abs(d) or 1)
        width = (sum(_deltas(deltas, len(words))) + self.now.size) * (abs(a) or 1) if deltas else size * len(words)
        self.pieces.append(_Piece(self.now.x + a * x + c * y + e, self.now.y + b * x + d * y + f, size, width, words))


def read_ofd(package: ZipFile, lines: Lines) -> int:
    """Add the text of each page to `lines`; returns the number of pages."""
    root = _Root(lines.name)
    walk(package, "OFD.xml", root, lines)
    if not root.documents:
        raise broken(lines.name)
    pages = 0
    for place in root.documents:
        member = _within(package, "", place)
        document = _Document(lines.name)
        walk(package, member, document, lines)
        pages += len(document.pages)
        if pages > MAX_PAGES:
            raise Refused(
                say("The file {name} has {n} pages; {most} is the most.", name=lines.name, n=pages, most=MAX_PAGES)
            )
        for page in document.pages:
            _read_page(package, posixpath.dirname(member), page, document.templates, lines)
    return pages


def _read_page(package: ZipFile, folder: str, place: str, templates: dict[str, str], lines: Lines) -> None:
    page = _Page(lines.name)
    walk(package, _within(package, folder, place), page, lines)
    for key in page.templates:
        if key in templates:
            below = _Page(lines.name)
            walk(package, _within(package, folder, templates[key]), below, lines)
            page.pieces += below.pieces
    for line in _in_lines(page.pieces):
        lines.add(line)


def _in_lines(pieces: list[_Piece]) -> list[str]:
    """Pieces whose base lines differ by less than half a character stand in one line, from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.y):
        if rows and piece.y - rows[-1][0].y <= 0.5 * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda one: one.x)) for row in rows]


def _joined(row: list[_Piece]) -> str:
    text, end = "", None
    for piece in row:
        if end is not None and piece.x - end > 0.8 * piece.size:
            text += " "
        text += piece.text
        end = piece.x + piece.width
    return text


def _within(package: ZipFile, folder: str, place: str) -> str:
    """A path of the package, from its root or from the folder; some makers leave out the root's slash."""
    member = posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))
    return member if member in package.NameToInfo else posixpath.normpath(place.lstrip("/"))


def _numbers(text: str, count: int) -> list[float]:
    values = []
    for part in text.split()[:count]:
        try:
            values.append(float(part))
        except ValueError:
            values.append(0.0)
    return values + [0.0] * (count - len(values))


def _deltas(text: str, length: int) -> list[float]:
    """Distances between characters; `g 27 5.5` means 27 times 5.5. Never more of them than characters."""
    parts, result = text.split(), list[float]()
    while parts and len(result) < length:
        if parts[0] == "g" and len(parts) >= 3:
            times = int(parts[1]) if parts[1].isdigit() else 0
            result += _numbers(parts[2], 1) * min(times, length)
            parts = parts[3:]
        else:
            result += _numbers(parts[0], 1)
            parts = parts[1:]
    return result[:length]
