"""Answers that were given to others and released (公开答复): search, list, one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chancery.modules.hotline.api import published, published_one
from chancery.modules.portal.terms import SHOWN
from chancery.ui.public import public

from .frame import ANSWERS, shown

LONGEST, DIGITS = 60, 18


@public
def answers(request: HttpRequest) -> HttpResponse:
    """Released answers, newest first; with words, those in which they stand."""
    words = request.GET.get("q", "").strip()[:LONGEST].replace("\x00", "")
    before, subject = _key(request.GET.get("before", "")), _key(request.GET.get("subject", ""))
    found = published(words, subject=subject, before=before, limit=SHOWN + 1)
    older = found[SHOWN - 1].pk if len(found) > SHOWN else None
    return shown(request, "answers", {"rows": found[:SHOWN], "older": older, "words": words}, here=ANSWERS)


@public
def one_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One released answer."""
    return shown(request, "answer", {"row": published_one(pk)}, here=ANSWERS)


def _key(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS else None
