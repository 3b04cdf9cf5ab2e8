"""What apps send: a request for the hotline, and the bounds of a search. Each fault is named by the standard's own field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Collected, NotFound, Refused
from chancery.kernel.base.sentences import say
from chancery.modules.hotline.selectors.open_requests import MOST, OTHER, Service, service_of
from chancery.modules.hotline.services.intake import MOST_TEXT, Statement
from chancery.modules.hotline.terms import Channel, Kind

LONGEST = timedelta(days=90)
SPANS = ("open", "closed")
FIELDS = {
    "text": "description", "address": "address_string", "latitude": "lat", "name": "last_name", "subject": "service_code",
    "kind": "attribute[kind]", "happened_at": "attribute[happened_at]", "files": "media",
}  # fmt: skip
"""The standard's names for the fields of a statement."""
ATTRIBUTES = ("kind", "happened_at", "confidential")


@dataclass(frozen=True)
class Wished:
    """Which requests are searched for."""

    keys: Sequence[int] = ()
    begins: datetime = datetime.min
    ends: datetime = datetime.max
    codes: Sequence[str] = ()
    closed: bool | None = None
    by_key: bool = False


def wished(sent: QueryDict) -> Wished:
    """The bounds of a search. Keys override all else; without moments it is the last 90 days. Raises Refused."""
    if keys := _listed(sent, "service_request_id"):
        return Wished(keys=[int(key) for key in keys if _is_key(key)][:MOST], by_key=True)
    begins, ends = _moment(sent, "start_date"), _moment(sent, "end_date")
    ends = ends or (min(begins + LONGEST, now()) if begins else now())
    begins = begins or ends - LONGEST
    if ends - begins > LONGEST:
        raise Refused(say("start_date and end_date lie more than 90 days apart."))
    states = _listed(sent, "status")
    if any(state not in SPANS for state in states):
        raise Refused(say("status is open or closed."))
    closed = states[0] == "closed" if len(set(states)) == 1 else None
    return Wished(begins=begins, ends=ends, codes=_listed(sent, "service_code"), closed=closed)


def statement(request: HttpRequest, sender: str) -> Statement:
    """A request as the hotline takes it. Raises NotFound for an unknown service, Refused for what is missing."""
    sent = request.POST
    service = _service(_text(sent, "service_code"))
    faults = Collected()
    latitude, longitude = _degrees(sent, "lat", faults), _degrees(sent, "long", faults)
    address = _address(sent)
    if (latitude is None) != (longitude is None):
        faults.add("lat", say("lat and long are sent together."))
    elif latitude is None and not address and not faults.fields:
        faults.add("lat", say("Send lat and long, or address_string, or address_id."))
    confidential = _text(sent, "attribute[confidential]")
    if confidential not in ("", "true", "false"):
        faults.add("attribute[confidential]", say("true or false."))
    media = _text(sent, "media_url")
    if media and not media.startswith(("https://", "http://")):
        faults.add("media_url", say("An address that begins with https://."))
    faults.raise_if_any(say("Something is not right yet."))
    return Statement(
        text=_words(sent, media),
        kind=_text(sent, "attribute[kind]") or Kind.REQUEST,
        name=f"{_text(sent, 'last_name')}{_text(sent, 'first_name')}",
        phone=_text(sent, "phone"),
        address=address,
        latitude=latitude,
        longitude=longitude,
        happened_at=_moment(sent, "attribute[happened_at]"),
        channel=Channel.APP,
        subject=service.key,
        confidential=confidential == "true",
        files=[(file, file.name or "media") for file in request.FILES.getlist("media")],  # type: ignore[misc]
        origin=_origin(sent, sender),
    )


def _service(code: str) -> Service:
    if not code:
        raise Refused(say("service_code is missing."))
    if code == OTHER:
        return Service(None, OTHER, "", "")
    found = service_of(code)
    if found is None:
        raise NotFound(say("There is no service {code}.", code=code))
    return found


def _words(sent: QueryDict, media: str) -> str:
    """What was said, with what the standard sends beside it; the order masks it, the caller's own words stay apart."""
    said, email = _text(sent, "description"), _text(sent, "email")
    if len(said) > MOST_TEXT:
        raise Refused(say("description has at most {most} characters.", most=MOST_TEXT))
    beside = [line for line in (email, media) if line and said]
    return "\n".join([said, *beside])[: max(len(said), MOST_TEXT)]


def _address(sent: QueryDict) -> str:
    key = _text(sent, "address_id")
    return " ".join(part for part in (_text(sent, "address_string"), f"[{key}]" if key else "") if part)


def _origin(sent: QueryDict, sender: str) -> str:
    """Whom the hotline's own bound for one sender counts: the device or account behind the app, where it says so."""
    behind = next((value for name in ("device_id", "account_id", "phone", "email") if (value := _text(sent, name))), "")
    return f"open311:{sender}:{behind}" if behind else ""


def _text(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").strip()


def _listed(sent: QueryDict, name: str) -> list[str]:
    values = [part.strip() for value in sent.getlist(name) for part in value.split(",")]
    return [value for value in dict.fromkeys(values) if value][:MOST]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _degrees(sent: QueryDict, name: str, faults: Collected) -> float | None:
    text = _text(sent, name)
    try:
        number = float(text) if text else None
    except ValueError:
        number = float("nan")
    if number is not None and not abs(number) <= (90 if name == "lat" else 180):
        faults.add(name, say("{name} is no degree of WGS84.", name=name))
        return None
    return number


def _moment(sent: QueryDict, name: str) -> datetime | None:
    text = _text(sent, name).replace(" ", "+")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1949 <= at.year <= 2199:
        raise Refused(say("{name} is written as 2026-11-23T09:30:00+08:00, with its zone.", name=name))
    return at
