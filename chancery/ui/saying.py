"""The line that a page says once after something was done, and where to go next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from chancery.kernel.base.sentences import Sentence


def keep_saying(request: HttpRequest, sentence: Sentence) -> None:
    """Let the next page say it in its status line."""
    request.session["said"] = sentence.as_json()


def said(request: HttpRequest) -> str:
    """What is to be said, once."""
    session: Any = getattr(request, "session", None)
    if session is None or "said" not in session:
        return ""
    return str(Sentence.from_json(session.pop("said")))


def next_address(request: HttpRequest, otherwise: str = "/") -> str:
    """The address in `next`, if it is one of ours."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    return wished if url_has_allowed_host_and_scheme(wished, {request.get_host()}) else otherwise


def see(address: str) -> HttpResponseRedirect:
    """Answer a form with the page to see now (303), so that reloading sends nothing again."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
