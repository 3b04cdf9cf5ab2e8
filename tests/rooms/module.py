"""The declaration of the test register."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import Column, Expiry, Filter, Group, Module, Role, Screen

from .flow import booking_flow
from .models import Booking, Room

module = Module(
    key="rooms",
    title=_("Rooms"),
    wing="estate",
    pages={"board": "tests.rooms.views.board"},
    screens=(
        Screen(
            Room,
            key="room",
            title=_("Room"),
            plural=_("Rooms"),
            reach="subtree",
            read="room.read",
            create="room.edit",
            edit="room.edit",
            columns=(Column("title"), Column("seats", numeric=True), Column("rate", numeric=True)),
            filters=(Filter("seats"),),
            form=(Group(_("Which room"), ("name", "seats", "rate", "lease_until")),),
            facts=(Column("seats"), Column("rate"), Column("lease_until")),
            transfer=("name", "seats", "rate", "lease_until"),
            search=("name",),
            line=("name",),
            expiries=(Expiry("lease_until", _("Lease"), holder=lambda room: [room.organ_id] if room.seats else []),),
        ),
        Screen(
            Booking,
            key="booking",
            title=_("Booking"),
            plural=_("Bookings"),
            reach="organ",
            read="room.read",
            create="booking.ask",
            edit="booking.ask",
            columns=(Column("title"), Column("state"), Column("holder")),
            form=(Group(_("What for"), ("title", "room", "begins_at", "ends_at", "people")),),
            facts=(Column("people"),),
            filters=(Filter("state"),),
            flow=booking_flow,
            search=("title",),
        ),
    ),
    roles=(
        Role("rooms.keeper", _("Room keeper"), ("room.read", "room.edit", "booking.ask", "booking.book")),
        Role("rooms.guest", _("Guest"), ("room.read", "booking.ask")),
    ),
)
