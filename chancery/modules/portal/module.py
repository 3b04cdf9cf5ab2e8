"""The declaration of the portal."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import Column, Filter, Group, Module, Role, Round, Screen, View

from .demo import demo
from .flow import notice_flow
from .models import Notice
from .services.tallies import forget

READ, WRITE, RELEASE = "notice.read", "notice.write", "notice.release"

notice = Screen(
    Notice,
    key="notice",
    title=_("Public notice"),
    plural=_("Public notices"),
    reach="subtree",
    read=READ,
    create=WRITE,
    edit=WRITE,
    create_title=_("Draft a notice"),
    columns=(
        Column("title", _("Title of the notice"), wide=True),
        Column("kind", _("Kind of notice")),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("released_at", _("Released at")),
    ),
    filters=(
        Filter("state", _("State")),
        Filter("kind", _("Kind of notice")),
        Filter("opened_at", _("Entered on"), kind="date"),
    ),
    views=(
        View("open", _("To be released"), "open=1"),
        View("released", _("Released"), "state=released"),
        View("all", _("All")),
    ),
    form=(Group(_("What the public shall read"), ("title", "kind", "text", "closes_on")),),
    facts=(Column("kind"), Column("closes_on"), Column("released_at"), Column("origin")),
    flow=notice_flow,
    search=("text",),
    transfer=("title", "kind", "text", "closes_on", "released_at", "state"),
    body="text",
    icon="speakerphone",
)

VIEWS = "chancery.modules.portal.views"
module = Module(
    key="portal",
    title=_("Public site"),
    wing="citizens",
    needs=("hotline",),
    screens=(notice,),
    roles=(
        Role("portal.editor", _("Editor of public notices"), (READ, WRITE)),
        Role("portal.releaser", _("Releaser of public notices"), (READ, WRITE, RELEASE)),
    ),
    pages={
        "": f"{VIEWS}.home.home",
        "ask": f"{VIEWS}.ask.ask",
        "ask/taken": f"{VIEWS}.ask.taken",
        "ground": f"{VIEWS}.ask.drawing",
        "follow": f"{VIEWS}.follow.follow",
        "answers": f"{VIEWS}.answers.answers",
        "answers/<int:pk>": f"{VIEWS}.answers.one_answer",
        "notices": f"{VIEWS}.notices.notices",
        "notices/feed": f"{VIEWS}.notices.feed",
        "notices/<int:pk>": f"{VIEWS}.notices.notice",
    },
    rounds=(Round("day", forget),),
    demo=demo,
)
