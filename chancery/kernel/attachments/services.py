"""Attaching files to entries, finding them again, voiding them, and proving that they are unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.scope import actor_or_none
from chancery.kernel.base.sentences import Sentence, say

from .bounds import opened
from .extract import extract
from .models import Attachment, FileText, StoredFile
from .sniff import MEDIA_TYPES
from .store import digested, file_store

NAME_LENGTH = 200
_UNFIT = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Prepared:
    """A file that was bounded, recognised and read, but is not kept yet: what it says may still forbid keeping it."""

    stream: BinaryIO
    name: str
    digest: str
    size: int
    kind: str
    lines: list[str]
    pages: int | None
    notes: list[Sentence]


Guard = Callable[["Prepared"], None]
guards: list[Guard] = []
"""What every file must pass before it may be kept, whichever way it comes; modules declare them. A guard raises Refused."""


def prepare(stream: BinaryIO, name: str) -> Prepared:
    """Read an uploaded file without keeping it. Raises Refused; the stream must stay open until it is attached."""
    name = fit_name(name)
    _, size = opened(stream, name=name)
    read = extract(stream, name=name)
    digest = digested(stream).digest
    stream.seek(0)
    prepared = Prepared(stream, name, digest, size, read.kind, read.lines, read.pages, read.notes)
    for guard in guards:
        guard(prepared)
    return prepared


def attach(entry_id: int, stream: BinaryIO, *, name: str, role: str = Attachment.Role.OTHER) -> Attachment:
    """Read, keep and attach a file in one go (添加附件). Raises Refused for what cannot be read or kept."""
    return attach_prepared(entry_id, prepare(stream, name), role=role)


@transaction.atomic
def attach_prepared(entry_id: int, prepared: Prepared, *, role: str = Attachment.Role.OTHER) -> Attachment:
    """Keep a prepared file and attach it to an entry; leaves a line. Raises Conflict where it is attached already."""
    file = _keep(prepared)
    same = Attachment.objects.filter(entry_id=entry_id, file=file, voided_at=None).first()
    if same:
        raise Conflict(say("This file is attached here already, as {name}.", name=same.name))
    last = Attachment.objects.filter(entry_id=entry_id).aggregate(last=Max("position"))["last"] or 0
    actor = actor_or_none()
    attached = Attachment.objects.create(
        entry_id=entry_id,
        file=file,
        name=prepared.name,
        role=role,
        position=last + 1,
        at=now(),
        by_post_id=actor.post if actor else None,
    )
    after = {"name": attached.name, "role": attached.role, "digest": file.digest, "size": file.size}
    record("attachments.file.attach", entry=entry_id, sentence=say("Attached {name}", name=attached.name), after=after)
    return attached


@transaction.atomic
def void(attachment: Attachment, reason: str) -> None:
    """Take a file off its entry (作废附件). The file and the reason are kept; a reason is required."""
    if not reason.strip():
        raise Refused(
            say("Write why {name} is removed; the reason is recorded.", name=attachment.name),
            fields={"reason": say("A reason is needed.")},
        )
    attachment.voided_at = now()
    attachment.void_reason = reason.strip()[:NAME_LENGTH]
    attachment.save(update_fields=["voided_at", "void_reason"])
    record(
        "attachments.file.void",
        entry=attachment.entry_id,
        sentence=say("Removed {name}: {reason}", name=attachment.name, reason=attachment.void_reason),
        before={"digest": attachment.file.digest},
    )


def files_of(entry_id: int) -> list[Attachment]:
    """The files at an entry that are not voided, in their order."""
    return list(Attachment.objects.filter(entry_id=entry_id, voided_at=None).select_related("file"))


def text_of(entry_id: int) -> str:
    """The text of all files at an entry, for the search index."""
    texts = FileText.objects.filter(file__attachments__entry_id=entry_id, file__attachments__voided_at=None)
    return "\n".join(texts.order_by("file__attachments__position").values_list("text", flat=True))


def open_file(attachment: Attachment) -> BinaryIO:
    """The content of an attachment. The caller has loaded its entry, which is the only way to reach a file."""
    try:
        return file_store().open(attachment.file.digest)
    except FileNotFoundError as error:
        raise Refused(
            say("The file {name} is missing from the store. Ask the administrator to restore it.", name=attachment.name)
        ) from error


def verify_all() -> Iterator[str]:
    """The digests of files that are missing or changed. Nothing comes out of a sound store."""
    store = file_store()
    for digest in StoredFile.objects.order_by("pk").values_list("digest", flat=True).iterator(chunk_size=1000):
        if not store.verify(digest):
            yield digest


def fit_name(name: str) -> str:
    """The last part of a name, without control or direction characters, within 200 characters; the ending stays."""
    plain = _UNFIT.sub("", name.replace("\\", "/").rpartition("/")[2]).strip() or "file"
    if len(plain) <= NAME_LENGTH:
        return plain
    stem, dot, ending = plain.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 10 else ""
    return plain[: NAME_LENGTH - len(ending)] + ending


def _keep(prepared: Prepared) -> StoredFile:
    known = StoredFile.objects.filter(digest=prepared.digest).first()
    store = file_store()
    if known and store.verify(known.digest):
        return known
    prepared.stream.seek(0)
    stored = store.put(prepared.stream)
    if stored.digest != prepared.digest:
        raise Conflict(say("The file {name} changed while it was being kept. Upload it again.", name=prepared.name))
    if known:
        return known
    text = "\n".join(prepared.lines)
    file, made = StoredFile.objects.get_or_create(
        digest=stored.digest,
        defaults={
            "size": stored.size,
            "media_type": MEDIA_TYPES[prepared.kind],
            "kind": prepared.kind,
            "pages": prepared.pages,
            "text_chars": len(text),
            "at": now(),
        },
    )
    if made:
        FileText.objects.create(file=file, text=text)
    return file
