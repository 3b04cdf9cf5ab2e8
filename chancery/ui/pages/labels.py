"""The page on which labels are laid out, and the PDF of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from chancery.kernel.base.clock import today
from chancery.ui.labels import LAYOUTS, Tag, as_pdf, pages, qr_path
from chancery.ui.refusing import answer

MOST_TAGS = 1000
"""Labels in one PDF: some seconds of work and less than half a megabyte."""
SHOWN_ON_ROLL = 12


def label_page(request: HttpRequest, tags: Sequence[Tag], *, title: str, back: str, more: bool = False) -> HttpResponse:
    """Labels to be printed: which paper, where on a half used sheet to begin, a look at the first sheet, and the PDF.

    `more` says that there are more labels than one PDF holds.
    """
    layout = LAYOUTS.get(request.GET.get("layout", ""), next(iter(LAYOUTS.values())))
    begin = request.GET.get("begin", "")
    skip = (int(begin) - 1) % layout.each if begin.isascii() and begin.isdigit() and int(begin[:4]) > 0 else 0
    if "pdf" in request.GET:
        name = quote(f"{title} {today().isoformat()}.pdf")
        headers = {"Content-Disposition": f"inline; filename=labels.pdf; filename*=UTF-8''{name}"}
        return HttpResponse(
            as_pdf(tags, layout, skip=skip, title=title), content_type="application/pdf", headers=headers
        )
    shown = islice(pages(tags, layout, skip), SHOWN_ON_ROLL if layout.on_roll else 1)
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in ("layout", "begin", "pdf")
    ]
    context = {
        "title": title, "back": back, "more": more, "most": MOST_TAGS, "count": len(tags), "layouts": LAYOUTS.values(), "layout": layout,
        "begin": skip + 1, "kept": kept, "sheets": [[(tag, *(qr_path(tag.payload) if tag else (0, ""))) for tag in page] for page in shown],
        "pages": -(-(len(tags) + skip) // layout.each),
    }  # fmt: skip
    return answer(request, "ui/labels.html", context)
