"""A notice is drafted, released to the public, and taken back where it must be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Flow, Move, Moving, State, todos
from chancery.kernel.flow.seats import with_role

from .models import Notice
from .rules import consultation_has_an_end, no_person_is_named
from .terms import NoticeState as S

RELEASER = "portal.releaser"


def with_releasers(row: Notice) -> list[Todo]:
    """Whoever may release for this organ; where nobody may, the draft stays with the post that wrote it."""
    return todos(with_role(RELEASER, row.organ_id) or [row.entry.opened_by_id or row.organ_id], "release")


def release(moving: Moving) -> None:
    moving.set(released_at=moving.at)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
notice_flow = Flow(
    S,
    start=S.DRAFTED,
    each=(
        State(S.DRAFTED, "new", holder=with_releasers, edits=("title", "kind", "text", "closes_on")),
        State(S.RELEASED, "done", needs=("released_at",), ends=True),
        State(S.WITHDRAWN, "stop", ends=True),
    ),
    moves=(
        Move("release", (S.DRAFTED,), S.RELEASED, "notice.release", title=_("Release to the public"), done=_("Released to the public"),
             checks=(consultation_has_an_end, no_person_is_named), effect=release),
        Move("drop", (S.DRAFTED,), S.WITHDRAWN, "notice.write", title=_("Drop the draft"), done=_("The draft was dropped"), held="no", reason=True),
        Move("withdraw", (S.RELEASED,), S.WITHDRAWN, "notice.release", title=_("Take back from the public"), done=_("Taken back from the public"),
             held="no", reason=True, grave=True),
    ),
)
# fmt: on
