"""The addresses of GeoReport v2: discovery, services and their definitions, requests, and tokens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.tokens import user_of_token
from chancery.kernel.base.refusals import NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import NEVER
from chancery.kernel.org.models import Organ
from chancery.modules.hotline.flow import order_flow
from chancery.modules.hotline.models import Order
from chancery.modules.hotline.models.desks import hotline_of_the_city
from chancery.modules.hotline.selectors.open_requests import (
    OTHER,
    Service,
    order_numbered,
    orders_between,
    orders_of,
    service_of,
    services,
)
from chancery.modules.hotline.services.intake import take_in
from chancery.modules.hotline.terms import Kind
from chancery.ui.crowds import sender
from chancery.ui.refusing import open_to_all

from .asking import FIELDS, statement, wished
from .shapes import FORMS, answered, errors, moment

TAKE = "order.take"
BASE = "/hotline/open311/"
STANDARD = "http://wiki.open311.org/GeoReport_v2"
HOUR = 3600
SENT_AN_HOUR, ASKED_AN_HOUR = 1000, 3600
"""What one key may send, and what one address may ask, within an hour: technical bounds of each process."""
UNREADABLE = (SuspiciousOperation, UnreadablePostError, MultiPartParserError)
View = Callable[..., HttpResponse]


def address(*methods: str) -> Callable[[View], View]:
    """An address of the standard: open to all, without cookies, and each refusal in the standard's form."""

    def marked(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, form: str, **parts: Any) -> HttpResponse:
            with translation.override(translation.get_language_from_request(request)):
                response = _answer(request, view, methods, form, parts)
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Content-Language"] = translation.get_language_from_request(request)
            return response

        return csrf_exempt(open_to_all(entered))

    return marked


def _answer(request: HttpRequest, view: View, methods: tuple[str, ...], form: str, parts: Any) -> HttpResponse:
    try:
        if form not in FORMS:
            raise NotFound(say("There is json and xml."))
        if request.method not in (*methods, "HEAD"):
            raise Refused(say("This address does not take that method."))
        _readable(request)
        _of_this_city(request)
        if request.method != "POST":
            _bounded(f"ask:{sender(request)}", ASKED_AN_HOUR)
        return view(request, form, **parts)
    except Refused as refusal:
        status = refusal.status if refusal.status in (403, 404, 429) else 400
        told = [(status, f"{FIELDS.get(name, name)}: {sentence}") for name, sentence in refusal.fields.items()]
        return errors(form, told or [(status, refusal.sentence)], status=status)
    except UNREADABLE:
        return errors(form, [(400, say("What was sent cannot be read, or is too large."))], status=400)


class TooMany(Refused):
    """More than one sender may send or ask within an hour (429)."""

    status = 429


def _bounded(key: str, most: int) -> None:
    cache.add(f"open311:{key}", 0, HOUR)
    try:
        number = cache.incr(f"open311:{key}")
    except ValueError:  # it ran out between the two
        return
    if number > most:
        raise TooMany(say("More than {most} calls within an hour. Please try again later.", most=most))


def _readable(request: HttpRequest) -> None:
    """No text of the house holds the character zero, and no database looks for it."""
    sent = [value for values in (*request.GET.lists(), *request.POST.lists()) for value in values[1]]
    if any("\0" in value for value in (request.path, *sent)):
        raise Refused(say("What was sent holds characters that no text may hold."))


def _of_this_city(request: HttpRequest) -> None:
    """Only one city is served here: its place code or the name of this site may be sent, or nothing."""
    told = (request.POST if request.method == "POST" else request.GET).get("jurisdiction_id", "").strip()
    if not told or told.removeprefix("www.") == request.get_host().partition(":")[0].removeprefix("www."):
        return
    if told != Organ.objects.filter(pk=hotline_of_the_city()).values_list("place", flat=True).first():
        raise NotFound(say("There is no jurisdiction {name} here.", name=told[:60]))


@address("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the service is and in which forms it speaks (服务发现)."""
    kinds = ["text/xml", "application/json"]
    here = request.build_absolute_uri(f"{BASE}v2")
    endpoint = {
        "specification": STANDARD,
        "url": here,
        "changeset": "2026-11-22T00:00:00+08:00",
        "type": "production",
        "formats": kinds,
    }
    told = {
        "changeset": "2026-11-22T00:00:00+08:00", "contact": gettext("Hotline 12345"),
        "key_service": gettext("Ask the hotline for an access token; it is the api_key."), "endpoints": [endpoint],
    }  # fmt: skip
    return answered(form, "discovery", told)


@address("GET")
def service_list(request: HttpRequest, form: str) -> HttpResponse:
    """The subjects under which requests are sent (服务类型)."""
    every = [*services(), Service(None, OTHER, gettext("Something else"), gettext("Something else"))]
    rows = [
        {
            "service_code": one.code, "service_name": one.name, "description": f"{one.group} · {one.name}",
            "metadata": True, "type": "realtime", "keywords": one.words, "group": one.group,
        }
        for one in every
    ]  # fmt: skip
    return answered(form, "services", rows)


@address("GET")
def service_definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """What may be told beside the description; all of it is optional."""
    if code != OTHER and service_of(code) is None:
        raise NotFound(say("There is no service {code}.", code=code))
    kinds = [{"key": str(key), "name": gettext(str(words))} for key, words in Kind.choices]
    flags = [{"key": "false", "name": gettext("No")}, {"key": "true", "name": gettext("Yes")}]
    asked: list[tuple[str, str, str, list[dict[str, str]]]] = [
        ("kind", "singlevaluelist", gettext("Kind of request"), kinds),
        ("happened_at", "datetime", gettext("Happened at"), []),
        ("confidential", "singlevaluelist", gettext("Keep it from open data and from the organ complained of"), flags),
    ]
    attributes = [
        {
            "variable": True, "code": name, "datatype": datatype, "required": False, "datatype_description": "",
            "order": place, "description": words, "values": values,
        }
        for place, (name, datatype, words, values) in enumerate(asked, 1)
    ]  # fmt: skip
    return answered(form, "service_definition", {"service_code": code, "attributes": attributes})


@address("GET", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """Requests by key or moment (GET), or a new one (POST, with an api_key)."""
    if request.method == "POST":
        return _take(request, form)
    asked = wished(request.GET)
    rows = orders_of(asked.keys) if asked.by_key else None
    if rows is None:
        rows = orders_between(asked.begins, asked.ends, codes=asked.codes, closed=asked.closed)
    return answered(form, "service_requests", [_told(row) for row in rows])


@address("GET")
def one_request(request: HttpRequest, form: str, pk: int) -> HttpResponse:
    """One request."""
    rows = orders_of([pk])
    if not rows:
        raise NotFound(say("There is no request {key}.", key=pk))
    return answered(form, "service_requests", [_told(row) for row in rows])


@address("GET")
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """The key of a request from its number: all services are realtime, so the number that a caller got is the token."""
    row = order_numbered(token)
    if row is None:
        raise NotFound(say("There is no request {key}.", key=token[:60]))
    return answered(form, "service_requests", [{"service_request_id": str(row.pk), "token": token}])


def _take(request: HttpRequest, form: str) -> HttpResponse:
    actor = _sender(request)
    _bounded(f"send:{actor.post}", SENT_AN_HOUR)
    receipt = take_in(statement(request, str(actor.post)), actor=actor)
    notice = say(
        "Number {number}, code {code}. With both it can be followed on the public site; the code is shown this once.",
        number=receipt.number, code=receipt.code,
    )  # fmt: skip
    account = request.POST.get("account_id", "").strip()[:100] or None
    told = {"service_request_id": str(receipt.order), "service_notice": str(notice), "account_id": account}
    return answered(form, "service_requests", [told])


def _sender(request: HttpRequest) -> Actor:
    """The app behind an api_key. Raises NotAllowed for an unknown key, or one whose post takes no requests."""
    text = (request.POST.get("api_key") or request.GET.get("api_key") or "").strip()
    found = user_of_token(text) if text and text.isascii() else None
    if found is None:
        raise NotAllowed(say("The api_key is missing, unknown, or has ended."))
    user, post = found
    actor = actor_for(user, post=post, channel="api")
    if TAKE not in actor.actions:
        raise NotAllowed(say("The post of this api_key takes no requests."))
    return actor


def _told(row: Order) -> dict[str, Any]:
    """An order as open data: masked text, the place to about a hundred metres, our own state in the notes."""
    entry, closed = row.entry, row.entry.closed_at
    state = order_flow.label(row.state)
    touched = [at for at in (entry.opened_at, entry.held_since, row.answered_at) if at]
    return {
        "service_request_id": str(row.pk),
        "status": "closed" if closed else "open",
        "status_notes": f"{state}: {row.published}" if row.published else state,
        "service_name": row.subject.name if row.subject else gettext("Something else"),
        "service_code": row.subject.code if row.subject else OTHER,
        "description": row.text,
        "agency_responsible": row.lead.name if row.lead else None,
        "service_notice": None,
        "requested_datetime": moment(entry.opened_at),
        "updated_datetime": moment(closed or max(touched)),
        "expected_datetime": None if entry.due_at >= NEVER else moment(entry.due_at),
        "address": row.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": _near(row.latitude),
        "long": _near(row.longitude),
        "media_url": None,
    }


def _near(degrees: float | None) -> float | None:
    """A request is often made at somebody's door: three decimals are enough for a map."""
    return round(degrees, 3) if degrees is not None else None
