"""Adding a file to a row: who may, and that its kind of row keeps files at all."""

from __future__ import annotations

from typing import Any, BinaryIO

from chancery.kernel.access.rows import acting
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.attachments.services import attach
from chancery.kernel.base.refusals import OK, Answer, NotAllowed
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Task

from .shelf import shelf


def may_attach(row: Any, actor: Actor) -> Answer:
    """Whether an actor may add a file: whoever has the task, or may edit the row; never where no content may be kept."""
    kept = shelf.of(row)
    if not kept.files:
        return Answer(False, say("No file is kept for rows of this kind."))
    mine = Task.objects.filter(entry=row.pk, assignee__in=actor.parties).exists()
    if row.entry.voided_at or not (mine or (kept.edit and kept.edit in actor.actions)):
        return Answer(False, say("Files are attached by whoever holds the matter now."))
    return OK


def add_file(row: Any, stream: BinaryIO, *, name: str, actor: Actor, role: str = Attachment.Role.OTHER) -> Attachment:
    """Read, guard, keep and attach a file. Raises NotAllowed, or Refused for what cannot or must not be kept."""
    answer = may_attach(row, actor)
    if not answer:
        raise NotAllowed(answer.sentence)
    with acting(actor):
        return attach(row.pk, stream, name=name, role=role)
