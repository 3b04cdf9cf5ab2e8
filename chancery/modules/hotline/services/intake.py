"""Taking a request in (受理): looked at, masked, kept apart from its caller, numbered, and its term started, in one transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction

from chancery.kernel.access.rows import acting
from chancery.kernel.attachments.services import Prepared, attach_prepared, prepare
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.masking import mask_text
from chancery.kernel.base.refusals import Collected, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import posts_to_tell
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.services import tell
from chancery.modules.hotline.models import Caller, Order, Subject
from chancery.modules.hotline.models.desks import hotline_of_the_city
from chancery.modules.hotline.rules.asking import number, value
from chancery.modules.hotline.rules.orders import emergency_in
from chancery.modules.hotline.selectors.places import area_of
from chancery.modules.hotline.terms import OPEN, Channel, Kind, Urgency

from .alike import Lookalike, fingerprints, lookalikes, remember
from .callers import CITIZEN, keyed, phone_key
from .proposing import suggest

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH, MOST_TEXT, MOST_FILES, MOST_BYTES = 8, 4000, 9, 50 * 2**20
SURE = 0.5
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SENTENCE = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True)
class Statement:
    """What somebody tells the hotline (诉求), by whatever channel. `origin` is the address of the sender, for limits."""

    text: str
    kind: str = ""
    title: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    happened_at: datetime | None = None
    channel: str = "website"
    subject: int | None = None
    confidential: bool = False
    files: Sequence[tuple[BinaryIO, str]] = ()
    origin: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the caller gets (受理回执). The code is shown once; only its keyed hash is kept."""

    order: int
    number: str
    code: str


def take_in(statement: Statement, *, actor: Actor | None = None) -> Receipt:
    """Take a request in. Raises Refused with a sentence for each thing that is wrong; nothing is half-saved."""
    acts = actor or CITIZEN
    with acting(acts):
        told = _looked_at(statement)
        _not_too_many(statement.origin)
        files = _prepared(statement.files)
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        with transaction.atomic():
            row, number_given = _open(told, code, acts)
            for file in files:
                attach_prepared(row.pk, file)
    return Receipt(row.pk, number_given, code)


def _looked_at(statement: Statement) -> Statement:
    """The statement without what no text may carry. Raises Refused for what is missing or cannot be."""
    clean: dict[str, Any] = {
        name: _clean(getattr(statement, name)) for name in ("text", "title", "name", "phone", "address")
    }
    faults = Collected()
    if not clean["text"]:
        faults.add("text", say("Say what it is about."))
    limits = {"text": MOST_TEXT, "title": 120, "name": 60, "phone": 40, "address": 200}
    for name, most in limits.items():
        if len(clean[name]) > most:
            faults.add(name, say("At most {limit} characters; this has {length}.", limit=most, length=len(clean[name])))
    if statement.kind and statement.kind not in Kind.values:
        faults.add("kind", say("“{value}” is not one of the choices.", value=statement.kind))
    if statement.channel not in Channel.values:
        faults.add("channel", say("“{value}” is not one of the choices.", value=statement.channel))
    if not _is_point(statement.latitude, statement.longitude):
        faults.add("latitude", say("This is no place on the map."))
    if statement.happened_at and statement.happened_at > now() + timedelta(days=1):
        faults.add("happened_at", say("That moment lies ahead."))
    if statement.subject and not Subject.unscoped.filter(pk=statement.subject, entry__voided_at=None).exists():
        faults.add("subject", say("There is no such subject."))
    faults.raise_if_any(say("Something is not right yet."))
    rest: dict[str, Any] = {
        name: getattr(statement, name) for name in statement.__dataclass_fields__ if name not in clean
    }
    return Statement(**clean, **rest)


def _clean(text: str) -> str:
    return _UNFIT.sub("", str(text)).strip()


def _is_point(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return latitude is None and longitude is None
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _not_too_many(origin: str) -> None:
    """One address sends so many requests an hour, not more."""
    if not origin:
        return
    rule = value("from_one_origin")
    sent = Caller.objects.filter(origin_hash=keyed("origin", origin), at__gt=now() - timedelta(hours=1)).count()
    if sent >= int(str(rule.value)):
        raise Refused(
            say("{n} requests came from here within an hour. Please try again later, or call 12345.", n=sent),
            cite=rule.cite,
        )


def _prepared(files: Sequence[tuple[BinaryIO, str]]) -> list[Prepared]:
    if len(files) > MOST_FILES:
        raise Refused(say("At most {most} files.", most=MOST_FILES), fields={"files": say("Choose fewer files.")})
    prepared = [prepare(stream, name) for stream, name in files]
    if sum(one.size for one in prepared) > MOST_BYTES:
        sentence = say("All files together may have {most} MB.", most=MOST_BYTES // 2**20)
        raise Refused(sentence, fields={"files": sentence})
    return list({one.digest: one for one in prepared}.values())


def _open(told: Statement, code: str, actor: Actor) -> tuple[Order, str]:
    """The order, its caller beside it, its fingerprints; then its number and its term."""
    area, alarm = area_of(f"{told.address} {told.text[:200]}"), emergency_in(told.text)
    like = _repeated(told)
    urgency = Urgency.EXTRA if alarm else Urgency.ORDINARY
    values = {
        "title": told.title or _title_of(told.text), "text": told.text, "kind": told.kind or Kind.REQUEST,
        "channel": told.channel, "place": told.address, "latitude": told.latitude, "longitude": told.longitude,
        "area": area, "happened_at": told.happened_at, "confidential": told.confidential, "urgency": urgency,
        "subject_id": told.subject or _subject_of(told.text, area), "duplicate": like is not None,
        "code_hash": keyed("code", code),
    }  # fmt: skip
    row = open_row(Order, organ=hotline_of_the_city(), values=values, actor=actor, urgency=urgency)
    insert_rows([_caller(row, told)])
    point = (told.latitude, told.longitude) if told.latitude is not None and told.longitude is not None else None
    insert_rows(remember(row.pk, fingerprints(told.text, told.address, point)))
    row = press(row, "register", actor=actor).row
    if alarm:
        _push(row, alarm)
    return row, row.number


def _repeated(told: Statement) -> Lookalike | None:
    """An open order that is so like this one that merging is proposed (R-HL3)."""
    least = number("repeat_share") / 100
    found = lookalikes(told.text, told.phone, told.address)
    return next((one for one in found if one.share >= least and one.state in OPEN), None)


def _subject_of(text: str, area: str) -> int | None:
    best = next(iter(suggest(text, area)), None)
    return best.subject if best and best.share >= SURE else None


def _title_of(text: str) -> str:
    first = _SENTENCE.split(mask_text(text), maxsplit=1)[0].strip() or text
    return first if len(first) <= 60 else first[:59] + "…"


def _caller(row: Order, told: Statement) -> Caller:
    facts: dict[str, Any] = {"name": told.name, "phone": told.phone, "address": told.address, "words": told.text}
    hashes = {"phone_hash": phone_key(told.phone), "origin_hash": keyed("origin", told.origin)}
    return Caller(order=row, at=now(), **facts, **hashes)


def _push(row: Order, word: str) -> None:
    """What asks for 110, 119 or 120 is told at once to whoever has the order."""
    sentence = say("Urgent, “{word}”: {title}", word=word, title=row.title)
    holders = [row.entry.holder_id] if row.entry.holder_id else []
    tell(posts_to_tell(holders), sentence, entry_id=row.pk, kind="alarm")
