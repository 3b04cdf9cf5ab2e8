"""A booking is asked for, booked and released."""

from chancery.kernel.access.grants import live_viewers
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Flow, Move, State, todos

from .models import Booking
from .terms import BookingState as S


def keeper(row):
    """The organ that keeps the room decides."""
    return todos([row.organ_id], "book")


def room_is_free(row, asked):
    others = Booking.unscoped.filter(
        room=row.room_id, state=S.BOOKED, begins_at__lt=row.ends_at, ends_at__gt=row.begins_at
    )
    clash = others.exclude(pk=row.pk).first()
    return Answer(False, say("The room is taken for “{title}” at that time.", title=clash.title)) if clash else OK


booking_flow = Flow(
    S,
    start=S.ASKED,
    each=(
        State(S.ASKED, "new", holder=keeper, edits=("title", "people")),
        State(S.BOOKED, "run", holder=lambda row: todos([row.organ_id], "release")),
        State(S.RELEASED, "done", ends=True),
    ),
    moves=(
        Move(
            "book",
            (S.ASKED,),
            S.BOOKED,
            "booking.book",
            title="Book",
            checks=(room_is_free,),
            asks=(Ask("words", "Words", required=False),),
        ),
        Move(
            "release",
            (S.ASKED, S.BOOKED),
            S.RELEASED,
            "booking.book",
            title="Release",
            reason=True,
            held="no",
            tells=lambda row: live_viewers(row.pk),
        ),
    ),
)
