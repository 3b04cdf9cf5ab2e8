"""The frame of pages that anybody may open: no account, no post, little to load, and a form that is bounded before it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, load_handler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Label, say
from chancery.kernel.module.registry import registry
from chancery.kernel.org.models import Organ

from .refusing import open_to_all

View = Callable[..., HttpResponse]
MEBIBYTE = 2**20
WORDS_BESIDE = MEBIBYTE
"""Room for the typed part of a form beside its files."""
DRAINED = 8
"""So many times the allowed size is read off and thrown away, to keep what was typed; more is not taken off the wire."""


@dataclass(frozen=True)
class Way:
    """A line of the site's menu."""

    title: Label
    href: str


class TooMuch(FileUploadHandler):
    """Throws files away unread where all together are announced to be too big; what was typed beside them is kept."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.over = most, 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Look at what the browser announced, before anything is read."""
        if content_length > self.most + WORDS_BESIDE:
            self.over = content_length

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        if self.over:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def public(view: View) -> View:
    """A page for anybody: refusals stand in the site's own frame, and the language may be changed without losing a form."""

    @open_to_all
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        with translation.override(_language(request)):
            try:
                response = view(request, *args, **more)
            except Refused as refusal:
                response = refused(request, refusal)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return shown


def with_files(most: int) -> Callable[[View], View]:
    """A form that may carry files, so many bytes together; what is beyond is never stored nor parsed.

    The order matters: the bound is set before the guard against forged forms reads the form.
    """

    def bounded(view: View) -> View:
        guarded = csrf_protect(public(view))

        @open_to_all
        @csrf_exempt
        @wraps(view)
        def received(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            if int(request.META.get("CONTENT_LENGTH") or 0) > DRAINED * most:
                return _unread(request, most)
            request.upload_handlers = [
                TooMuch(request, most),
                load_handler("django.core.files.uploadhandler.TemporaryFileUploadHandler", request),
            ]
            return guarded(request, *args, **more)

        return received

    return bounded


def too_much(request: HttpRequest) -> int:
    """How many mebibytes of files were thrown away unread; 0 if none were."""
    handlers = [one for one in request.upload_handlers if isinstance(one, TooMuch)]
    return -(-handlers[0].over // MEBIBYTE) if handlers and handlers[0].over else 0


def _unread(request: HttpRequest, most: int) -> HttpResponse:
    """The answer to a form that is too big even to be read off: nothing of it is looked at."""
    sentence = say(
        "What you sent has {size} MB; {most} MB together is the most. Go back, choose fewer or smaller pictures, and send again.",
        size=int(request.META["CONTENT_LENGTH"]) // MEBIBYTE,
        most=most // MEBIBYTE,
    )
    return refused(request, Refused(sentence))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as a page of the site."""
    return page(request, "ui/public/refusal.html", {"refusal": refusal}, status=refusal.status)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the site in its frame."""
    told = {**context, "house": name_of_house(), "home": front_door(), "signed_in": bool(_account(request))}
    return render(request, template, {"form_id": "", **told}, status=status)


def name_of_house() -> str:
    """The government in whose name the site speaks."""
    heads = Organ.objects.filter(parent=None, until=None, level=Organ.Level.GOVERNMENT).order_by("pk")
    return heads.values_list("name", flat=True).first() or ""


def front_door() -> str:
    """Where the site for the public begins: the module that brings a page for the very root of its key; "" if none does."""
    doors: Sequence[str] = [f"/{module.key}/" for module in registry.modules.values() if "" in module.pages]
    return doors[0] if doors else ""


def _account(request: HttpRequest) -> Any:
    user: Any = getattr(request, "user", None)
    return user if user and user.is_authenticated else None


def _language(request: HttpRequest) -> str:
    """The language of this answer: one that a form asks for by `speak` is kept for the next pages as well."""
    wished = request.POST.get("speak", "") if request.method == "POST" else ""
    if wished not in dict(settings.LANGUAGES):
        return translation.get_language() or str(settings.LANGUAGE_CODE)
    if user := _account(request):
        user.language = wished
        user.save(update_fields=["language"])
    else:
        request.session["language"] = wished
    return wished
