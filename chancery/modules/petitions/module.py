"""The declaration of letters and visits."""

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
from .flow import OPINION, REEXAMINATION, REVIEW, advice_flow, petition_flow, reexamination_flow, review_flow
from .models import Advice, Petition, Reexamination, Review
from .reports import papers_to_serve, rates_by_organ, register_of_petitions, yearly_report
from .terms import HANDLER, HEAD, REGISTRAR, REVIEWER
from .views.panels import before, levels, opinion, statement

READ, REGISTER, HANDLE, EXAMINE, APPROVE, SERVE, SEE = (
    f"petition.{verb}" for verb in ("read", "register", "handle", "review", "approve", "serve", "see_petitioner")
)
MATTER_VIEWS = (
    View("open", _("In hand"), "open=1"),
    View("mine", _("With me"), "mine=1"),
    View("late", _("Overdue"), "late=1"),
    View("all", _("All")),
)
HEADS = (Stage("单位负责人签发", "sign", (("field", "heads"),), mode="one"),)


def columns(*sources: str) -> tuple[Column, ...]:
    """Facts with the labels of their own columns."""
    return tuple(Column(source) for source in sources)


# Screens read as tables, so the formatter keeps away.
# fmt: off
petition = Screen(
    Petition, key="petition", title=_("Petition"), plural=_("Petitions"), reach="parties", read=READ, create=REGISTER, edit=REGISTER,
    create_title=_("Take in a petition"), create_page="/petitions/intake/", number="number", icon="mail", flow=petition_flow,
    columns=(Column("number", _("Petition number")), Column("title", _("What it is about"), under=("petitioner", "place"), wide=True), Column("kind"),
             Column("channel"), Column("received_at"), Column("state", _("State")), Column("holder", _("With")), Column("due", _("Due"))),
    filters=(Filter("state", _("State")), Filter("kind"), Filter("channel"), Filter("field"), Filter("handled_by", kind="organ"), Filter("against", kind="organ"),
             Filter("urgent", kind="flag"), Filter("opened_at", _("Received on"), kind="date")),
    views=(*MATTER_VIEWS[:3], View("to_forward", _("To be forwarded"), "state=registered"), View("objected", _("Objected to"), "state=objected"), MATTER_VIEWS[3]),
    form=(Group(_("What is brought forward"), ("title", "text", "kind", "field", "place", "against")),
          Group(_("How many, and how it is treated"), ("people", "representatives", "confidential", "urgent"))),
    facts=columns("petitioner", "kind", "channel", "field", "received_at", "people", "representatives", "confidential", "urgent", "place", "against", "handled_by", "mode",
                  "report_by", "way", "ground", "accepted_at", "more_days", "extended", "heard_on", "verdict", "decided_at", "served_on", "same_as", "supervised", "satisfied", "satisfied_why"),
    search=("text", "place"),
    panels=(Panel("before", _("What was said before"), "petitions/before.html", before), Panel("statement", _("What is asked, facts and reasons"), "petitions/statement.html", statement),
            Panel("opinion", _("What was answered"), "petitions/opinion.html", opinion), Panel("levels", _("Three levels and their papers"), "petitions/levels.html", levels)),
)

LEVEL = (Column("number", _("Case number")), Column("title", _("What it is about"), wide=True), Column("below"), Column("asked_on"), Column("state", _("State")),
         Column("holder", _("With")), Column("due", _("Due")))
LEVEL_PANELS = (Panel("opinion", _("What was answered"), "petitions/opinion.html", opinion), Panel("levels", _("Three levels and their papers"), "petitions/levels.html", levels))
LEVEL_FACTS = ("below", "asked_on", "conclusion", "decided_at", "served_on", "satisfied", "satisfied_why")

review = Screen(
    Review, key="review", title=_("Review of a petition"), plural=_("Reviews of petitions"), reach="parties", read=READ, create=EXAMINE, create_page="/petitions/petition/",
    number="number", icon="scale", flow=review_flow, columns=LEVEL, filters=(Filter("state", _("State")), Filter("conclusion"), Filter("below", kind="organ")),
    views=MATTER_VIEWS, facts=columns("petition", *LEVEL_FACTS), panels=LEVEL_PANELS, search=("grounds",),
)

reexamination = Screen(
    Reexamination, key="reexamination", title=_("Re-examination of a petition"), plural=_("Re-examinations of petitions"), reach="parties", read=READ, create=EXAMINE,
    create_page="/petitions/review/", number="number", icon="gavel", flow=reexamination_flow, columns=LEVEL,
    filters=(Filter("state", _("State")), Filter("conclusion"), Filter("below", kind="organ")), views=MATTER_VIEWS,
    facts=columns("review", *LEVEL_FACTS, "hearing_from", "hearing_until"), panels=LEVEL_PANELS, search=("grounds",),
)

advice = Screen(
    Advice, key="advice", title=_("Proposal of the petition office"), plural=_("Proposals of the petition office"), reach="parties", read=READ, create=REGISTER, edit=REGISTER,
    create_title=_("Make a proposal"), icon="message-report", flow=advice_flow,
    columns=(Column("title", _("What the proposal says"), wide=True), Column("kind"), Column("to"), Column("sent_at"), Column("state", _("State")), Column("adopted")),
    filters=(Filter("state", _("State")), Filter("kind"), Filter("adopted"), Filter("to", kind="organ")), views=(MATTER_VIEWS[0], MATTER_VIEWS[1], MATTER_VIEWS[3]),
    form=(Group(_("What should change, and who is asked"), ("title", "kind", "text", "to")),),
    facts=columns("kind", "to", "sent_at", "text", "adopted", "answer"), search=("text", "answer"),
)
# fmt: on

module = Module(
    key="petitions",
    title=_("Letters and visits"),
    wing="citizens",
    screens=(petition, review, reexamination, advice),
    roles=(
        Role(REGISTRAR, _("Registrar of petitions"), (READ, REGISTER, EXAMINE, SERVE, SEE)),
        Role(HANDLER, _("Handler of petitions"), (READ, HANDLE, SERVE)),
        Role(REVIEWER, _("Reviewer of petitions"), (READ, EXAMINE, SERVE)),
        Role(HEAD, _("Head who signs opinions"), (READ, APPROVE)),
    ),
    numbers=(
        NumberSeries("petitions.petition", _("Numbers of petitions"), "{mark}信〔{year}〕{serial:04}号"),
        NumberSeries(REVIEW, _("Numbers of reviews"), "{mark}复查〔{year}〕{serial:03}号"),
        NumberSeries(REEXAMINATION, _("Numbers of re-examinations"), "{mark}复核〔{year}〕{serial:03}号"),
    ),
    routes=(
        Route(OPINION, "信访处理意见签发", "petitions.petition", HEADS),
        Route(REVIEW, "信访复查意见签发", "petitions.review", HEADS),
        Route(REEXAMINATION, "信访复核意见签发", "petitions.reexamination", HEADS),
    ),
    reports=(
        Report("register", _("Register of petitions"), "register", register_of_petitions, READ),
        Report("unserved", _("Papers to be served"), "register", papers_to_serve, READ),
        Report("rates", _("Rates of letters and visits"), "statistic", rates_by_organ, READ),
        Report("year", _("Yearly report on letters and visits"), "statistic", yearly_report, READ),
    ),
    entrances=(Entrance(_("Take in a petition"), "intake", REGISTER, "inbox"),),
    pages={
        "intake": "chancery.modules.petitions.views.intake.intake",
        "person/<int:pk>": "chancery.modules.petitions.views.pages.person",
        "paper/<int:pk>": "chancery.modules.petitions.views.pages.paper",
    },
    demo=demo,
)
