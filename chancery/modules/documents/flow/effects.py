"""Who holds an incoming document in each state, and what its moves change besides the state."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.clocks import extend, meet, pause, resume, start_clock
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.desk.projection import Todo
from chancery.kernel.desk.reading import urge_holders
from chancery.kernel.flow.declare import Moving, todos
from chancery.kernel.org.models import Organ
from chancery.kernel.rules.registry import rule_value
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.selectors import clerks_of, drafters_of
from chancery.modules.documents.terms import IncomingState as S
from chancery.modules.documents.terms import Urgency

TERM = {
    Urgency.ORDINARY: "documents.term_ordinary",
    Urgency.URGENT: "documents.term_urgent",
    Urgency.TOP: "documents.term_top",
}
HANDLING = "handling"


def with_clerks(move: str) -> Any:
    return lambda row: todos([clerks_of(row.organ_id)], move)


def with_drafters(move: str) -> Any:
    return lambda row: todos([drafters_of(row.organ_id)], move)


def with_handlers(row: Incoming) -> list[Todo]:
    """The lead organ answers, the assisting ones contribute."""
    return [*todos([row.lead_id], "answer"), *(Todo(organ, "contribute") for organ in row.assist)]


def propose(moving: Moving) -> None:
    moving.set(proposal=moving.asked["words"])
    moving.seats = {"leaders": moving.asked["leaders"]}


def hand_out(moving: Moving) -> None:
    """Name the lead and the assisting organs, and start the clock (明确主办部门和办理时限)."""
    asked = moving.asked
    moving.set(lead=Organ.objects.get(pk=asked["lead"]), assist=asked["assist"], wanted_by=asked.get("wanted_by"))
    if moving.row.proposal == "" and asked.get("words"):
        moving.set(proposal=asked["words"])
    _start_clock(moving)


def _start_clock(moving: Moving) -> None:
    row, days = moving.row, moving.asked.get("days")
    open_clock = _clock(row)
    if open_clock:
        meet(open_clock)
    if moving.asked.get("wanted_by") and not days:
        moving.due(datetime.combine(moving.asked["wanted_by"], time(18, 0), HOUSE))
        return
    term = rule_value(TERM[Urgency(row.urgency)], place=moving.actor.place)
    clock = start_clock(
        row.pk, key=HANDLING, amount=int(days or str(term.value)), unit=term.unit, start=moving.at, place=""
    )
    moving.due(clock.due_at)


def _clock(row: Incoming) -> Clock | None:
    return Clock.objects.filter(entry=row.pk, key=HANDLING, state__in=("running", "paused")).first()


def pass_on(moving: Moving) -> None:
    """The task goes to another section or post of the house (转办)."""
    step = "propose" if moving.row.state == S.PROPOSING else "hand_out"
    moving.todos = [Todo(moving.asked["to"], step)]


def contribute(moving: Moving) -> None:
    """An assisting organ has said its part; the lead goes on."""
    mine = set(moving.actor.viewers)
    if moving.row.lead_id in mine:
        raise Refused(say("The lead organ answers; it does not assist itself."))
    moving.finish_tasks_of([party for party in moving.row.assist if party in mine])
    moving.tells.add(moving.row.lead_id)


def answer(moving: Moving) -> None:
    moving.set(answer=moving.asked["words"], answered_at=moving.at)
    if clock := _clock(moving.row):
        meet(clock)


def close(moving: Moving) -> None:
    if clock := _clock(moving.row):
        meet(clock)


def circulate(moving: Moving) -> None:
    moving.read_by(moving.asked["readers"])


def has_read(moving: Moving) -> None:
    moving.finish_tasks_of(moving.actor.viewers)


def urge(moving: Moving) -> None:
    moving.tells.update(urge_holders(moving.row.pk))


def give_more_time(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    extend(clock, int(moving.asked["days"]), moving.asked["reason"])
    moving.due(clock.due_at)


def stop_clock(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    pause(clock, say("{reason}", reason=moving.asked["reason"]))
    moving.due(None)


def go_on(moving: Moving) -> None:
    clock = _clock(moving.row)
    if clock is None:
        raise Refused(say("No clock runs for this document."))
    resume(clock)
    moving.due(clock.due_at)
