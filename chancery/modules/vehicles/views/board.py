"""The dispatcher's board (今日调度): what waits above, vehicles or drivers along the hours below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.module.registry import registry
from chancery.modules.vehicles.models import Driver, Trip, Vehicle
from chancery.modules.vehicles.selectors.board import (
    MOST_WAITING,
    crew,
    fleet,
    seen_among,
    sent_between,
)
from chancery.modules.vehicles.services.dispatch import ends_at, put
from chancery.modules.vehicles.terms import Category, Duty, Status, TripState
from chancery.ui.pages.board import Boarding, Placing, board_page
from chancery.ui.timeline import Bar, Board, Group, Lane, Look, Period, Turn, hours

from .cards import HREF, MOST_CARDS, TRIPS, bar_of, queue
from .placing import form

LOOKS: Mapping[str, Look] = {"dispatched": "planned", "out": "out", "back": "back", "settled": "back"}

ORDER = (Category.GENERAL, Category.EMERGENCY, Category.CONFIDENTIAL, Category.ENFORCEMENT, Category.SPECIAL)
"""The vehicles that go everywhere stand first."""


def board(request: HttpRequest) -> HttpResponse:
    """The board of a day or a week; a drop presses `dispatch` or `change`."""
    return board_page(request, BOARDING, registry.modules["vehicles"])


def _place(actor: Actor, placing: Placing) -> Sentence:
    return put(actor, placing.key, placing.lane, start=placing.start, version=placing.version, sent=placing.sent)


@dataclass(frozen=True)
class Shown:
    """What the board of a period is drawn from."""

    actor: Actor
    period: Period
    by_driver: bool
    trips: Sequence[Trip]
    seen: set[int]


def build(actor: Actor, period: Period, by: str) -> Board:
    """The board of a period by vehicle, or by driver."""
    vehicles, drivers = fleet(actor), crew(actor) if by == "driver" else []
    column, keys = (
        ("driver", [row.pk for row in drivers]) if by == "driver" else ("vehicle", [row.pk for row in vehicles])
    )
    trips = sent_between(column, keys, period.begin, period.end)
    shown = Shown(actor, period, by == "driver", trips, seen_among(actor, trips))
    cards, tries = queue(actor, period, by_driver=by == "driver")
    period = period.holding(
        [*((trip.leaves_at, ends_at(trip)) for trip in trips), *((bar.start, bar.end) for _, bar in tries)]
    )
    groups = _driver_groups(shown, drivers, tries) if by == "driver" else _vehicle_groups(shown, vehicles, tries)
    late = sum(bar.look == "clash" for group in groups for lane in group.lanes for bar in lane.bars)
    without = sum(card.look == "stop" for card in cards)
    return Board(
        title=gettext("Dispatch of the day") if period.days == 1 else gettext("Dispatch of the week"),
        lanes_title=gettext("Drivers") if by == "driver" else gettext("Vehicles"),
        period=period,
        groups=groups,
        queue=cards[:MOST_CARDS],
        queue_title=_queue_title(len(cards)),
        queue_empty=gettext("Nothing waits for a vehicle."),
        notes=_notes(late, without),
        legend=_legend(groups),
        turns=(Turn("", gettext("By vehicle")), Turn("driver", gettext("By driver"))),
        links=(
            ("list-check", gettext("Proposal for the day"), f"/vehicles/proposal/?day={period.first.isoformat()}"),
            ("route", gettext("Where they were"), "/vehicles/map/"),
        ),
        create=(gettext("Ask for a vehicle"), f"{TRIPS}new/") if "trip.ask" in actor.actions else None,
    )


def _queue_title(waiting: int) -> str:
    words = f"{MOST_WAITING}+" if waiting >= MOST_WAITING else str(waiting)
    return gettext("To be dispatched: {n}").format(n=words)


def _notes(late: int, without: int) -> list[str]:
    told = []
    if late:
        told.append(ngettext("{n} clash", "{n} clashes", late).format(n=late))
    if without:
        told.append(ngettext("{n} without a vehicle", "{n} without a vehicle", without).format(n=without))
    return told


def _legend(groups: Iterable[Group]) -> list[tuple[Look, str]]:
    """Only the looks that a dispatcher meets; suggestions where there are some."""
    shown = {bar.look for group in groups for lane in group.lanes for bar in lane.bars}
    every: list[tuple[Look, str]] = [
        ("planned", gettext("assigned")), ("out", gettext("on the road")), ("back", gettext("back")), ("clash", gettext("clash")),
        ("service", gettext("out of service")), ("suggested", gettext("suggested")),
    ]  # fmt: skip
    return [one for one in every if one[0] in shown or one[0] not in {"suggested"}]


# ---- lanes ----


def _bars(shown: Shown, mine: Sequence[Trip], tries: Iterable[tuple[str, Bar]], lane: str) -> list[Bar]:
    """The bars of a lane. A trip that should leave while the one before is still out is a clash."""
    bars: list[Bar] = []
    out_until = max((ends_at(trip) for trip in mine if trip.state == TripState.OUT), default=None)
    for trip in mine:
        if trip.pk not in shown.seen:
            when = (hours(trip.leaves_at, ends_at(trip)),)
            bars.append(
                Bar(str(trip.pk), gettext("taken"), trip.leaves_at, ends_at(trip), LOOKS[trip.state], when, HREF)
            )
            continue
        late = trip.state == TripState.DISPATCHED and trip.joins_id is None and out_until and trip.leaves_at < out_until
        bars.append(bar_of(trip, "clash" if late else LOOKS[trip.state]))
    return [*bars, *(bar for key, bar in tries if key == lane)]


def _away(shown: Shown, key: int, status: Any, href: str) -> Bar:
    """A whole lane that cannot be given: in repair, sealed, on leave."""
    return Bar(f"s{key}", str(status), shown.period.begin, shown.period.end, "service", (), href)


def _vehicle_groups(shown: Shown, vehicles: Sequence[Vehicle], tries: Sequence[tuple[str, Bar]]) -> list[Group]:
    """Vehicles by what they are kept for, small ones first."""
    groups: dict[str, list[Lane]] = {}
    sendable: dict[str, int] = {}
    for row in sorted(vehicles, key=lambda one: ORDER.index(Category(one.category))):
        title, href, ready = _group_of(row), f"/vehicles/vehicle/{row.pk}/", row.status == Status.IN_USE
        mine = [trip for trip in shown.trips if trip.vehicle_id == row.pk]
        bars = _bars(shown, mine, tries, f"v{row.pk}")
        if not ready:
            bars.append(_away(shown, row.pk, row.get_status_display(), href))
        sendable[title] = sendable.get(title, 0) + ready
        seats = gettext("{model} {n} seats").format(model=row.make_model, n=row.seats)
        facts = (seats, row.driver.name if row.driver else gettext("no usual driver"))
        lane = Lane(f"v{row.pk}", row.plate, facts, bars, *_stands(ready, row.get_status_display(), mine), href)
        groups.setdefault(title, []).append(lane)
    return [
        Group(gettext("{kind}, {n} can be sent").format(kind=title, n=sendable[title]), lanes)
        for title, lanes in groups.items()
    ]


def _group_of(row: Vehicle) -> str:
    if row.category == Category.GENERAL:
        return gettext("Cars") if row.seats <= 5 else gettext("Vans and buses")
    return str(row.get_category_display())


def _stands(ready: bool, status: Any, mine: Iterable[Trip]) -> tuple[str, str]:
    """How a vehicle or a driver stands now, as a state of the house."""
    if not ready:
        return "wait", str(status)
    if any(trip.state == TripState.OUT for trip in mine):
        return "run", gettext("on the road")
    return "done", gettext("free")


def _driver_groups(shown: Shown, drivers: Sequence[Driver], tries: Sequence[tuple[str, Bar]]) -> list[Group]:
    """Drivers by the class of their licence, the higher ones first."""
    groups: dict[str, list[Lane]] = {}
    for row in sorted(drivers, key=lambda one: one.licence):
        href, ready = f"/vehicles/driver/{row.pk}/", row.duty == Duty.ON
        mine = [trip for trip in shown.trips if trip.driver_id == row.pk]
        bars = _bars(shown, mine, tries, f"d{row.pk}")
        if not ready:
            bars.append(_away(shown, row.pk, row.get_duty_display(), href))
        facts = (row.phone,) if row.phone else ()
        lane = Lane(f"d{row.pk}", row.name, facts, bars, *_stands(ready, row.get_duty_display(), mine), href)
        groups.setdefault(str(row.get_licence_display()), []).append(lane)
    return [Group(title, lanes) for title, lanes in groups.items()]


BOARDING = Boarding(
    module="vehicles", title=_("Dispatch board"), href=HREF, read="trip.read", place_right="trip.dispatch",
    build=build, form=form, place=_place,
)  # fmt: skip
