"""The screens of the matters of assets, and their panels: the cards of a matter, the standard, what somebody still holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.scope import Actor
from chancery.kernel.module.declare import Column, Filter, Group, Panel, Screen, View
from chancery.kernel.module.registry import address
from chancery.modules.assets.flow import (
    disposal_flow,
    handover_flow,
    income_flow,
    leaving_flow,
    loan_flow,
    repair_flow,
    request_flow,
    revaluation_flow,
    title_flow,
)
from chancery.modules.assets.models import (
    Disposal,
    Handover,
    Income,
    Leaving,
    Loan,
    Repair,
    Request,
    Revaluation,
    Title,
)
from chancery.modules.assets.rules.answers import place_of
from chancery.modules.assets.rules.standard import caps_of, price_cap
from chancery.modules.assets.selectors import cards_of, could_be_allocated, existing_pieces, held_by
from chancery.modules.assets.terms import category_of

from .cards import ASK, KEEP, READ

FINANCE, LEAVE = "asset.finance", "asset.leaving"
SHOWN = 100
OPEN = View("open", _("In hand"), "open=1")
MINE = View("mine", _("With me"), "mine=1")
ALL = View("all", _("All"))
STATES = (Column("state", _("State")), Column("holder", _("With")))
CARD = Column("asset", _("Asset card"))


def cards(row: Any, actor: Actor) -> Mapping[str, Any]:
    """The cards of a matter, and the field into which more labels are scanned while it is being drafted."""
    found = cards_of(row)
    drafted = row.state == "drafted" and ASK in actor.actions
    return {"cards": found[:SHOWN], "more": max(0, len(found) - SHOWN), "drafted": drafted}


def standard(row: Request, actor: Actor) -> Mapping[str, Any]:
    """What the configuration standard allows, what is there, and what could be allocated (配置标准对照)."""
    item = category_of(row.category).item
    place = place_of(row.organ_id) if item else ""
    caps = caps_of(item, staff=row.staff, secret=row.secret, rank=row.rank, place=place) if item else []
    lines = [
        (cap.most, sum(existing_pieces(one, row.organ_id) for one in cap.items), len(cap.items) > 1) for cap in caps
    ]
    priced = price_cap(row, place)
    return {
        "lines": lines,
        "price_cap": priced[1] if priced else None,
        "pooled": could_be_allocated(row.category, row.organ_id),
        "item": item,
    }


def held(row: Leaving, actor: Actor) -> Mapping[str, Any]:
    """What the person still holds (尚未交接的资产)."""
    found = list(held_by(row.person_id)[: SHOWN + 1])
    new = address("assets.handover") + "new/"
    return {"cards": found[:SHOWN], "more": len(found) > SHOWN, "new": new, "may_ask": ASK in actor.actions}


ITEMS = Panel("cards", _("Assets of this matter"), "assets/cards.html", cards)

request = Screen(
    Request, key="request", title=_("Request for assets"), plural=_("Requests for assets"), reach="subtree", read=READ, create=ASK, edit=ASK,
    create_title=_("Request assets"), icon="shopping-cart", number="number", flow=request_flow,
    columns=(Column("number", _("Request number")), Column("title", _("What for"), under=("category",), wide=True), Column("quantity", numeric=True),
             Column("price", _("Price of one"), numeric=True), *STATES, Column("wanted_by")),
    filters=(Filter("state", _("State")), Filter("category", _("Asset category")), Filter("organ", _("Organ"), kind="organ")),
    views=(OPEN, MINE, ALL),
    form=(Group(_("Which asset is wanted"), ("title", "category", "specification", "quantity", "price", "wanted_by")),
          Group(_("Against which standard"), ("staff", "rank", "area", "secret")),
          Group(_("What it replaces, and why"), ("replaces", "beyond_repair", "grounds"))),
    facts=(Column("category"), Column("specification"), Column("quantity"), Column("price"), Column("total"), Column("staff"), Column("rank"),
           Column("secret"), Column("replaces__name", _("Replaces the card")), Column("wanted_by"), Column("grounds")),
    panels=(Panel("standard", _("Against the standard"), "assets/standard.html", standard),),
    search=("specification", "grounds"),
)  # fmt: skip

loan = Screen(
    Loan, key="loan", title=_("Loan of an asset"), plural=_("Loans of assets"), reach="subtree", read=READ, create=ASK, edit=ASK,
    create_title=_("Borrow or have issued"), icon="arrow-forward-up", flow=loan_flow,
    columns=(Column("title", _("Asset and purpose"), under=("asset__code",), wide=True), Column("kind"), Column("borrower__name", _("Given to")),
             Column("out_on"), Column("back_by"), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of loan")), Filter("back_by", _("To be returned by"), kind="date")),
    views=(OPEN, View("late", _("Overdue"), "late=1"), MINE, ALL),
    form=(Group(_("Which asset, and what for"), ("asset", "kind", "purpose")),
          Group(_("Who gets it"), ("borrower", "to_section", "outside", "room", "back_by"))),
    facts=(CARD, Column("kind"), Column("borrower__name", _("Given to")), Column("to_section"), Column("outside"), Column("room"),
           Column("out_on"), Column("back_by"), Column("back_on")),
    search=("purpose", "outside"),
)  # fmt: skip

handover = Screen(
    Handover, key="handover", title=_("Hand-over of assets"), plural=_("Hand-overs of assets"), reach="subtree", read=READ, create=ASK, edit=ASK,
    create_title=_("Hand assets over"), icon="refresh", number="number", flow=handover_flow,
    columns=(Column("number", _("Hand-over number")), Column("title", _("Cause of the hand-over"), under=("asset__name",), wide=True), Column("kind"),
             Column("receiver__short_name", _("Receiving organ")), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of hand-over")), Filter("receiver", _("Receiving organ"), kind="organ")),
    views=(OPEN, MINE, ALL),
    form=(Group(_("What is handed over, and how"), ("title", "kind", "asset")),
          Group(_("Who receives it, and where it goes"), ("receiver", "section", "user", "keeper", "building", "room"))),
    facts=(Column("kind"), Column("receiver"), Column("section"), Column("user__name", _("New user")), Column("keeper__name", _("New keeper")),
           Column("building", _("Place of the asset"), under=("room",)), Column("total"), Column("received_on")),
    panels=(ITEMS,),
)  # fmt: skip

repair = Screen(
    Repair, key="repair", title=_("Repair of an asset"), plural=_("Repairs of assets"), reach="subtree", read=READ, create=ASK, edit=ASK,
    create_title=_("Report a repair"), icon="tool", flow=repair_flow,
    columns=(Column("title", _("Asset and fault"), under=("asset__code",), wide=True), Column("vendor"), Column("cost", numeric=True), Column("sent_on"), *STATES),
    filters=(Filter("state", _("State")),),
    views=(OPEN, MINE, ALL),
    form=(Group(_("What is broken"), ("asset", "fault")), Group(_("Who repairs it"), ("vendor", "estimate"))),
    facts=(CARD, Column("asset__warranty_until", _("Under warranty until")), Column("fault"), Column("vendor"), Column("estimate"), Column("cost"),
           Column("result"), Column("sent_on"), Column("done_on")),
    search=("fault", "vendor"),
)  # fmt: skip

disposal = Screen(
    Disposal, key="disposal", title=_("Disposal of assets"), plural=_("Disposals of assets"), reach="subtree", read=READ, create=KEEP, edit=KEEP,
    create_title=_("Propose a disposal"), icon="trash", number="number", flow=disposal_flow,
    columns=(Column("number", _("Disposal number")), Column("title", _("What is disposed of, and why"), under=("kind",), wide=True),
             Column("cards", numeric=True), Column("total", _("Original value together"), numeric=True), Column("tier"), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of disposal")), Filter("ground", _("Case of article 21")), Filter("tier", _("Approved by"))),
    views=(OPEN, MINE, ALL),
    form=(Group(_("What is disposed of"), ("title", "kind", "ground", "asset")),
          Group(_("What it stands on"), ("opinion", "collective", "appraisal", "recipient"))),
    facts=(Column("kind"), Column("ground"), Column("cards"), Column("total"), Column("net"), Column("tier"), Column("appraisal"), Column("collective"),
           Column("recipient"), Column("basis"), Column("proceeds"), Column("done_on"), Column("opinion")),
    panels=(ITEMS,),
    search=("opinion", "recipient", "basis"),
)  # fmt: skip

income = Screen(
    Income, key="income", title=_("Income from assets"), plural=_("Incomes from assets"), reach="subtree", read=READ, create=FINANCE, edit=FINANCE,
    create_title=_("Enter an income"), icon="coin", flow=income_flow,
    columns=(Column("title", _("Income from what"), under=("payer",), wide=True), Column("kind"), Column("amount", numeric=True), Column("payment"),
             Column("paid_on"), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of income"))),
    views=(OPEN, MINE, ALL),
    form=(Group(_("Income from what"), ("title", "kind", "asset", "amount", "payer", "due_on")),),
    facts=(Column("kind"), CARD, Column("amount"), Column("payer"), Column("due_on"), Column("received_on"), Column("payment"), Column("paid_on")),
    search=("payer", "payment"),
)  # fmt: skip

title = Screen(
    Title, key="title", title=_("Registration of title"), plural=_("Titles of assets"), reach="subtree", read=READ, create=KEEP, edit=KEEP,
    create_title=_("Register a title"), icon="certificate", flow=title_flow,
    columns=(Column("title", _("Asset and authority"), under=("asset__code",), wide=True), Column("kind"), Column("deed"), Column("registered_on"), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of title")), Filter("complete", _("Papers are complete"), kind="flag")),
    views=(OPEN, MINE, ALL),
    form=(Group(_("Whose it is, and how that is proved"), ("asset", "kind", "authority", "basis", "complete")),),
    facts=(CARD, Column("kind"), Column("authority"), Column("basis"), Column("complete"), Column("deed"), Column("registered_on")),
    search=("authority", "deed"),
)  # fmt: skip

revaluation = Screen(
    Revaluation, key="revaluation", title=_("Change of value"), plural=_("Changes of value"), reach="subtree", read=READ, create=KEEP, edit=KEEP,
    create_title=_("Propose a change of value"), icon="scale", flow=revaluation_flow,
    columns=(Column("title", _("Asset and cause"), under=("asset__code",), wide=True), Column("kind"), Column("cost", numeric=True), Column("from_month"), *STATES),
    filters=(Filter("state", _("State")), Filter("kind", _("Kind of change"))),
    views=(OPEN, MINE, ALL),
    form=(Group(_("What changes"), ("asset", "kind", "cause", "cost", "months", "from_month", "voucher")),),
    facts=(CARD, Column("kind"), Column("cause"), Column("cost"), Column("months"), Column("from_month"), Column("voucher")),
    search=("cause",),
)  # fmt: skip

leaving = Screen(
    Leaving, key="leaving", title=_("Leaving a post"), plural=_("People who leave"), reach="subtree", read=READ, create=LEAVE, edit=LEAVE,
    create_title=_("Somebody leaves"), icon="logout", flow=leaving_flow,
    columns=(Column("title", _("Who leaves"), wide=True), Column("cause"), Column("leaves_on"), *STATES),
    filters=(Filter("state", _("State")), Filter("cause", _("Cause of leaving"))),
    views=(OPEN, MINE, ALL),
    form=(Group(_("Who leaves, and when"), ("person", "cause", "leaves_on", "note")),),
    facts=(Column("person__name", _("Who leaves")), Column("cause"), Column("leaves_on"), Column("note")),
    panels=(Panel("held", _("Assets still held"), "assets/held.html", held),),
)  # fmt: skip

SCREENS = (request, loan, handover, repair, disposal, income, title, revaluation, leaving)
