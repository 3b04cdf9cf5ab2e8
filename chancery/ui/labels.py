"""Labels with a QR code (标签): on sheets of A4 or on the roll of a label printer, as a page and as PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

import pydyf
import segno
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.sentences import Label

POINT = 72 / 25.4
"""Points in a millimetre."""
MARGIN = 2.0
"""Millimetres kept free at the edge of a label, so that a sheet may lie a little askew."""
MASK = 3
"""One fixed mask: any is valid, and trying all eight takes five times as long."""
GLYPHS_BEFORE_HAN = 95
"""Latin glyphs with which the Adobe-GB1 collection begins; they are set half as wide as an ideograph."""


@dataclass(frozen=True)
class Tag:
    """What stands on one label: the content of its QR code, a title, a code to be typed, and small lines below."""

    payload: str
    title: str
    code: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How labels lie on a sheet or follow each other on a roll; all measures in millimetres."""

    key: str
    title: Label
    page: tuple[float, float]
    grid: tuple[int, int]
    cell: tuple[float, float]
    margin: tuple[float, float] = (0, 0)
    gap: tuple[float, float] = (0, 0)

    @property
    def each(self) -> int:
        """Labels on one page."""
        return self.grid[0] * self.grid[1]

    @property
    def on_roll(self) -> bool:
        return self.each == 1

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of the label at a place of the page, from the upper left of the page."""
        row, column = divmod(place, self.grid[0])
        return (
            self.margin[0] + column * (self.cell[0] + self.gap[0]),
            self.margin[1] + row * (self.cell[1] + self.gap[1]),
        )


A4 = (210, 297)
LAYOUTS = {
    layout.key: layout
    for layout in (
        Layout("a4-24", _("A4 sheet, 3 × 8 labels of 70 × 37 mm"), A4, (3, 8), (70, 37), (0, 0.5)),
        Layout(
            "a4-21", _("A4 sheet, 3 × 7 labels of 63.5 × 38.1 mm"), A4, (3, 7), (63.5, 38.1), (7.2, 15.1), (2.55, 0)
        ),
        Layout("a4-14", _("A4 sheet, 2 × 7 labels of 99.1 × 38.1 mm"), A4, (2, 7), (99.1, 38.1), (4.6, 15.1), (2.6, 0)),
        Layout("roll-60", _("Label roll, 60 × 40 mm"), (60, 40), (1, 1), (60, 40)),
        Layout("roll-50", _("Label roll, 50 × 30 mm"), (50, 30), (1, 1), (50, 30)),
        Layout("roll-70", _("Label roll, 70 × 50 mm"), (70, 50), (1, 1), (70, 50)),
    )
}


Runs = tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=2048)
def qr(payload: str) -> tuple[int, Runs]:
    """A QR code: its width in modules, and its dark modules as runs of row, first column and length."""
    matrix = segno.make_qr(payload, error="m", boost_error=False, mask=MASK).matrix
    return len(matrix), tuple(_runs(matrix))


def qr_path(payload: str) -> tuple[int, str]:
    """The same as an SVG path, with the quiet zone of four modules around it that readers need."""
    size, runs = qr(payload)
    return size + 8, "".join(f"M{x + 4} {y + 4}h{width}v1h-{width}z" for y, x, width in runs)


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Dark modules that lie side by side: row, first column, how many."""
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield y, start, x - start
                start = None


def pages(tags: Sequence[Tag], layout: Layout, skip: int = 0) -> Iterator[list[Tag | None]]:
    """The labels of each page; on the first one `skip` places stay free, because half a sheet is too good to throw away."""
    places: list[Tag | None] = [*[None] * (skip % layout.each), *tags]
    for first in range(0, len(places), layout.each):
        yield places[first : first + layout.each]


def as_pdf(tags: Sequence[Tag], layout: Layout, *, skip: int = 0, title: str = "") -> bytes:
    """All labels as one PDF. Chinese is set in STSong-Light, which readers of PDF bring along: no font is embedded."""
    pdf = pydyf.PDF()
    pdf.info["Title"] = pydyf.String(title)
    fonts = pydyf.Dictionary({"Han": _han(pdf).reference, "Code": _courier(pdf).reference})
    resources = pydyf.Dictionary({"Font": fonts})
    for page in pages(tags, layout, skip):
        drawn = [_drawn(tag, layout, place) for place, tag in enumerate(page) if tag]
        stream = pydyf.Stream(drawn, compress=True)
        pdf.add_object(stream)
        box = pydyf.Array([0, 0, round(layout.page[0] * POINT, 2), round(layout.page[1] * POINT, 2)])
        leaf = {
            "Type": "/Page",
            "Parent": pdf.pages.reference,
            "MediaBox": box,
            "Contents": stream.reference,
            "Resources": resources,
        }
        pdf.add_page(pydyf.Dictionary(leaf))
    out = io.BytesIO()
    pdf.write(out, compress=True)
    return out.getvalue()


def _drawn(tag: Tag, layout: Layout, place: int) -> bytes:
    """One label as PDF operators: the QR code on the left, words beside it."""
    left, top = layout.corner(place)
    width, height = layout.cell
    side = min(height - 2 * MARGIN, width * 0.45)
    modules, runs = qr(tag.payload)
    scale = side / (modules + 4) * POINT  # two modules of the quiet zone on each side; two more lie in the margin
    x0 = (left + MARGIN) * POINT + 2 * scale
    y0 = (layout.page[1] - top - (height - side) / 2) * POINT - 2 * scale
    boxes = "".join(f"{x} {-y - 1} {run} 1 re " for y, x, run in runs)
    parts = [f"q {scale:.4f} 0 0 {scale:.4f} {x0:.2f} {y0:.2f} cm {boxes}f Q"]
    room = width - side - 3 * MARGIN
    x, y = (left + side + 2 * MARGIN) * POINT, (layout.page[1] - top - MARGIN) * POINT
    for font, size, words in _lines(tag, room, height):
        y -= size * 1.25
        shown = words.encode("utf-16-be").hex() if font == "Han" else words.encode("latin-1", "replace").hex()
        parts.append(f"BT /{font} {size} Tf {x:.2f} {y:.2f} Td <{shown}> Tj ET")
    return "\n".join(parts).encode("ascii")


def _lines(tag: Tag, room: float, height: float) -> Iterator[tuple[str, float, str]]:
    """Font, size and words of each line that fits beside the code."""
    size = 9.0 if height >= 35 else 7.5
    left = int((height - 2 * MARGIN) * POINT / (size * 1.25))
    code = min(size + 1, room * POINT / (0.6 * max(1, len(tag.code))))
    title = wrapped(tag.title, room * POINT / size, most=2)
    yield from (("Han", size, line) for line in title)
    yield "Code", round(code, 1), tag.code
    small = size - 1.5
    yield from (
        ("Han", small, wrapped(line, room * POINT / small, most=1)[0])
        for line in tag.lines[: max(0, left - len(title) - 1)]
        if line
    )


def wrapped(words: str, ems: float, *, most: int) -> list[str]:
    """Words broken into at most so many lines of so many ideographs; what does not fit ends with an ellipsis."""
    lines, line, used = [], "", 0.0
    for at, sign in enumerate(words):
        wide = 1.0 if east_asian_width(sign) in "WFA" else 0.55
        if used + wide > ems:
            lines.append(line)
            if len(lines) == most:
                lines[-1] = f"{line[:-1]}…" if words[at:].strip() else line
                return lines
            line, used = "", 0.0
        line, used = line + sign, used + wide
    return [*lines, line] if line or not lines else lines


def _han(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """The Song face of the Adobe-GB1 collection, by name only."""
    descriptor = pydyf.Dictionary({
        "Type": "/FontDescriptor", "FontName": "/STSong-Light", "Flags": 6, "FontBBox": pydyf.Array([-25, -254, 1000, 880]),
        "ItalicAngle": 0, "Ascent": 880, "Descent": -120, "CapHeight": 880, "StemV": 93,
    })  # fmt: skip
    pdf.add_object(descriptor)
    system = pydyf.Dictionary({"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("GB1"), "Supplement": 4})
    half = pydyf.Array([1, GLYPHS_BEFORE_HAN, 500])
    face = pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/CIDFontType0", "BaseFont": "/STSong-Light", "CIDSystemInfo": system,
        "FontDescriptor": descriptor.reference, "DW": 1000, "W": half,
    })  # fmt: skip
    pdf.add_object(face)
    font = pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": "/STSong-Light-UniGB-UTF16-H", "Encoding": "/UniGB-UTF16-H",
        "DescendantFonts": pydyf.Array([face.reference]),
    })  # fmt: skip
    pdf.add_object(font)
    return font


def _courier(pdf: pydyf.PDF) -> pydyf.Dictionary:
    font = pydyf.Dictionary(
        {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Courier-Bold", "Encoding": "/WinAnsiEncoding"}
    )
    pdf.add_object(font)
    return font
