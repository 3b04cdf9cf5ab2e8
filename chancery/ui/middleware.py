"""What surrounds each page: headers, the post in which somebody acts, and refusals as pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.trail import request_id
from chancery.kernel.base.refusals import NotAllowed, Refused

from .refusing import refusal_page

Handler = Callable[[HttpRequest], HttpResponseBase]
API = "/api/"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
    "Accept-CH": "Sec-CH-Prefers-Color-Scheme",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """A strict policy with one nonce a request, no copies of personal pages, and a request id for the trail."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = secrets.token_hex(4).upper()
        request.nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        request.name = name  # type: ignore[attr-defined]
        mark = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(mark)
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.nonce))  # type: ignore[attr-defined]
        response.headers["X-Request-Id"] = name
        return response


class ActingPost:
    """Makes `request.actor` from the account and its post, and lets the whole request act in it.

    Addresses of the API find their own actor. A view marked `open_to_all` needs none.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]
        request.no_post = None  # type: ignore[attr-defined]
        if request.path.startswith(API):
            return self.get_response(request)
        user: Any = request.user
        language = user.language if user.is_authenticated else request.session.get("language", "zh-hans")
        with translation.override(language):
            response = self._as_actor(request, user)
            response.headers.setdefault("Content-Language", translation.get_language() or "zh-hans")
            return response

    def _as_actor(self, request: HttpRequest, user: Any) -> HttpResponseBase:
        if not user.is_authenticated:
            return self.get_response(request)
        try:
            actor = actor_for(user, post=request.session.get("post"))
        except NotAllowed as refusal:
            if request.session.pop("post", None):
                return self._as_actor(request, user)
            request.no_post = refusal  # type: ignore[attr-defined]
            return self.get_response(request)
        request.actor = actor  # type: ignore[attr-defined]
        with acting(actor):
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.actor or request.path.startswith(API) or getattr(view, "open_to_all", False):
            return None
        if request.no_post:
            return refusal_page(request, request.no_post)
        response = redirect_to_login(request.get_full_path())
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response


class Refusals:
    """A refusal that reaches the top becomes a page, or a dialog where htmx asked."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith(API):
            return None
        return refusal_page(request, error)
