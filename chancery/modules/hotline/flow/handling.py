"""What handling, reviewing, calling back and opening again change besides the state."""

from __future__ import annotations

from chancery.kernel.access.shelves import Reach
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.clocks import meet, start_clock
from chancery.kernel.desk.models import Task
from chancery.kernel.desk.projection import viewers_of, write_due
from chancery.kernel.desk.reading import urge_holders
from chancery.kernel.flow.declare import Moving
from chancery.modules.hotline.models.desks import one_level_up
from chancery.modules.hotline.rules.asking import number, value

from .clocks import WITH_LEADER, begin, begin_anew, days_from, end, go_on, hold, lengthen, open_clock

REACH: Reach = "subtree"


def contribute(moving: Moving) -> None:
    """An assisting organ has said its part; the lead goes on."""
    mine = set(moving.actor.viewers)
    if moving.row.lead_id in mine:
        raise Refused(say("The lead organ answers; it does not assist itself."))
    moving.finish_tasks_of([party for party in moving.row.assist if party in mine])
    moving.tells.add(moving.row.lead_id)


def answer(moving: Moving) -> None:
    """The answer goes to the reviewer; meanwhile the term stands still, and whether it was kept is known."""
    row = moving.row
    in_time = row.on_time is not False and (row.suspended or moving.at <= row.entry.due_at)
    moving.set(answered_at=moving.at, on_time=in_time, suspended=False)
    hold(moving, say("The answer is being reviewed"))


def redo(moving: Moving) -> None:
    go_on(moving)


def pass_review(moving: Moving) -> None:
    """Within a day the caller is called back (次日回访)."""
    moving.due(days_from(moving.at, "call_back"))


def close(moving: Moving) -> None:
    end(moving)


def again(moving: Moving) -> None:
    """A new round with a new term; after so many it goes one level up (R-HL6, 提级办理)."""
    row = moving.row
    rounds = row.rounds + 1
    moving.set(rounds=rounds, satisfied="", solved=None, suspended=False)
    if rounds >= number("rounds_before_raising") and not row.raised:
        moving.set(lead_id=one_level_up(row.lead), assist=[row.lead_id], raised=True)
    begin_anew(moving)


def reopen(moving: Moving) -> None:
    """Closed is not fixed: back onto the desks, in a new round."""
    back_on_the_desks(moving)
    again(moving)


def take_up_again(moving: Moving) -> None:
    """The same for an order that no organ had: it is dispatched now."""
    back_on_the_desks(moving)
    moving.set(rounds=moving.row.rounds + 1, satisfied="", solved=None, same_as=None, duplicate=False)
    begin(moving)


def back_on_the_desks(moving: Moving) -> None:
    entry = moving.row.entry
    entry.closed_at = None
    write_due(entry, viewers_of(entry, REACH), was=None)


def suspend(moving: Moving) -> None:
    """The term stands still for a cause that is told (中止)."""
    if moving.row.suspended:
        raise Refused(say("The order is suspended already."))
    hold(moving, say("{reason}", reason=moving.asked["reason"]))
    moving.set(suspended=True)
    moving.due(None)


def resume(moving: Moving) -> None:
    if not moving.row.suspended:
        raise Refused(say("The order is not suspended."))
    moving.set(suspended=False)
    go_on(moving)


def ask_extension(moving: Moving) -> None:
    moving.set(more_days=int(moving.asked["days"]))


def grant_extension(moving: Moving) -> None:
    lengthen(moving, moving.row.more_days, str(moving.asked.get("words") or "经审核同意延期"))
    moving.set(more_days=None)


def refuse_extension(moving: Moving) -> None:
    moving.set(more_days=None)


def ask_leader(moving: Moving) -> None:
    """Whoever is unsure asks a leader, who has a day to answer (请示领导; S5-02)."""
    term = value("leader_term")
    start_clock(moving.row.pk, key=WITH_LEADER, amount=int(str(term.value)), unit=term.unit, start=moving.at)
    moving.read_by(moving.asked["leaders"])


def instruct(moving: Moving) -> None:
    """The leader's words reach whoever holds the order; the leader's clock ends."""
    if clock := open_clock(moving.row.pk, WITH_LEADER):
        meet(clock)
    # What was put before the leader is read by now, whether or not the leader was asked.
    Task.objects.filter(entry=moving.row.pk, assignee__in=moving.actor.parties, reading=True).delete()
    moving.tells.update(party for party in (moving.row.lead_id, moving.row.entry.holder_id) if party)


def urge(moving: Moving) -> None:
    moving.tells.update(urge_holders(moving.row.pk))


def withdraw(moving: Moving) -> None:
    end(moving, done=False)
