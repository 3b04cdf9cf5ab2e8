"""Refusals as problem documents (RFC 9457): the sentence, the rule it comes from, and what can be done instead."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent, ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError
from ninja.errors import ValidationError as BadShape

from chancery.kernel.audit.trail import request_id
from chancery.kernel.base.refusals import Cite, Conflict, NotFound, Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.judging import refused_by

MEDIA_TYPE = "application/problem+json"
CLASH = say("These values do not go together, or the same row is there already.")
TITLES = {
    400: say("The request cannot be read"),
    401: say("Who are you?"),
    403: say("This belongs to somebody else"),
    404: say("Not found"),
    405: say("This cannot be done here"),
    409: say("Somebody else was first"),
    412: say("The row has changed"),
    413: say("Too large"),
    415: say("Wrong content type"),
    422: say("The house says no"),
    500: say("Something broke on our side"),
}
SLUGS = {
    400: "unreadable",
    401: "unknown-caller",
    403: "not-allowed",
    404: "not-found",
    405: "no-such-method",
    409: "conflict",
    412: "stale",
    413: "too-large",
    415: "content-type",
    422: "refused",
    500: "broken",
}
log = logging.getLogger("chancery.api")


class Stale(Conflict):
    """The row is no longer the one that `If-Match` names (412)."""

    status = 412


class Unreadable(Refused):
    """What came in is no JSON, or not in the form that this address takes (400)."""

    status = 400


class UnknownCaller(Refused):
    """No token, an unknown one, or a session that has ended (401)."""

    status = 401


class TooLarge(Refused):
    """More than an address takes (413)."""

    status = 413


class WrongType(Refused):
    """A body in a form that this address does not take (415)."""

    status = 415


def problem(
    status: int,
    sentence: Sentence,
    *,
    cite: Cite | None = None,
    fields: Mapping[str, Sentence] | None = None,
    ways: Sequence[Sentence] = (),
    strength: str = "",
) -> JsonResponse:
    """One problem document in the reader's language."""
    kind = status if status in TITLES else 500
    told: dict[str, Any] = {
        "type": f"urn:chancery:problem:{SLUGS[kind]}",
        "title": str(TITLES[kind]),
        "status": status,
        "detail": str(sentence),
        "instance": f"urn:chancery:request:{request_id.get() or '-'}",
    }
    if cite:
        told["rule"] = rule_of(cite)
    if fields:
        told["fields"] = {name: str(words) for name, words in fields.items()}
    if ways:
        told["ways"] = [str(way) for way in ways]
    if strength:
        told["strength"] = strength
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False}, content_type=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="chancery"'
    return response


def rule_of(cite: Cite) -> dict[str, Any]:
    """A rule and its article as every answer of the API shows them."""
    return {
        "key": cite.rule,
        "title": cite.title,
        "article": cite.article,
        "quote": cite.quote,
        "verified": cite.verified,
        "version": cite.version,
    }


def problem_of(error: Exception) -> JsonResponse:
    """The problem document of anything that was raised; what nobody foresaw is logged and told without details."""
    refusal = refusal_of(error)
    if refusal is not None:
        strength = refusal.strength if refusal.status == 422 else ""
        return problem(
            refusal.status,
            refusal.sentence,
            cite=refusal.cite,
            fields=refusal.fields,
            ways=refusal.ways,
            strength=strength,
        )
    log.error("Request %s broke", request_id.get(), exc_info=error)
    return problem(500, say("This did not work, and it is not your fault. Nothing was saved; the request was noted."))


def refusal_of(error: Exception) -> Refused | None:
    """What the house says to an error, or None where it has nothing to say."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, BadShape):
        return _shape(error.errors)
    if isinstance(error, ValidationError):
        return refused_by(error) if hasattr(error, "error_dict") else Refused(CLASH)
    if isinstance(error, (IntegrityError, DataError)):
        return Refused(CLASH)
    if isinstance(error, OverflowError):
        return Refused(say("A number or a date is larger than anything can be."))
    if isinstance(error, (RequestDataTooBig, TooManyFilesSent)):
        return TooLarge(say("The body is larger than this address takes."))
    if isinstance(error, HttpError) and isinstance(error.__cause__, Refused):
        return error.__cause__
    if isinstance(error, (HttpError, MultiPartParserError, UnreadablePostError)):
        return Unreadable(say("The body cannot be read."))
    return None


def on_error(request: HttpRequest, error: Any) -> HttpResponse:
    """How django-ninja hands its errors over."""
    return problem_of(error)


def _shape(errors: Sequence[Mapping[str, Any]]) -> Refused:
    """What is wrong with the form of a request, each field with its own sentence."""
    if any(error["loc"][0] == "path" for error in errors):
        return NotFound(say("There is no such matter, or your post cannot see it."))
    if any(error["type"] in {"model_type", "model_attributes_type", "dict_type"} for error in errors):
        return Unreadable(say("The body is one JSON object."))
    fields: dict[str, Sentence] = {}
    for error in errors:
        places = [str(part) for part in error["loc"][1:] if part != "body"]
        fields.setdefault(".".join(places) or "body", _fault(error, places[-1] if places else "body"))
    name, sentence = next(iter(fields.items()))
    return Refused(say("{field}: {fault}", field=name, fault=sentence), fields=fields)


def _fault(error: Mapping[str, Any], name: str) -> Sentence:
    kind, more = str(error["type"]), error.get("ctx") or {}
    if kind == "missing":
        return say("Please fill this in.")
    if kind == "extra_forbidden":
        return say("There is no field “{name}” here.", name=name)
    if kind == "string_too_long":
        return say("At most {limit} characters.", limit=more.get("max_length", ""))
    if kind in {"literal_error", "enum"}:
        return say("Choose one of: {choices}", choices=more.get("expected", ""))
    for words, sentence in KINDS:
        if kind.startswith(words):
            return sentence
    return say("This value does not fit.")


KINDS = (
    ("date_year", say("The year lies outside 1800 to 2200.")),
    ("datetime", say("This is not a moment; write it as 2026-11-30T08:00:00Z.")),
    ("timezone", say("This is not a moment; write it as 2026-11-30T08:00:00Z.")),
    ("date", say("This is not a date; write it as 2026-11-30.")),
    ("int", say("This is not a whole number.")),
    ("decimal", say("This is not a number that fits here.")),
    ("bool", say("This is neither true nor false.")),
    ("string_type", say("This is not a text.")),
    ("list", say("This is not a list.")),
    ("greater", say("This number is too small.")),
    ("less", say("This number is too large.")),
)
