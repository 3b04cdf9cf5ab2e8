"""Labels can be scanned again: what a printer gets is rendered and read."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from chancery.ui.labels import LAYOUTS, Tag, as_pdf, pages, qr_path, wrapped

TAGS = [
    Tag(
        f"https://zichan.yuncheng.example/a/7KQ2M9X{n:02}8",
        "笔记本电脑 联想E14",
        f"7KQ2M-9X{n:02}8",
        ("市机关事务管理局", "2021-04-18"),
    )
    for n in range(30)
]
DOTS_A_MILLIMETRE = 8
"""The resolution of an ordinary label printer (203 dpi)."""


def read(pdf: bytes, page: int = 0) -> set[str]:
    """What a reader finds on a page, rendered as a label printer would."""
    held = pypdfium2.PdfDocument(pdf)
    bitmap = held[page].render(scale=DOTS_A_MILLIMETRE * 25.4 / 72, grayscale=True)
    grey = memoryview(bytes(bitmap.buffer)).cast("B", shape=[bitmap.height, bitmap.stride])
    found = {code.text for code in zxingcpp.read_barcodes(grey)}
    bitmap.close()
    held.close()
    return found


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_label_of_a_page_can_be_scanned_again(layout):
    assert read(as_pdf(TAGS, layout)) == {tag.payload for tag in TAGS[: layout.each]}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_label_lies_on_the_paper(layout):
    for place in range(layout.each):
        left, top = layout.corner(place)
        assert left + layout.cell[0] <= layout.page[0] + 0.01
        assert top + layout.cell[1] <= layout.page[1] + 0.01


def test_a_sheet_that_is_partly_used_is_begun_where_it_is_free():
    layout = LAYOUTS["a4-24"]
    assert read(as_pdf(TAGS[:3], layout, skip=22)) == {tag.payload for tag in TAGS[:2]}
    assert [len(page) for page in pages(TAGS, layout, 22)] == [24, 24, 4]


def test_words_that_do_not_fit_end_with_an_ellipsis():
    assert wrapped("办公用房配套家具", 4, most=1) == ["办公用…"]
    assert wrapped("会议桌", 4, most=2) == ["会议桌"]
    assert wrapped("", 4, most=2) == [""]


def test_the_code_on_the_screen_is_the_code_on_the_paper():
    size, path = qr_path(TAGS[0].payload)
    assert size == 33 + 8
    assert path.startswith("M4 4h7v1h-7z")


def test_no_font_is_embedded():
    pdf = as_pdf(TAGS[:1], LAYOUTS["roll-60"])
    assert b"/FontFile" not in pdf
