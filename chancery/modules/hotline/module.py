"""The declaration of the hotline module."""

from django.utils.translation import gettext_lazy as _

from chancery.kernel.module.declare import (
    Column,
    Command,
    Expiry,
    Filter,
    Group,
    Module,
    NumberSeries,
    Panel,
    Role,
    Round,
    Screen,
    View,
)

from .demo import demo
from .flow import cluster_flow, errand_flow, order_flow, report_flow
from .models import Cluster, Competence, Contact, Errand, Guide, Order, Publication, Report, Subject
from .models.desks import desk
from .services.clusters import look_for_bursts
from .services.importing import importer
from .terms import CALLER_BACK, DISPATCHER, HANDLER, KEEPER, LEADER, OPERATOR, REVIEWER
from .views.open311 import ADDRESSES
from .views.panels import caller, held_orders, proposing

READING = "chancery.modules.hotline.reading.commands"


def columns(*sources: str) -> tuple[Column, ...]:
    """Facts with the labels of their own columns."""
    return tuple(Column(source) for source in sources)


def with_keeper(row: Guide) -> list[int]:
    """Who sees to a guide that runs out."""
    return [desk(KEEPER, row.organ_id)]


# Screens read as tables, so the formatter keeps away.
# fmt: off
IN_HAND = (View("open", _("In hand"), "open=1"), View("mine", _("With me"), "mine=1"), View("all", _("All")))

order = Screen(
    Order, key="order", title=_("Work order"), plural=_("Work orders"), reach="subtree", read="order.read", create="order.take", edit="order.take",
    create_title=_("Take a request"), number="number", icon="phone", flow=order_flow,
    columns=(
        Column("number", _("Order number")), Column("title", _("What it is about"), under=("place",), wide=True), Column("kind"), Column("subject"), Column("lead"),
        Column("opened_at", _("Taken at")), Column("due"), Column("state"), Column("holder"),
    ),
    filters=(Filter("state"), Filter("kind"), Filter("channel"), Filter("urgency"), Filter("satisfied"), Filter("duplicate", kind="flag"), Filter("sensitive", kind="flag"),
             Filter("opened_at", _("Taken on"), kind="date")),
    views=(*IN_HAND[:2], View("dispatching", _("To be assigned"), "state=to_dispatch"), View("review", _("To be reviewed"), "state=answered"),
           View("calling", _("To be called back"), "state=to_call_back"), IN_HAND[2]),
    form=(Group(_("What was said"), ("title", "text", "kind", "subject", "urgency")),
          Group(_("Where and when"), ("place", "latitude", "longitude", "area", "happened_at")),
          Group(_("How it came in and about whom"), ("channel", "against", "sensitive", "confidential"))),
    facts=columns("text", "kind", "channel", "urgency", "subject", "place", "area", "happened_at", "first_person", "against", "lead", "sent", "returned", "return_by",
                  "suspended", "more_days", "rounds", "raised", "answer", "result", "way", "answered_at", "on_time", "satisfied", "solved", "rated_words", "duplicate", "same_as",
                  "cluster", "sensitive", "confidential", "question", "published"),
    search=("text", "place"),
    panels=(Panel("caller", _("Caller"), "hotline/caller.html", caller), Panel("proposals", _("What is proposed"), "hotline/proposing.html", proposing)),
    transfer=("number", "title", "text", "kind", "channel", "urgency", "subject", "place", "area", "lead", "answer", "result", "satisfied", "solved", "state"),
)

publication = Screen(
    Publication, key="publication", title=_("Publication"), plural=_("Published answers"), reach="subtree", read="order.read", create="order.publish", edit="order.publish",
    icon="world", columns=(Column("title", wide=True), Column("subject"), Column("answered_by"), Column("days", numeric=True), Column("answered_at"), Column("withdrawn")),
    filters=(Filter("withdrawn", kind="flag"),),
    form=(Group(_("What everybody may read"), ("title", "question", "answer", "subject", "answered_by", "withdrawn")),),
    facts=columns("question", "answer", "subject", "answered_by", "days", "answered_at", "withdrawn"), search=("question", "answer"),
    transfer=("title", "question", "answer", "subject", "answered_by", "days", "answered_at"),
)

guide = Screen(
    Guide, key="guide", title=_("Guide"), plural=_("Guides to answers"), reach="subtree", read="guide.read", create="guide.keep", edit="guide.keep", line=("question",), icon="book",
    columns=(Column("title", _("Question"), wide=True), Column("subject"), Column("source"), Column("valid_until"), Column("public")),
    filters=(Filter("public", kind="flag"), Filter("valid_until", kind="date")),
    form=(Group(_("What is asked and answered"), ("question", "answer", "subject")), Group(_("Who answers for it"), ("source", "valid_until", "public"))),
    facts=columns("answer", "subject", "source", "valid_until", "public"), search=("answer",), transfer=("question", "answer", "subject", "source", "valid_until", "public"),
    expiries=(Expiry("valid_until", _("Guide to an answer"), with_keeper),),
)

subject = Screen(
    Subject, key="subject", title=_("Subject"), plural=_("Subjects"), reach="subtree", read="subject.read", create="subject.keep", edit="subject.keep", line=("name",),
    number="code", icon="list-tree", columns=(Column("number", _("Code of the subject")), Column("title", _("Name of the subject"), wide=True), Column("depth"), Column("above"), Column("words")),
    filters=(Filter("depth"),), form=(Group(_("Which subject"), ("code", "name", "depth", "above", "words", "ended_on")),),
    facts=columns("code", "depth", "above", "words", "ended_on"), search=("words",), transfer=("code", "name", "depth", "words"),
)

competence = Screen(
    Competence, key="competence", title=_("Competence"), plural=_("Competences for dispatch"), reach="subtree", read="competence.read", create="competence.keep",
    edit="competence.keep", icon="sitemap",
    columns=(Column("title", wide=True), Column("subject"), Column("area"), Column("lead"), Column("assist"), Column("level")), filters=(Filter("level"), Filter("lead", kind="organ")),
    form=(Group(_("Who is competent for what"), ("subject", "area", "lead", "assist", "level")), Group(_("On which basis"), ("basis", "since", "until"))),
    facts=columns("subject", "area", "lead", "assist", "level", "basis", "since", "until"), search=("basis",),
    transfer=("subject", "area", "lead", "assist", "level", "basis", "since", "until"),
)

contact = Screen(
    Contact, key="contact", title=_("Contact unit"), plural=_("Contact units"), reach="subtree", read="contact.read", create="contact.keep", edit="contact.keep", line=("name",),
    icon="address-book", columns=(Column("title", _("Name of the unit"), under=("place",), wide=True), Column("kind"), Column("person"), Column("phone"), Column("served_by")),
    filters=(Filter("kind"),), form=(Group(_("Which unit"), ("name", "kind", "place")), Group(_("Whom to call"), ("person", "phone", "served_by", "note"))),
    facts=columns("kind", "place", "person", "phone", "served_by", "note"), search=("place", "note"), transfer=("name", "kind", "person", "phone", "place", "served_by", "note"),
)

cluster = Screen(
    Cluster, key="cluster", title=_("Cluster"), plural=_("Clusters"), reach="subtree", read="cluster.read", create="cluster.handle", edit="cluster.handle", icon="flame",
    flow=cluster_flow, columns=(Column("title", under=("place",), wide=True), Column("kind"), Column("subject"), Column("count", numeric=True), Column("first_at"), Column("state"), Column("holder")),
    filters=(Filter("state"), Filter("kind")), views=IN_HAND, form=(Group(_("What piles up"), ("title", "kind", "subject", "place", "area")),),
    facts=columns("kind", "subject", "place", "area", "count", "first_at", "last_at"), search=("place",),
    panels=(Panel("orders", _("Orders in it"), "hotline/held.html", held_orders),),
)

report = Screen(
    Report, key="report", title=_("Report to a leader"), plural=_("Reports to leaders"), reach="subtree", read="report.read", create="report.draft", edit="report.draft",
    create_title=_("Draft a report"), number="number", icon="report", flow=report_flow,
    columns=(Column("number", _("Report number")), Column("title", wide=True), Column("opened_at", _("Drafted on")), Column("leader"), Column("state"), Column("holder")),
    filters=(Filter("state"),), views=IN_HAND, form=(Group(_("What the leader should know"), ("title", "text")),),
    facts=columns("text", "leader", "instruction", "instructed_at"), search=("text",), body="text",
)

errand = Screen(
    Errand, key="errand", title=_("Errand of an instruction"), plural=_("Errands of instructions"), reach="subtree", read="errand.read", create="errand.send", number="number",
    icon="send", flow=errand_flow,
    columns=(Column("number", _("Errand number")), Column("title", wide=True), Column("to"), Column("due"), Column("state"), Column("holder")), filters=(Filter("state"),),
    views=IN_HAND, form=(Group(_("What is to be done and by whom"), ("title", "text", "to", "days")),), facts=columns("text", "to", "days", "answer", "answered_at"),
    search=("text",), body="text",
)

LOOK = ("order.read", "guide.read", "subject.read", "competence.read", "contact.read", "cluster.read")
UP = ("report.read", "errand.read")
DESK = (*LOOK, "order.take", "order.urge", "order.ask_leader", "order.withdraw", "order.rate", "hotline.see_caller")

module = Module(
    key="hotline",
    title=_("Hotline 12345"),
    wing="citizens",
    needs=("petitions",),
    importer=importer,
    commands=(
        Command("evaluate", _("Macro-F1 of the proposed classes on a table of labelled messages"), f"{READING}:run_evaluate"),
        Command("train", _("Learn the model of classes from a table"), f"{READING}:run_train"),
    ),
    pages={
        **ADDRESSES,
        "caller/<int:order>": "chancery.modules.hotline.views.callers.reveal_page",
        "proposals/<int:order>": "chancery.modules.hotline.views.proposals.proposals",
    },
    rounds=(Round("minute", look_for_bursts),),
    demo=demo,
    screens=(order, cluster, report, errand, publication, guide, subject, competence, contact),
    roles=(
        Role(OPERATOR, _("Hotline operator"), (*DESK, "order.reopen")),
        Role(DISPATCHER, _("Dispatcher of orders"),
             (*DESK, *UP, "order.dispatch", "order.extend", "order.merge", "order.refer", "order.reopen", "competence.keep", "cluster.handle", "report.draft", "errand.send")),
        Role(REVIEWER, _("Reviewer of answers"), (*LOOK, *UP, "order.review", "order.publish", "order.merge", "order.file", "order.urge", "order.ask_leader", "guide.keep", "report.draft",
             "errand.send")),
        Role(CALLER_BACK, _("Calls back"), (*LOOK, "order.call_back", "order.reopen", "order.rate", "order.urge", "hotline.see_caller")),
        Role(HANDLER, _("Handles orders in an organ"), (*LOOK, "order.handle", "order.ask_leader", "errand.read", "errand.handle")),
        Role(LEADER, _("Leader of the hotline"), (*LOOK, *UP, "order.instruct", "order.urge", "report.instruct", "errand.send", "report.draft")),
        Role(KEEPER, _("Keeper of the hotline's registers"), (*LOOK, *UP, "subject.keep", "competence.keep", "guide.keep", "contact.keep", "order.file")),
    ),
    numbers=(
        NumberSeries("hotline.order", _("Order numbers"), "RX{year}{serial:07}"),
        NumberSeries("hotline.report", _("Report numbers"), "民情专报〔{year}〕{serial}号"),
        NumberSeries("hotline.errand", _("Errand numbers"), "{mark}批落〔{year}〕{serial:03}号"),
    ),
)
# fmt: on
