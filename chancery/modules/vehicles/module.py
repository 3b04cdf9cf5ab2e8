"""The declaration of the vehicles module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import (
    Column,
    Entrance,
    Expiry,
    Filter,
    Group,
    Module,
    NumberSeries,
    Panel,
    Report,
    Role,
    Round,
    Route,
    Screen,
    Stage,
    View,
)

from .demo import demo
from .flow import CHANGE, LOCKUP, SERIES, TRIP, alert_flow, change_flow, lockup_flow, series_flow, trip_flow
from .models import Alert, Change, Driver, Expense, Lockup, Quota, Series, Training, Trip, Vehicle
from .models.desks import keeping_desk
from .reports import against_quota, costs_by_month, single_vehicles, trips_served, utilisation
from .services.daily import every_day
from .terms import APPROVER, DISPATCHER, DRIVER, HEAD, KEEPER, PASSENGER
from .views.panels import accounting, attendance, learning, positions, riding_along


def with_keeper(row: Vehicle | Driver) -> list[int]:
    """Who sees to the dates of the register."""
    return [keeping_desk(row.organ_id)]


def columns(*sources: str) -> tuple[Column, ...]:
    """Facts with the labels of their own columns."""
    return tuple(Column(source) for source in sources)


# Screens read as tables, so the formatter keeps away.
# fmt: off
PASSAGE = ("purpose", "kind", "people", "leaves_at", "back_at", "origin", "destination", "via", "km", "cross_region", "overnight", "contact", "phone")

trip = Screen(
    Trip, key="trip", title=_("Trip"), plural=_("Trips"), reach="subtree", read="trip.read", create="trip.ask", edit="trip.ask",
    create_title=_("Ask for a vehicle"), line=("purpose",), number="number", icon="car", flow=trip_flow,
    columns=(
        Column("number", _("Dispatch number")), Column("title", _("Purpose and way"), under=("origin", "destination"), wide=True),
        Column("leaves_at"), Column("people", numeric=True), Column("vehicle", under=("driver",)), Column("state"), Column("holder"),
    ),
    filters=(Filter("state"), Filter("kind"), Filter("means"), Filter("declined"), Filter("opened_at", _("Asked for on"), kind="date")),
    views=(View("open", _("In hand"), "open=1"), View("mine", _("With me"), "mine=1"), View("waiting", _("Waiting for a vehicle"), "state=to_dispatch"),
           View("out", _("On the road"), "state=out"), View("refused", _("Not served"), "state=refused"), View("all", _("All"))),
    form=(Group(_("What for"), ("purpose", "kind", "people")),
          Group(_("When and where to"), ("leaves_at", "back_at", "origin", "destination", "via", "km", "cross_region", "overnight")),
          Group(_("Whom to call"), ("contact", "phone"))),
    facts=columns("kind", "people", "leaves_at", "back_at", "origin", "destination", "via", "km", "cross_region", "overnight", "contact", "phone",
                  "series", "means", "vehicle", "driver", "joins", "hire_fee", "declined", "went_out_at", "odometer_out", "came_back_at", "odometer_in",
                  "tolls", "rating", "rating_words"),
    search=("destination", "origin", "contact"), panels=(Panel("riders", _("Rides along"), "vehicles/riders.html", riding_along),),
    transfer=("purpose", "kind", "people", "leaves_at", "back_at", "origin", "destination", "via", "km", "contact", "phone"),
)

series = Screen(
    Series, key="series", title=_("Series of trips"), plural=_("Series of trips"), reach="subtree", read="trip.read", create="trip.ask", edit="trip.ask",
    line=("purpose",), icon="history", flow=series_flow,
    columns=(Column("title", under=("origin", "destination"), wide=True), Column("rhythm"), Column("since"), Column("until"), Column("state"), Column("holder")),
    filters=(Filter("state"), Filter("rhythm")),
    views=(View("open", _("In hand"), "open=1"), View("all", _("All"))),
    form=(Group(_("What for"), ("purpose", "kind", "people")), Group(_("How often"), ("rhythm", "since", "until", "leaves", "minutes")),
          Group(_("Where to and whom to call"), ("origin", "destination", "km", "contact", "phone"))),
    facts=columns("kind", "rhythm", "since", "until", "leaves", "minutes", "people", "origin", "destination", "km", "contact", "phone", "planned_until"),
    search=("destination",),
)

vehicle = Screen(
    Vehicle, key="vehicle", title=_("Vehicle"), plural=_("Vehicles"), reach="subtree", read="vehicle.read", create="vehicle.keep", edit="vehicle.keep",
    create_title=_("Register a vehicle"), line=("plate",), icon="car",
    columns=(Column("title", _("Plate"), under=("make_model",)), Column("category"), Column("energy"), Column("seats", numeric=True), Column("unit"), Column("odometer", numeric=True),
             Column("status"), Column("insured_until"), Column("inspected_until")),
    filters=(Filter("category"), Filter("energy"), Filter("status"), Filter("unit", kind="organ")),
    views=(View("all", _("All")), View("in_use", _("In service"), "status=in_use"), View("repair", _("In repair"), "status=repair")),
    form=(Group(_("Which vehicle"), ("plate", "make_model", "category", "body", "seats", "licence", "vin", "engine_number", "registered_on", "price")),
          Group(_("Engine and energy"), ("energy", "displacement", "tank", "range_km", "odometer")),
          Group(_("Whose it is and where it stands"), ("unit", "status", "driver", "home", "home_lat", "home_lon", "marked")),
          Group(_("What must stay valid"), ("insurer", "insured_until", "inspected_until", "gps_until"))),
    facts=columns("make_model", "category", "body", "seats", "licence", "energy", "displacement", "tank", "range_km", "price", "registered_on", "odometer", "unit",
                  "status", "driver", "home", "marked", "insurer", "insured_until", "inspected_until", "gps_until", "vin", "engine_number"),
    search=("make_model", "home"),
    panels=(Panel("accounting", _("Accounting for this vehicle"), "vehicles/accounting.html", accounting), Panel("positions", _("Positions"), "vehicles/positions.html", positions)),
    transfer=("plate", "make_model", "category", "body", "seats", "energy", "licence", "displacement", "tank", "range_km", "price", "vin", "engine_number", "registered_on", "unit",
              "status", "odometer", "home", "insurer", "insured_until", "inspected_until", "gps_until"),
    expiries=(Expiry("insured_until", _("Insurance of a vehicle"), with_keeper), Expiry("inspected_until", _("Inspection of a vehicle"), with_keeper),
              Expiry("gps_until", _("Positioning service of a vehicle"), with_keeper)),
)

quota = Screen(
    Quota, key="quota", title=_("Vehicle quota"), plural=_("Vehicle quotas"), reach="subtree", read="vehicle.read", create="vehicle.keep", edit="vehicle.keep", icon="list-check",
    columns=(Column("title", wide=True), Column("unit"), Column("category"), Column("most", numeric=True), Column("paper"), Column("since")),
    filters=(Filter("category"), Filter("unit", kind="organ")),
    form=(Group(_("Who may have how many"), ("unit", "category", "most", "paper", "since", "until")),),
    facts=columns("unit", "category", "most", "paper", "since", "until"), search=("unit", "category", "paper"),
    transfer=("unit", "category", "most", "paper", "since", "until"),
)

driver = Screen(
    Driver, key="driver", title=_("Driver"), plural=_("Drivers"), reach="subtree", read="driver.read", create="driver.keep", edit="driver.keep", line=("name",), icon="user",
    columns=(Column("title", _("Name of the driver"), under=("phone",)), Column("licence"), Column("licence_until"), Column("duty"), Column("confidential"), Column("post")),
    filters=(Filter("licence"), Filter("duty"), Filter("confidential", kind="flag")),
    form=(Group(_("Who drives"), ("name", "post", "phone", "duty", "confidential", "praised")), Group(_("With which licence"), ("licence", "licensed_on", "licence_until"))),
    facts=columns("post", "phone", "licence", "licensed_on", "licence_until", "duty", "confidential", "praised"),
    search=("phone",), panels=(Panel("learning", _("Trainings"), "vehicles/learning.html", learning),), transfer=("name", "phone", "licence", "licensed_on", "licence_until", "duty", "confidential"),
    expiries=(Expiry("licence_until", _("Driving licence"), with_keeper),),
)

training = Screen(
    Training, key="training", title=_("Training of drivers"), plural=_("Trainings of drivers"), reach="subtree", read="driver.read", create="driver.keep", edit="driver.keep",
    line=("name",), icon="school",
    columns=(Column("title", wide=True), Column("topic"), Column("held_on"), Column("hours", numeric=True), Column("teacher")),
    filters=(Filter("topic"), Filter("held_on", kind="date")),
    form=(Group(_("What was learned"), ("name", "topic", "held_on", "hours", "place", "teacher")),),
    facts=columns("topic", "held_on", "hours", "place", "teacher"), panels=(Panel("attendance", _("Who was there"), "vehicles/attendance.html", attendance),), search=("teacher",), transfer=("name", "topic", "held_on", "hours", "place", "teacher"),
)

expense = Screen(
    Expense, key="expense", title=_("Vehicle cost"), plural=_("Vehicle costs"), reach="subtree", read="expense.read", create="expense.keep", edit="expense.keep", icon="coin",
    columns=(Column("title", wide=True), Column("vehicle"), Column("kind"), Column("spent_on"), Column("amount", numeric=True), Column("quantity", numeric=True), Column("odometer", numeric=True),
             Column("supplier")),
    filters=(Filter("kind"), Filter("contracted", kind="flag"), Filter("spent_on", kind="date")),
    form=(Group(_("What was paid"), ("vehicle", "kind", "spent_on", "amount", "voucher", "trip")), Group(_("For fuel and charging"), ("quantity", "odometer")),
          Group(_("With whom"), ("supplier", "contracted", "part", "warranty_until"))),
    facts=columns("vehicle", "kind", "spent_on", "amount", "quantity", "odometer", "supplier", "contracted", "part", "warranty_until", "voucher", "trip"),
    search=("kind", "supplier", "part", "voucher"),
    transfer=("vehicle", "kind", "spent_on", "amount", "quantity", "odometer", "supplier", "contracted", "part", "voucher"),
)

lockup = Screen(
    Lockup, key="lockup", title=_("Exception from sealing"), plural=_("Exceptions from sealing"), reach="subtree", read="lockup.read", create="lockup.ask", edit="lockup.ask",
    line=("purpose",), icon="lock", flow=lockup_flow,
    columns=(Column("title", wide=True), Column("vehicle"), Column("since"), Column("until"), Column("state"), Column("holder")), filters=(Filter("state"), Filter("kind")),
    form=(Group(_("Which vehicle, when and why"), ("purpose", "vehicle", "kind", "since", "until")),), facts=columns("vehicle", "kind", "since", "until"),
)

change = Screen(
    Change, key="change", title=_("Change of vehicles"), plural=_("Changes of vehicles"), reach="subtree", read="change.read", create="change.ask", edit="change.ask",
    create_title=_("Prepare a change"), line=("purpose",), icon="refresh", flow=change_flow,
    columns=(Column("title", wide=True), Column("kind"), Column("unit"), Column("category"), Column("price", numeric=True), Column("state"), Column("holder")),
    filters=(Filter("state"), Filter("kind"), Filter("category"), Filter("unit", kind="organ")),
    views=(View("open", _("In hand"), "open=1"), View("all", _("All"))),
    form=(Group(_("What changes"), ("purpose", "kind", "unit", "vehicle", "ground", "outlet")),
          Group(_("Which vehicle it becomes"), ("category", "body", "energy", "displacement", "price", "source"))),
    facts=columns("kind", "unit", "category", "body", "energy", "displacement", "price", "source", "vehicle", "ground", "outlet", "carried_on", "paper", "proceeds"),
)

alert = Screen(
    Alert, key="alert", title=_("Finding about a vehicle"), plural=_("Findings about vehicles"), reach="subtree", read="alert.read", create="alert.judge", icon="alert-circle",
    flow=alert_flow,
    columns=(Column("title", wide=True), Column("vehicle"), Column("kind"), Column("happened_on"), Column("state"), Column("holder")),
    filters=(Filter("state"), Filter("kind"), Filter("vehicle")), views=(View("open", _("In hand"), "open=1"), View("all", _("All"))),
    form=(Group(_("What looks wrong"), ("title", "kind", "vehicle", "trip", "happened_on")),), facts=columns("kind", "vehicle", "trip", "happened_on", "explanation"),
)

LOOK = ("trip.read", "vehicle.read", "driver.read", "expense.read", "lockup.read", "change.read", "alert.read")

module = Module(
    key="vehicles",
    title=_("Official vehicles"),
    wing="estate",
    entrances=(
        Entrance(_("Dispatch board"), "board", "trip.dispatch", "steering-wheel", front=True),
        Entrance(_("My trips today"), "today", "trip.drive", "steering-wheel", front=True),
        Entrance(_("Where they were"), "map", "vehicle.read", "route"),
    ),
    rounds=(Round("day", every_day),),
    pages={
        "board": "chancery.modules.vehicles.views.board.board",
        "proposal": "chancery.modules.vehicles.views.proposal.proposal",
        "map": "chancery.modules.vehicles.views.map.where",
        "today": "chancery.modules.vehicles.views.driving.day",
        "positions/<int:vehicle>": "chancery.modules.vehicles.views.keeping.track",
        "attendance/<int:training>": "chancery.modules.vehicles.views.keeping.attend",
        "look-over": "chancery.modules.vehicles.views.keeping.overlook",
    },
    reports=(
        Report("quota", _("Vehicles against the quota"), "statistic", against_quota, "vehicle.read"),
        Report("accounting", _("Accounting for each vehicle"), "statistic", single_vehicles, "expense.read"),
        Report("costs", _("Costs of the vehicles"), "statistic", costs_by_month, "expense.read"),
        Report("trips", _("Trips asked for and served"), "statistic", trips_served, "vehicle.read"),
        Report("use", _("Use of the vehicles"), "statistic", utilisation, "vehicle.read"),
    ),
    demo=demo,
    screens=(trip, vehicle, driver, expense, alert, lockup, change, quota, series, training),
    roles=(
        Role(PASSENGER, _("Asks for vehicles"), ("trip.read", "trip.ask")),
        Role(APPROVER, _("Approves trips"), ("trip.read", "trip.ask")),
        Role(HEAD, _("Decides about the fleet"), LOOK),
        Role(DISPATCHER, _("Dispatcher"), (*LOOK, "trip.ask", "trip.dispatch", "trip.drive", "expense.keep", "lockup.ask", "alert.explain")),
        Role(DRIVER, _("Driver"), ("trip.read", "trip.drive", "vehicle.read", "expense.read", "expense.keep")),
        Role(KEEPER, _("Keeper of the vehicle register"),
             (*LOOK, "vehicle.keep", "driver.keep", "expense.keep", "change.ask", "lockup.ask", "alert.explain", "alert.judge", "trip.ask")),
    ),
    numbers=(NumberSeries("vehicles.trip", _("Dispatch numbers"), "{mark}派〔{year}〕{serial:04}号"),),
    routes=(
        Route(TRIP, "用车审批", "vehicles.trip", (
            Stage("单位审批", "review", (("role", APPROVER),), mode="one"),
            Stage("分管领导审批（出市）", "sign", (("role", HEAD),), mode="one", condition=({"field": "cross_region", "is": "is", "value": True},)),
        )),
        Route(SERIES, "周期用车审批", "vehicles.series", (Stage("单位审批", "review", (("role", APPROVER),), mode="one"),)),
        Route(LOCKUP, "封存例外审批", "vehicles.lockup", (Stage("公务用车主管审批", "sign", (("field", "fleet_heads"),), mode="one"),)),
        Route(CHANGE, "配备更新处置审批", "vehicles.change", (
            Stage("单位审核", "review", (("role", HEAD),), mode="one"), Stage("公务用车主管审批", "sign", (("field", "fleet_heads"),), mode="one"),
        )),
    ),
)
# fmt: on
