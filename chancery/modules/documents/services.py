"""Taking documents in: read the file, refuse what must not be stored, make the row, keep the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction

from chancery.kernel.attachments.models import Attachment
from chancery.kernel.attachments.services import Prepared, attach_prepared, prepare
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.engine import open_row
from chancery.kernel.rules.registry import rule_value

from .models import Incoming
from .reading import Recognised, find_secrecy_mark, read_lines
from .selectors import same_as
from .terms import URGENCY_WORDS, Arrival, Handling, Kind

READING_KINDS = {Kind.CIRCULAR, Kind.COMMUNIQUE, Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.MINUTES}
"""Kinds that are usually only read (阅件); a clerk may say otherwise."""


@dataclass(frozen=True)
class Taken:
    """What became of one file: a row with what was recognised, or a refusal; and what is worth knowing."""

    file: str
    row: Incoming | None = None
    read: Recognised | None = None
    refusal: Refused | None = None
    notes: Sequence[Sentence] = ()
    missing: Sequence[str] = ()
    same: Incoming | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"file": self.file, "notes": [str(note) for note in self.notes]}
        if self.refusal:
            cite = self.refusal.cite
            return {**told, "refused": str(self.refusal), "rule": cite.as_json() if cite else None}
        assert self.row is not None
        assert self.read is not None
        return {
            **told,
            "id": self.row.pk,
            "missing": list(self.missing),
            "same_as": self.same.pk if self.same else None,
            "read": self.read.as_json(),
        }


def read_file(stream: BinaryIO, name: str) -> tuple[Prepared, Recognised]:
    """Recognise one file without keeping it. Raises Refused for a file that cannot be read, or that carries a mark of secrecy."""
    prepared = prepare(stream, name)
    return prepared, read_lines(prepared.lines, file_name=name)


def refuse_secrets(prepared: Prepared) -> None:
    """State secrets stay off the network (保守国家秘密法 art. 31(3)). Nothing of the file is kept."""
    mark = find_secrecy_mark(prepared.lines)
    if mark is None:
        return
    rule = rule_value("documents.no_secrets")
    raise Refused(
        say(
            "{file} is marked “{mark}” and cannot be stored here. Use the paper register.",
            file=prepared.name,
            mark=mark,
        ),
        cite=rule.cite,
        ways=(
            say("Register number, copies and custody in the paper register; hand the paper to the confidential room."),
        ),
    )


def take_in(stream: BinaryIO, name: str, *, organ: int, actor: Actor, arrival: str = Arrival.FILE) -> Taken:
    """Take one file in: a row to be signed for, filled with what its form says, and the file at it."""
    try:
        prepared, read = read_file(stream, name)
        with transaction.atomic():
            row = open_row(
                Incoming,
                organ=organ,
                values=_values(prepared, read, arrival),
                actor=actor,
                urgency=URGENCY_WORDS.get(read.urgency, 0),
            )
            attach_prepared(row.pk, prepared, role=Attachment.Role.MAIN)
    except Refused as refusal:
        _trail_refusal(refusal, name)
        return Taken(name, refusal=refusal)
    same = same_as(row)
    notes = [*prepared.notes]
    if same:
        notes.append(say("The same document was already received: {number}.", number=same.number or same.title))
    return Taken(name, row, read, None, notes, _missing(read), same)


def take_in_many(
    files: Sequence[tuple[str, BinaryIO]], *, organ: int, actor: Actor, arrival: str = Arrival.FILE
) -> list[Taken]:
    """Take several files in; each stands for itself, so one bad file spoils no other."""
    return [take_in(stream, name, organ=organ, actor=actor, arrival=arrival) for name, stream in files]


def importer(files: Sequence[tuple[str, BinaryIO]], *, actor: Actor, organ: int) -> list[dict[str, Any]]:
    """What the command line and the API call: one object a file."""
    return [taken.as_json() for taken in take_in_many(files, actor=actor, organ=organ)]


def _values(prepared: Prepared, read: Recognised, arrival: str) -> dict[str, Any]:
    kind = read.kind if read.kind in Kind.values else Kind.OTHER
    first, last = read.body
    return {
        "title": (read.title or prepared.name.rsplit(".", 1)[0])[:300],
        "issuer": (read.issuer or "—")[:200],
        "sender_number": read.number[:80],
        "kind": kind,
        "signed_on": read.signed_on,
        "addressees": read.addressees_text[:500],
        "urgency": URGENCY_WORDS.get(read.urgency, 0),
        "arrival": arrival,
        "pages": prepared.pages,
        "body": "\n".join(prepared.lines[first:last] or prepared.lines)[:400_000],
        "digest": prepared.digest,
        "handling": Handling.READ if kind in READING_KINDS else Handling.ACT,
    }


def _missing(read: Recognised) -> list[str]:
    wanted = {"title": read.title, "issuer": read.issuer, "sender_number": read.number, "signed_on": read.signed_on}
    return [name for name, value in wanted.items() if not value]


def _trail_refusal(refusal: Refused, name: str) -> None:
    """A refused secret leaves a line that it was refused, without its title or content."""
    if refusal.cite and refusal.cite.rule == "documents.no_secrets":
        record(
            "documents.incoming.refuse",
            entry=None,
            sentence=say("A file with a mark of secrecy was refused"),
            outcome="refused",
            after={"digits": len(name)},
        )
