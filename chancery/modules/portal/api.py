"""The names that neighbours of the portal may import: release something to the public, and take it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from chancery.kernel.access.rows import load
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press

from .models import Notice
from .terms import NoticeKind, NoticeState

__all__ = ["NoticeKind", "release", "withdraw"]


@transaction.atomic
def release(
    title: str,
    text: str,
    organ: int,
    *,
    actor: Actor,
    kind: str = NoticeKind.NOTICE,
    closes_on: date | None = None,
    origin: int | None = None,
) -> int:
    """Tell the public something in an organ's name (发布公告); gives the key of the notice, to be linked.

    Whoever may release it does so at once; for anybody else it waits, drafted, for whoever may. `origin` is the entry
    it comes from. Raises NotAllowed without the right to write notices, Refused for what must not go out.
    """
    values = {"title": title, "text": text, "kind": kind, "closes_on": closes_on, "origin_id": origin}
    row = open_row(Notice, organ=organ, values=values, actor=actor)
    program = actor.person is None and actor.everything
    held = row.entry.tasks.filter(assignee__in=actor.parties).exists()
    if "notice.release" in actor.actions and (program or held):
        press(row, "release", actor=actor)
    key: int = row.pk
    return key


def withdraw(key: int, reason: str, *, actor: Actor) -> None:
    """Take a notice back from the public, or drop its draft (撤回公告). Raises NotFound, NotAllowed, Refused."""
    row = load(Notice, key, actor=actor)
    press(row, "drop" if row.state == NoticeState.DRAFTED else "withdraw", actor=actor, asked={"reason": reason})
