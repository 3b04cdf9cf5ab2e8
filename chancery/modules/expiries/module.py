"""The declaration of the expiries module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import Column, Filter, Group, Module, Role, Round, Screen, View

from .demo import demo
from .flow import REACH, expiry_flow
from .models import Expiry
from .services import follow, look_ahead

READ, HANDLE = "expiry.read", "expiry.handle"

expiry = Screen(
    Expiry,
    key="expiry",
    title=_("Expiry"),
    plural=_("Expiries"),
    reach=REACH,
    read=READ,
    create=HANDLE,
    create_title=_("Note a date"),
    columns=(
        Column("title", _("What runs out"), wide=True),
        Column("ends_on", _("Last day")),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("due", _("Due")),
    ),
    filters=(Filter("state", _("State")), Filter("opened_at", _("Entered on"), kind="date")),
    views=(
        View("open", _("Open"), "open=1"),
        View("mine", _("With me"), "mine=1"),
        View("late", _("Overdue"), "late=1"),
        View("all", _("All")),
    ),
    form=(Group(_("Which date is to be watched"), ("title", "ends_on")),),
    facts=(Column("ends_on"), Column("next_notice"), Column("renewed_until")),
    flow=expiry_flow,
    search=("title",),
    transfer=("title", "ends_on"),
    icon="clock",
)

module = Module(
    key="expiries",
    title=_("Expiries"),
    wing="estate",
    screens=(expiry,),
    roles=(
        Role("expiries.keeper", _("Keeper of expiring dates"), (READ, HANDLE)),
        Role("expiries.reader", _("Reader of expiring dates"), (READ,)),
    ),
    rounds=(Round("minute", follow), Round("day", look_ahead)),
    demo=demo,
)
