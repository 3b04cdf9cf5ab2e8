"""A board of rooms: what the pages of a board ask of a module, in its smallest form."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import load, visible
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.steps import press
from chancery.kernel.module.registry import registry
from chancery.ui.controls import Control
from chancery.ui.pages.board import Boarding, PlaceForm, Placing, board_page
from chancery.ui.timeline import Bar, Board, Card, Group, Lane, Period, hours

from .models import Booking, Room


def build(actor: Actor, period: Period, by: str) -> Board:
    rows = list(visible(actor, Booking).filter(begins_at__lt=period.end, ends_at__gt=period.begin))
    lanes = [
        Lane(
            str(room.pk),
            room.name,
            bars=[_bar(row) for row in rows if row.room_id == room.pk and row.state == "booked"],
        )
        for room in visible(actor, Room).order_by("pk")[:50]
    ]
    cards = [
        Card(
            str(row.pk),
            row.title,
            row.begins_at,
            row.ends_at,
            row.version,
            lane=str(row.room_id),
            act="Book",
            choose="Another room",
        )
        for row in rows
        if row.state == "asked"
    ]
    return Board("Rooms", "Room", period, [Group("All", lanes)], cards, "Waiting", legend=[("planned", "booked")])


def _bar(row: Booking) -> Bar:
    when = hours(row.begins_at, row.ends_at)
    return Bar(
        str(row.pk),
        row.title,
        row.begins_at,
        row.ends_at,
        facts=(when,),
        href=f"/rooms/booking/{row.pk}/",
        version=row.version,
    )


def form(actor: Actor, key: int, sent: Mapping[str, str]) -> PlaceForm:
    row = load(Booking, key, actor=actor)
    lane = Control("lane", "Room", "select", sent.get("lane", ""))
    lane.choices = [(str(room.pk), room.name, str(room.pk) == lane.value) for room in visible(actor, Room)[:50]]
    return PlaceForm(row.title, (), f"/rooms/booking/{row.pk}/", row.version, (lane,))


def place(actor: Actor, placing: Placing) -> Sentence:
    row = load(Booking, placing.key, actor=actor)
    if placing.lane != str(row.room_id):
        raise Refused(say("The room is full."), fields={"lane": say("Choose another room.")})
    return press(row, "book", actor=actor, version=placing.version).sentence


BOARDING = Boarding("rooms", "Rooms", "/rooms/board/", "room.read", "booking.book", build, form, place)


def board(request: HttpRequest) -> HttpResponse:
    return board_page(request, BOARDING, registry.modules["rooms"])
