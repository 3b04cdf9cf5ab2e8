"""The door of the API: who calls, in which post and language, within which bounds; what goes wrong leaves as a problem."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from ninja.utils import check_csrf

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.rows import acting
from chancery.kernel.access.tokens import user_of_token
from chancery.kernel.attachments.bounds import MAX_BYTES
from chancery.kernel.audit.trail import request_id
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say

from .once import once
from .problems import MEDIA_TYPE, TooLarge, UnknownCaller, Unreadable, WrongType, problem, problem_of

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")
MOST_FILES = 20
ENVELOPE = 2**20
UNFIT = re.compile("[\x00\ud800-\udfff]")


def door(view: View) -> View:
    """The view behind the door: entered only by a known caller, inside the caller's scope."""

    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = getattr(request, "name", "") or secrets.token_hex(4).upper()
        mark = request_id.set(name)
        language = translation.get_language_from_request(request)
        try:
            with translation.override(language):
                response = _answer(request, view, args, kwargs)
        finally:
            request_id.reset(mark)
        response.headers.setdefault("X-Request-Id", name)
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
        return response

    entered.csrf_exempt = True  # type: ignore[attr-defined]  # a token needs no CSRF; a cookie is checked in _user
    return entered


def _answer(request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase:
    try:
        user, actor = _enter(request)
        request.user = user
        request.actor = actor  # type: ignore[attr-defined]
        _bounded(request)
        with acting(actor):
            response = once(request, user.pk, lambda: view(request, *args, **kwargs))
    except Exception as error:  # the last line of defence: never a traceback
        return problem_of(error)
    return _as_problem(response)


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """What the framework itself refuses speaks like the house."""
    if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
        return response
    if response.status_code == 405:
        told = problem(405, say("This address does not take that method."))
        told.headers["Allow"] = response.headers.get("Allow", "")
        return told
    return problem(response.status_code, say("This did not work."))


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """An address that nothing answers."""
    raise NotFound(say("There is nothing at this address."))


def _enter(request: HttpRequest) -> tuple[Any, Actor]:
    user, bound = _user(request)
    wished = _post(request)
    if bound and wished and bound != wished:
        raise NotAllowed(say("This token acts in one post only, and not in this one."))
    kept = request.session.get("post") if bound is None and "Authorization" not in request.headers else None
    return user, actor_for(user, post=bound or wished or kept, channel="api")


def _user(request: HttpRequest) -> tuple[Any, int | None]:
    """The account behind a token, else behind the session of the pages; a cookie must bring its CSRF token to write."""
    given = request.headers.get("Authorization", "")
    if given:
        scheme, _, text = given.partition(" ")
        found = user_of_token(text.strip()) if scheme.lower() == "bearer" and text.isascii() else None
        if found is None:
            raise UnknownCaller(say("This token is unknown, or it has ended. Ask the administrator for a new one."))
        return found
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        raise UnknownCaller(say("Send a token: “Authorization: Bearer chy_…”."))
    if request.method not in READING and check_csrf(request):
        raise NotAllowed(say("A page that writes through the API sends the CSRF token of its session."))
    return user, None


def _post(request: HttpRequest) -> int | None:
    wished = request.headers.get("X-Acting-Post", "")
    if not wished:
        return None
    if not (wished.isascii() and wished.isdigit() and len(wished) <= 18):
        raise Unreadable(say("X-Acting-Post is the number of a post."))
    return int(wished)


def _bounded(request: HttpRequest) -> None:
    """Bounds that hold before anything of the body is parsed."""
    if any(UNFIT.search(name + value) for name, values in request.GET.lists() for value in values):
        raise Unreadable(say("The address holds characters that no text may hold."))
    if request.method in READING:
        return
    length = request.headers.get("Content-Length") or "0"
    size = int(length) if length.isascii() and length.isdigit() else 0
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    kind = request.content_type
    if kind == "multipart/form-data":
        most = MAX_BYTES * MOST_FILES + ENVELOPE
    elif kind != "application/json" and size:
        raise WrongType(say("Send JSON, or files as multipart/form-data."))
    if most is not None and size > most:
        raise TooLarge(say("The body is larger than this address takes."))


def only(request: HttpRequest, kind: str) -> None:
    """Refuse a body of another type than this address takes (415)."""
    if request.content_type != kind:
        raise WrongType(say("This address takes {kind}.", kind=kind))
