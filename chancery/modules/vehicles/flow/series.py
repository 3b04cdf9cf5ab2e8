"""A series of trips: approved once, then it produces its trips (周期用车)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.flow.declare import Flow, Move, Moving, State
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Series, Trip
from chancery.modules.vehicles.terms import Rhythm, TripState
from chancery.modules.vehicles.terms import SeriesState as S

from .driving import with_asker, with_dispatchers

SERIES = "vehicles.series"
AHEAD = timedelta(days=14)


def days_of(series: Series, first: date, last: date) -> list[date]:
    """The days of a span on which a series falls; what falls on a day off is left out (节假日顺延不补)."""
    calendar, found = calendar_for(), []
    day = max(first, series.since)
    while day <= min(last, series.until):
        meets = {
            Rhythm.WORKDAYS: True,
            Rhythm.WEEKLY: day.weekday() == series.since.weekday(),
            Rhythm.MONTHLY: day.day == series.since.day,
        }[Rhythm(series.rhythm)]
        if meets and calendar.is_working(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def plan_ahead(moving: Moving) -> None:
    """Make the trips of the coming two weeks, each once."""
    series: Series = moving.row
    first = max(today(), (series.planned_until or today() - timedelta(days=1)) + timedelta(days=1))
    last = min(today() + AHEAD, series.until)
    if last < first and series.planned_until is not None:
        raise Refused(say("The trips until {day} are made already.", day=series.planned_until))
    for day in days_of(series, first, last):
        leaves_at = datetime.combine(day, series.leaves, HOUSE)
        if leaves_at > now():
            _make(moving, leaves_at)
    moving.set(planned_until=last)


def _make(moving: Moving, leaves_at: datetime) -> None:
    series: Series = moving.row
    values = {name: getattr(series, name) for name in ("purpose", "kind", "people", "origin", "destination", "km", "contact", "phone")}  # fmt: skip
    open_row(
        Trip,
        organ=series.organ_id,
        actor=moving.actor,
        at=TripState.TO_DISPATCH,
        cause=say("Of the series {series}", series=series.purpose),
        values={
            **values,
            "series": series,
            "leaves_at": leaves_at,
            "back_at": leaves_at + timedelta(minutes=max(1, series.minutes)),
        },
    )


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("purpose", "kind", "rhythm", "since", "until", "leaves", "minutes", "people", "origin", "destination", "km", "contact", "phone")

series_flow = Flow(
    S,
    start=S.ASKED,
    each=(
        State(S.ASKED, "new", holder=with_asker("submit"), edits=FACTS),
        State(S.APPROVING, "wait", route=SERIES),
        State(S.RUNNING, "run", holder=with_dispatchers("plan_ahead"), edits=("people", "contact", "phone")),
        State(S.ENDED, "done", ends=True),
    ),
    moves=(
        Move("submit", (S.ASKED,), S.APPROVING, "trip.ask", title=_("Ask for approval"), done=_("Approval was asked for")),
        Move("approved", (S.APPROVING,), S.RUNNING, "trip.ask", title=_("Series approved"), outcome="passed"),
        Move("returned", (S.APPROVING,), S.ASKED, "trip.ask", title=_("Series returned"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.ASKED, "trip.ask", title=_("Series recalled"), outcome="recalled"),
        Move("plan_ahead", (S.RUNNING,), "", "trip.ask", title=_("Make the trips of two weeks"), done=_("The trips of two weeks were made"),
             effect=plan_ahead, held="no"),
        Move("end", (S.ASKED, S.RUNNING), S.ENDED, "trip.ask", title=_("End the series"), done=_("The series was ended"), held="no", reason=True,
             grave=True),
    ),
)
# fmt: on
