"""What the organ does: takes in, investigates, asks for more time, answers (art. 29 to 34)."""

from __future__ import annotations

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.clocks import extend
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Moving, todos
from chancery.modules.petitions.models import desk_of, heads_of
from chancery.modules.petitions.selectors.chain import running
from chancery.modules.petitions.terms import HANDLER, HANDLING, OBJECTION, RECEIPT, Kind, PaperKind, Way

from .clocks import begin, end, show_due
from .papers import serve, write

STEP = {"forwarded": "accept", "performing": "answer", "handling": "propose"}
"""What is asked for in each state of the organ."""


def accept(moving: Moving) -> None:
    """Accepted (受理): the sixty days begin, and the petitioner is told how and by whom it is handled (art. 23, 34)."""
    _notice(moving, way=Way.OPINION)
    moving.set(accepted_at=moving.at)
    begin(moving, HANDLING, "handling")
    show_due(moving, HANDLING)


def take_up(moving: Moving) -> None:
    """A duty to perform, a suggestion to study, a tip-off to pursue: outside the sixty days (art. 29, 30, 31 (5))."""
    _notice(moving, way=Way.DUTY if moving.row.kind == Kind.CLAIM else "")
    moving.due(None)


def _notice(moving: Moving, *, way: str) -> None:
    end(moving, RECEIPT)
    end(moving, OBJECTION, met=False)
    moving.set(way=way, noticed_at=moving.at)
    write(moving, PaperKind.RECEIPT, organ=moving.row.handled_by_id, way=way, words=moving.asked.get("words"))


def pass_on(moving: Moving) -> None:
    """To another section or post of the organ (转办)."""
    moving.todos = [Todo(moving.asked["to"], STEP[moving.row.state])]


def ask_more_time(moving: Moving) -> None:
    """The head of the organ decides about more time (art. 34)."""
    row = moving.row
    moving.set(more_days=int(moving.asked["days"]))
    handler = row.entry.holder_id or desk_of(HANDLER, row.handled_by_id)
    moving.todos = [Todo(handler, "propose"), *todos(heads_of(row.handled_by_id), "grant_time")]


def grant_time(moving: Moving) -> None:
    """More time, and the petitioner is told why (延期; art. 34)."""
    row, clock = moving.row, running(moving.row.pk, HANDLING)
    if clock is None:
        raise Refused(say("This term has ended and cannot be extended."))
    extend(clock, row.more_days, moving.asked["reason"])
    clock.refresh_from_db()
    organ = row.handled_by_id
    write(
        moving,
        PaperKind.EXTENSION,
        organ=organ,
        days=row.more_days,
        words=moving.asked["reason"],
        until=clock.due_at.date(),
    )
    moving.set(extended=row.extended + row.more_days, more_days=None)
    moving.due(clock.due_at)
    _back_to_handler(moving)


def refuse_time(moving: Moving) -> None:
    moving.set(more_days=None)
    _back_to_handler(moving)


def _back_to_handler(moving: Moving) -> None:
    row = moving.row
    heads = heads_of(row.handled_by_id)
    moving.finish_tasks_of(heads)
    if row.entry.holder_id and row.entry.holder_id not in heads:
        moving.tells.add(row.entry.holder_id)


def hear(moving: Moving) -> None:
    """A hearing in a grave, complicated or difficult case (听证; art. 31 (6)); the sixty days go on."""
    moving.set(heard_on=moving.asked["held_on"])


def propose(moving: Moving) -> None:
    """The draft of the opinion goes to the head of the organ; whoever wrote it may recall it."""
    moving.set(more_days=None)
    moving.grant([post for post in [moving.actor.post] if post], "assigned")


def decide(moving: Moving) -> None:
    """The head has signed: the opinion is given, the term is kept (信访处理意见书; art. 32)."""
    row = moving.row
    end(moving, HANDLING)
    moving.due(None)
    moving.set(decided_at=moving.at)
    told = {name: getattr(row, name) for name in ("request", "facts", "opinion", "basis", "verdict")}
    write(moving, PaperKind.OPINION, organ=row.handled_by_id, **told)


def deliver(moving: Moving) -> None:
    """The opinion reached the petitioner: the thirty days for asking a review begin (art. 35)."""
    serve(moving, PaperKind.OPINION)
    moving.set(served_on=moving.asked["served_on"])


def reply(moving: Moving) -> None:
    """A duty was performed, a suggestion studied, a tip-off dealt with: answered in writing."""
    row = moving.row
    write(moving, PaperKind.REPLY, organ=row.handled_by_id, words=moving.asked["words"])


def settle(moving: Moving) -> None:
    """Both sides agreed, and the agreement is on paper (调解、和解; art. 33)."""
    end(moving, HANDLING)
    moving.due(None)
    write(moving, PaperKind.REPLY, organ=moving.row.handled_by_id, words=moving.asked["words"])
