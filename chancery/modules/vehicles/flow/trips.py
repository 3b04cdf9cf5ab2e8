"""The journey of a trip: asked for, approved, dispatched, out, back, settled (用车申请、审批、派车、出车、收车、结算)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Ask, Flow, Move, State
from chancery.modules.vehicles.rules.odometers import odometer_continues, odometer_grows
from chancery.modules.vehicles.rules.trips import (
    ASSIGNING,
    emergency_only,
    hire_is_modest,
    nobody_rides_along,
)
from chancery.modules.vehicles.selectors.fleet import DriversOffered, TripsOffered, VehiclesOffered
from chancery.modules.vehicles.terms import Declined
from chancery.modules.vehicles.terms import TripState as S

from .driving import change, come_back, dispatch, go_out, settle, take_back, with_asker, with_dispatchers, with_driver

TRIP = "vehicles.trip"
RATINGS = (("5", _("Very good")), ("4", _("Good")), ("3", _("Ordinary")), ("2", _("Poor")), ("1", _("Very poor")))
# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("purpose", "kind", "people", "leaves_at", "back_at", "origin", "destination", "via", "km", "cross_region", "overnight", "contact", "phone")
SHIFT = Ask("shift", _("Departs later by minutes"), "number", required=False, help=_("Negative: earlier."))
AGO = Ask("ago", _("Minutes ago"), "number", required=False, help=_("Empty: now."))
SENT = ("number", "means")
GONE = (*SENT, "went_out_at", "odometer_out")

trip_flow = Flow(
    S,
    start=S.ASKED,
    each=(
        State(S.ASKED, "new", holder=with_asker("submit"), edits=FACTS),
        State(S.APPROVING, "wait", route=TRIP),
        State(S.TO_DISPATCH, "new", holder=with_dispatchers("dispatch"), edits=("people", "leaves_at", "back_at", "via", "km", "contact", "phone")),
        State(S.DISPATCHED, "run", holder=with_driver("go_out"), edits=("via", "contact", "phone"), needs=SENT),
        State(S.OUT, "run", holder=with_driver("come_back"), needs=GONE),
        State(S.BACK, "wait", holder=with_asker("settle"), needs=(*GONE, "came_back_at", "odometer_in")),
        State(S.SETTLED, "done", needs=(*GONE, "came_back_at", "odometer_in"), ends=True),
        State(S.REFUSED, "stop", needs=("declined",), ends=True),
        State(S.CANCELLED, "stop", ends=True),
    ),
    moves=(
        Move("submit", (S.ASKED,), S.APPROVING, "trip.ask", title=_("Ask for approval"), done=_("Approval was asked for"), needs=("purpose",)),
        Move("call_out", (S.ASKED,), S.TO_DISPATCH, "trip.ask", title=_("Call out at once"), done=_("Called out before approval"), reason=True,
             checks=(emergency_only,), remark="note"),
        Move("approved", (S.APPROVING,), S.TO_DISPATCH, "trip.ask", title=_("Trip approved"), outcome="passed"),
        Move("returned", (S.APPROVING,), S.ASKED, "trip.ask", title=_("Trip returned"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.ASKED, "trip.ask", title=_("Trip recalled"), outcome="recalled"),
        Move("dispatch", (S.TO_DISPATCH,), S.DISPATCHED, "trip.dispatch", title=_("Assign a vehicle"), done=_("A vehicle was assigned"), key="d",
             asks=(Ask("vehicle", _("Vehicle"), "choice", choices=VehiclesOffered()),
                   Ask("driver", _("Driver"), "choice", required=False, choices=DriversOffered(), help=_("Empty: the usual driver of the vehicle.")),
                   Ask("joins", _("Rides along in"), "choice", required=False, choices=TripsOffered()),
                   SHIFT,
                   Ask("hire_fee", _("Hire fee"), "number", required=False)),
             checks=(*ASSIGNING, hire_is_modest), effect=dispatch, number="vehicles.trip"),
        Move("change", (S.DISPATCHED,), "", "trip.dispatch", title=_("Change the assignment"), done=_("The assignment was changed"), held="no",
             asks=(Ask("vehicle", _("Other vehicle"), "choice", required=False, choices=VehiclesOffered(empty=True)),
                   Ask("driver", _("Other driver"), "choice", required=False, choices=DriversOffered()),
                   SHIFT,
                   Ask("longer", _("Longer by minutes"), "number", required=False)),
             checks=(nobody_rides_along, *ASSIGNING), effect=change),
        Move("take_back", (S.DISPATCHED,), S.TO_DISPATCH, "trip.dispatch", title=_("Take the vehicle back"), done=_("The vehicle was taken back"),
             held="no", reason=True, checks=(nobody_rides_along,), effect=take_back, remark="return"),
        Move("refuse", (S.TO_DISPATCH,), S.REFUSED, "trip.dispatch", title=_("Do not serve"), done=_("Not served"), reason=True, grave=True,
             asks=(Ask("declined", _("Not served because"), "choice", choices=Declined, column="declined"),), remark="return"),
        Move("go_out", (S.DISPATCHED,), S.OUT, "trip.drive", title=_("Drive off"), done=_("Drove off"), held="no", key="o",
             asks=(Ask("odometer_out", _("Odometer when leaving"), "number"), AGO), checks=(odometer_continues,), effect=go_out),
        Move("come_back", (S.OUT,), S.BACK, "trip.drive", title=_("Come back"), done=_("Came back"), held="no", key="b",
             asks=(Ask("odometer_in", _("Odometer when back"), "number"), AGO,
                   Ask("tolls", _("Tolls and parking"), "number", required=False),
                   Ask("fuel_yuan", _("Refuelled for yuan"), "number", required=False),
                   Ask("fuel_litres", _("Refuelled litres or kWh"), "number", required=False)),
             checks=(odometer_grows,), effect=come_back),
        Move("settle", (S.BACK,), S.SETTLED, "trip.ask", title=_("Confirm and evaluate"), done=_("The trip was confirmed"),
             asks=(Ask("rating", _("Evaluation"), "choice", required=False, choices=RATINGS),
                   Ask("rating_words", _("Words of the evaluation"), required=False, column="rating_words", max_length=200)), effect=settle),
        Move("cancel", (S.ASKED, S.TO_DISPATCH, S.DISPATCHED), S.CANCELLED, "trip.ask", title=_("Cancel the trip"), done=_("Cancelled the trip"),
             held="no", reason=True, grave=True, checks=(nobody_rides_along,)),
    ),
)
# fmt: on
