"""A repeated call with the same `Idempotency-Key` is the same call (幂等)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from chancery.kernel.base.clock import now
from chancery.kernel.base.models import OnceKey
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .problems import Unreadable

HEADER = "Idempotency-Key"
SPACE = "api:"
FIT = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, user: int, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer a call; a POST or PATCH that carries a key used before gets the stored answer and does nothing.

    Only success is kept: after a refusal the same key may be sent again. Raises Refused if the key came with another
    method, address or body, Unreadable for a key that is none.
    """
    given = request.headers.get(HEADER)
    if given is None or request.method not in ("POST", "PATCH"):
        return do()
    if not FIT.fullmatch(given):
        raise Unreadable(say("An Idempotency-Key is 1 to 200 visible characters."))
    key, print_ = f"{SPACE}{user}:{sha256(given.encode()).hexdigest()[:48]}", _fingerprint(request)
    with transaction.atomic():
        kept, first = OnceKey.objects.get_or_create(key=key, defaults={"at": now(), "fingerprint": print_})
        if not first:
            return _again(kept, print_)
        response = do()
        if response.status_code >= 300 or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
            return response
        kept.status = response.status_code
        kept.answer = {
            "body": json.loads(response.content or b"null"),
            "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        }
        kept.save(update_fields=["status", "answer"])
        return response


def _again(kept: OnceKey, print_: str) -> HttpResponse:
    if kept.fingerprint != print_:
        raise Refused(
            say("This Idempotency-Key was used for another call. Take a new key for each new call."),
            fields={HEADER: say("Take a new key for each new call.")},
        )
    response = HttpResponse(json.dumps(kept.answer["body"], ensure_ascii=False), status=kept.status)
    for name, value in kept.answer["headers"].items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    """Binds a key to method, address, acting post, precondition and body."""
    told = sha256()
    for part in (request.method or "", request.get_full_path(), *_headers(request)):
        told.update(part.encode() + b"\0")
    if request.content_type != "multipart/form-data":
        told.update(request.body)
        return told.hexdigest()
    for name, values in sorted(request.POST.lists()):
        told.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(json.dumps([name, file.name, file.size]).encode())
            for chunk in file.chunks():
                told.update(chunk)
            file.seek(0)
    return told.hexdigest()


def _headers(request: HttpRequest) -> list[str]:
    return [request.headers.get(name, "") for name in ("X-Acting-Post", "If-Match")]
