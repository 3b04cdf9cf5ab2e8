"""Buying, renewing, renting and disposing of vehicles (配备更新处置): prepared, approved, carried out in the register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Ask, Flow, Move, Moving, State, todos
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Change, Vehicle
from chancery.modules.vehicles.models.desks import asker_of, keeping_desk
from chancery.modules.vehicles.rules.changes import PREPARING, proceeds_to_treasury
from chancery.modules.vehicles.terms import ChangeKind, Outlet, Status
from chancery.modules.vehicles.terms import ChangeState as S

from .driving import money

CHANGE = "vehicles.change"


def with_preparer(row: Change) -> list[Todo]:
    return todos([asker_of(row)], "submit")


def with_keepers(row: Change) -> list[Todo]:
    return todos([keeping_desk(row.organ_id)], "carry_out")


def carry_out(moving: Moving) -> None:
    """The register follows: a new vehicle stands in it, or an old one leaves it."""
    row, asked = moving.row, moving.asked
    if row.kind == ChangeKind.DISPOSAL:
        if not asked.get("outlet"):
            raise Refused(say("Say how the vehicle leaves."), fields={"outlet": say("Please fill this in.")})
        moving.set(outlet=asked["outlet"], proceeds=money(asked.get("proceeds")))
        edit(row.vehicle, actor=moving.actor, values={"status": Status.DISPOSED})
        return
    if not asked.get("plate"):
        raise Refused(say("Say which plate the new vehicle has."), fields={"plate": say("Please fill this in.")})
    values = {
        "plate": asked["plate"], "make_model": asked.get("make_model") or row.get_body_display(), "category": row.category, "body": row.body, "energy": row.energy,
        "price": row.price if row.kind != ChangeKind.RENTAL else None, "displacement": row.displacement, "unit": row.unit,
        "registered_on": asked["carried_on"],
    }  # fmt: skip
    open_row(Vehicle, organ=row.organ_id, values=values, actor=moving.actor)
    if row.kind == ChangeKind.RENEWAL and row.vehicle is not None:
        edit(row.vehicle, actor=moving.actor, values={"status": Status.IDLE})


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("purpose", "kind", "unit", "category", "body", "energy", "price", "displacement", "source", "vehicle", "ground", "outlet")

change_flow = Flow(
    S,
    start=S.DRAFTED,
    each=(
        State(S.DRAFTED, "new", holder=with_preparer, edits=FACTS),
        State(S.APPROVING, "wait", route=CHANGE),
        State(S.APPROVED, "run", holder=with_keepers),
        State(S.DONE, "done", needs=("carried_on", "paper"), ends=True),
        State(S.WITHDRAWN, "stop", ends=True),
    ),
    moves=(
        Move("submit", (S.DRAFTED,), S.APPROVING, "change.ask", title=_("Ask for approval"), done=_("Approval was asked for"), checks=PREPARING),
        Move("approved", (S.APPROVING,), S.APPROVED, "change.ask", title=_("Change approved"), outcome="passed"),
        Move("returned", (S.APPROVING,), S.DRAFTED, "change.ask", title=_("Change returned"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.DRAFTED, "change.ask", title=_("Change recalled"), outcome="recalled"),
        Move("carry_out", (S.APPROVED,), S.DONE, "vehicle.keep", title=_("Enter as carried out"), done=_("Carried out"),
             asks=(Ask("carried_on", _("Carried out on"), "date", column="carried_on"),
                   Ask("paper", _("Contract, receipt or certificate"), column="paper", max_length=120),
                   Ask("plate", _("Plate of the new vehicle"), required=False, max_length=12),
                   Ask("make_model", _("Make and model"), required=False, max_length=60),
                   Ask("outlet", _("Way of disposal"), "choice", required=False, choices=Outlet),
                   Ask("proceeds", _("Proceeds"), "number", required=False)),
             checks=(proceeds_to_treasury,), effect=carry_out),
        Move("withdraw", (S.DRAFTED, S.APPROVED), S.WITHDRAWN, "change.ask", title=_("Withdraw"), done=_("Withdrawn"), held="no", reason=True,
             grave=True),
    ),
)
# fmt: on
