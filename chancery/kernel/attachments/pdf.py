"""The text of a PDF file, page by page within a time.

The time is looked at between pages: one very heavy page cannot be interrupted.
"""

from __future__ import annotations

import threading
from typing import BinaryIO

import pypdfium2 as pdfium

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_PAGES, Lines, broken

_one_at_a_time = threading.Lock()  # pdfium keeps global state and is not safe across threads


def read_pdf(stream: BinaryIO, lines: Lines) -> int:
    """Add the text of each page to `lines`; returns the number of pages."""
    with _one_at_a_time:
        try:
            document = pdfium.PdfDocument(stream)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower():
                raise Refused(
                    say(
                        "The file {name} is protected by a password. Remove the password and upload it again.",
                        name=lines.name,
                    )
                ) from error
            raise broken(lines.name) from error
        try:
            return _pages(document, lines)
        finally:
            document.close()


def _pages(document: pdfium.PdfDocument, lines: Lines) -> int:
    pages = len(document)
    if pages > MAX_PAGES:
        raise Refused(
            say("The file {name} has {n} pages; {most} is the most.", name=lines.name, n=pages, most=MAX_PAGES)
        )
    if not pages:
        raise broken(lines.name)
    for number in range(pages):
        try:
            page = document[number]
            text = page.get_textpage()
            words = text.get_text_range()
            text.close()
            page.close()
        except pdfium.PdfiumError as error:
            raise broken(lines.name) from error
        lines.add(words)
    return pages
