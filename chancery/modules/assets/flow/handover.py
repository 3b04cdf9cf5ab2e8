"""Hand-overs: assets go to another user, another organ, into the shared pool or out of it; and somebody leaves a post."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.clock import today
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Flow, Move, Moving, State, todos
from chancery.modules.assets.models import Handover, Leaving
from chancery.modules.assets.rules.cards import (
    cards_are_free,
    nothing_is_held,
    pooled_if_taken,
    receiver_fits,
    stays_in_the_organ,
)
from chancery.modules.assets.selectors import cards_of, keepers_of, personnel_of, pool_section
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import HandoverKind
from chancery.modules.assets.terms.matters import HandoverState as H
from chancery.modules.assets.terms.matters import LeavingState as V

from .cards import give_free, send_for_decision, take_in_hand
from .request import with_asker

HANDOVER = "assets.handover"
ROUTE = "assets.handover"
FACTS = ("title", "kind", "asset", "receiver", "section", "user", "keeper", "building", "room")


def with_receiver(row: Handover) -> list[Todo]:
    """Whoever receives: the keepers of the receiving organ, or of the pool."""
    if row.kind == HandoverKind.POOL_IN:
        return todos([pool_section(row.organ_id)], "accept")
    return todos([keepers_of(row.receiver_id or row.organ_id)], "accept")


def with_personnel(row: Leaving) -> list[Todo]:
    return todos([personnel_of(row.organ_id)], "close")


def take(moving: Moving) -> None:
    """The cards are in the matter's hand until they are received or come back."""
    cards = take_in_hand(moving)
    moving.set(total=sum(card.cost for card in cards))
    send_for_decision(moving)


def give_back(moving: Moving) -> None:
    give_free(moving)


def receive(moving: Moving) -> None:
    """The cards belong to whoever receives them: organ, section, user, keeper and place."""
    row = moving.row
    columns: dict[str, Any] = {name: getattr(row, name) for name in ("building", "room") if getattr(row, name)}
    for name in ("section_id", "user_id", "keeper_id"):
        if getattr(row, name):
            columns[name] = getattr(row, name)
    columns |= _of_kind(row)
    if row.receiver_id and row.kind != HandoverKind.POOL_IN:
        columns["organ_id"] = row.receiver_id
    give_free(moving, **columns)
    moving.set(received_on=today())


def _of_kind(row: Handover) -> dict[str, Any]:
    """In the pool nobody uses a thing; outside it is used by somebody, or waits for a user."""
    if row.kind == HandoverKind.POOL_IN:
        return {"status": Status.POOLED, "user_id": None, "section_id": None}
    if row.kind == HandoverKind.USER:
        return {"seen_on": today()} | ({"status": Status.IN_USE} if row.user_id and _waits(row) else {})
    used = {"status": Status.IN_USE if row.user_id else Status.IDLE, "seen_on": today()}
    return {"user_id": None, "keeper_id": None, "section_id": None, **used} | _named(row)


def _waits(row: Handover) -> bool:
    return all(card.status == Status.IDLE for card in cards_of(row))


def _named(row: Handover) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("section_id", "user_id", "keeper_id") if getattr(row, name)}


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FREE = (cards_are_free, receiver_fits, pooled_if_taken)
handover_flow = Flow(
    H,
    start=H.DRAFTED,
    each=(
        State(H.DRAFTED, "new", holder=with_asker("submit"), edits=FACTS),
        State(H.APPROVING, "wait", route=ROUTE, needs=("number",)),
        State(H.RECEIVING, "run", holder=with_receiver, edits=("section", "user", "keeper", "building", "room"), needs=("number",)),
        State(H.DONE, "done", needs=("number", "received_on"), ends=True),
        State(H.REFUSED, "back", ends=True),
        State(H.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("submit", (H.DRAFTED,), H.APPROVING, "asset.ask", title=_("Send for approval (asset)"), done=_("Sent for approval"), number=HANDOVER,
             needs=("number",), checks=FREE, effect=take),
        Move("hand_over", (H.DRAFTED,), H.RECEIVING, "asset.ask", title=_("Hand to the next user"), done=_("Offered to the next user"), number=HANDOVER,
             needs=("number",), checks=(*FREE, stays_in_the_organ), effect=take),
        Move("passed", (H.APPROVING,), H.RECEIVING, "asset.ask", title=_("Approved"), outcome="passed"),
        Move("returned", (H.APPROVING,), H.DRAFTED, "asset.ask", title=_("Returned by the approver"), outcome="returned", effect=give_back),
        Move("recalled", (H.APPROVING,), H.DRAFTED, "asset.ask", title=_("Recalled"), outcome="recalled", effect=give_back),
        Move("accept", (H.RECEIVING,), H.DONE, "asset.keep", title=_("Receive the assets"), done=_("Received (asset)"), effect=receive),
        Move("refuse", (H.RECEIVING,), H.REFUSED, "asset.keep", title=_("Do not accept"), done=_("Not accepted"), reason=True, grave=True,
             effect=give_back, remark="return"),
        Move("cancel", (H.DRAFTED, H.RECEIVING), H.CANCELLED, "asset.ask", title=_("Withdraw"), done=_("Withdrawn"), held="no", reason=True,
             grave=True, effect=give_back),
    ),
)

leaving_flow = Flow(
    V,
    start=V.OPEN,
    each=(
        State(V.OPEN, "run", holder=with_personnel, edits=("cause", "leaves_on", "note")),
        State(V.CLOSED, "done", ends=True),
        State(V.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("close", (V.OPEN,), V.CLOSED, "asset.leaving", title=_("Close the hand-over"), done=_("Everything was handed over"),
             checks=(nothing_is_held,)),
        Move("cancel", (V.OPEN,), V.CANCELLED, "asset.leaving", title=_("Stays after all"), done=_("Stays after all"), reason=True, held="no"),
    ),
)
# fmt: on
