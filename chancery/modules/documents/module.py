"""The declaration of the documents module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import (
    Column,
    Entrance,
    Filter,
    Group,
    Module,
    NumberSeries,
    Panel,
    Report,
    Role,
    Route,
    Screen,
    Stage,
    View,
)

from .demo import demo
from .flow import INSTRUCTION, incoming_flow, paper_flow
from .models import Incoming, PaperCopy
from .reports import register_of_incoming, statistics_of_incoming
from .services import importer, refuse_secrets
from .views import circulation, handling
from .views import paper as paper_text

READ, REGISTER, PROPOSE, INSTRUCT, HANDLE, URGE = (
    f"incoming.{verb}" for verb in ("read", "register", "propose", "instruct", "handle", "urge")
)

incoming = Screen(
    Incoming,
    key="incoming",
    title=_("Incoming document"),
    plural=_("Incoming documents"),
    reach="subtree",
    read=READ,
    create=REGISTER,
    edit=REGISTER,
    create_title=_("Take in a document"),
    create_page="/documents/intake/",
    columns=(
        Column("number", _("Register number")),
        Column("title", _("Title, issuer and number"), under=("issuer", "sender_number"), wide=True),
        Column("opened_at", _("Received")),
        Column("state", _("State")),
        Column("holder", _("With")),
        Column("due", _("Due")),
    ),
    filters=(
        Filter("state", _("State")),
        Filter("urgency", _("Urgency")),
        Filter("kind", _("Kind")),
        Filter("handling", _("Handling")),
        Filter("lead", _("Lead organ"), kind="organ"),
        Filter("opened_at", _("Received"), kind="date"),
    ),
    views=(
        View("open", _("In hand"), "open=1"),
        View("mine", _("With me"), "mine=1"),
        View("late", _("Overdue"), "late=1"),
        View("reading", _("For reading"), "reading=1"),
        View("to_file", _("To be filed"), "state=closed"),
        View("all", _("All")),
    ),
    form=(
        Group(_("What came in"), ("title", "issuer", "sender_number", "kind", "signed_on", "addressees")),
        Group(_("How it came and how it is handled"), ("urgency", "handling", "arrival", "copies", "pages", "wants")),
        Group(_("How it is kept"), ("retention", "file_class")),
    ),
    facts=(
        Column("issuer"),
        Column("sender_number"),
        Column("signed_on"),
        Column("kind"),
        Column("urgency"),
        Column("handling"),
        Column("addressees"),
        Column("arrival"),
        Column("pages"),
        Column("wants"),
        Column("lead"),
        Column("wanted_by"),
        Column("retention"),
    ),
    flow=incoming_flow,
    search=("issuer", "sender_number", "kind", "wants", "body"),
    number="number",
    panels=(
        Panel("handling", _("How it is handled"), "documents/handling.html", handling),
        Panel("circulation", _("Circulation"), "documents/circulation.html", circulation),
        Panel("paper", _("Text"), "documents/paper.html", paper_text),
    ),
    transfer=(
        "number",
        "title",
        "issuer",
        "sender_number",
        "kind",
        "signed_on",
        "addressees",
        "urgency",
        "arrival",
        "copies",
        "pages",
        "handling",
    ),
)

paper = Screen(
    PaperCopy,
    key="paper",
    title=_("Classified paper"),
    plural=_("Paper register"),
    reach="organ",
    read="paper.read",
    create="paper.keep",
    edit="paper.keep",
    create_title=_("Register a paper"),
    columns=(
        Column("label", _("Register mark")),
        Column("secrecy"),
        Column("issuer"),
        Column("copies", numeric=True),
        Column("received_on"),
        Column("state", _("State")),
        Column("give_back_by"),
    ),
    filters=(Filter("state", _("State")), Filter("secrecy", _("Level of secrecy"))),
    form=(
        Group(
            _("Which paper"),
            ("label", "secrecy", "issuer", "copy_numbers", "copies", "received_on", "custodian", "give_back_by"),
        ),
    ),
    facts=(
        Column("secrecy"),
        Column("issuer"),
        Column("copy_numbers"),
        Column("copies"),
        Column("received_on"),
        Column("custodian"),
        Column("give_back_by"),
        Column("borrower"),
        Column("ended_on"),
        Column("approval"),
    ),
    flow=paper_flow,
    line=("label",),
    search=("issuer",),
    icon="lock",
    files=False,
)

module = Module(
    key="documents",
    reports=(
        Report("register", _("Register of incoming documents"), "register", register_of_incoming, READ),
        Report("handling", _("Handling of incoming documents"), "statistic", statistics_of_incoming, READ),
    ),
    importer=importer,
    guards=(refuse_secrets,),
    entrances=(Entrance(_("Take in a document"), "intake", REGISTER, "upload"),),
    pages={"intake": "chancery.modules.documents.views.intake"},
    demo=demo,
    title=_("Documents"),
    wing="office",
    screens=(incoming, paper),
    roles=(
        Role("documents.clerk", _("Documents clerk"), (READ, REGISTER, URGE, "paper.read", "paper.keep")),
        Role("documents.drafter", _("Drafter of handling"), (READ, PROPOSE, URGE)),
        Role("documents.leader", _("Leader"), (READ, INSTRUCT, URGE)),
        Role("documents.handler", _("Handler"), (READ, HANDLE)),
        Role("documents.reader", _("Reader"), (READ,)),
    ),
    numbers=(
        NumberSeries("documents.incoming", _("Register numbers of incoming documents"), "收〔{year}〕{serial:04}号"),
    ),
    routes=(
        Route(
            INSTRUCTION,
            "收文批示",
            "documents.incoming",
            (
                Stage("办公室审核", "review", (("role", "documents.leader"),), mode="one"),
                Stage("领导批示", "sign", (("field", "leaders"),), mode="all"),
            ),
        ),
    ),
)
