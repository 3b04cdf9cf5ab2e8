"""A refusal as somebody reads it: the sentence, the article, and the ways out."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from chancery.kernel.base.refusals import Refused

V = TypeVar("V")


def open_to_all(view: V) -> V:
    """Mark a view that needs no account: sign-in, language, pages for citizens."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (a restored history wants the whole)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-History-Restore-Request") != "true"
        and headers.get("HX-Boosted") != "true"
    )


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """One address, two answers: the whole page, or its partial named `part` when htmx asks for it."""
    fragment = bool(part) and wants_fragment(request)
    response = render(
        request, f"{template}#{part}" if fragment else template, {**context, "fragment": fragment}, status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def dialog(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of its own, or its partial `dialog` in the dialog of the page that asked."""
    response = answer(request, template, context, part="dialog", status=status)
    if wants_fragment(request):
        response.headers["HX-Retarget"] = "#dialog"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal with its status: 422, 403, 404 or 409; a dialog for htmx, a page otherwise."""
    context = {"refusal": refusal, "back": _back(request)}
    response = dialog(request, "ui/refusal.html", context, status=refusal.status)
    if wants_fragment(request):
        response.headers["HX-Push-Url"] = "false"
    return response


def _back(request: HttpRequest) -> str:
    """The page from which somebody came, if it is one of ours; else the desk."""
    came = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return came.removeprefix(own[:-1]) if came.startswith(own) else "/"
