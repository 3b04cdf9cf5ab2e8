"""One row with everything around it: where it is, what I can do, what was said, what led to it, who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Window
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from chancery.kernel.access.models import Grant
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.audit.models import Line
from chancery.kernel.audit.trail import sentence_of
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.lists import neighbours
from chancery.kernel.desk.models import Link, Remark, Task
from chancery.kernel.desk.reading import saw, titles_of
from chancery.kernel.flow.offers import Need, Offer, Offers, offers
from chancery.kernel.notify.services import mark_read
from chancery.kernel.org.labels import Label, labels
from chancery.ui.cells import facts, related_paths
from chancery.ui.course import course_of, name_people
from chancery.ui.frame import waiting_of
from chancery.ui.once import fresh_key
from chancery.ui.places import Place, place_by_noun, place_of, row_at
from chancery.ui.refusing import answer
from chancery.ui.saying import see

TRAIL_LINES = 4
LEADING = {Remark.Kind.INSTRUCTION}
ICONS = {
    "route.agree": "check", "route.return": "arrow-back-up", "route.hand_over": "arrow-forward-up", "route.add": "user-plus",
    "route.recall": "history", "route.urge": "clock-plus", "route.disagree": "x",
}  # fmt: skip
TASKS = Prepared(lambda: Task.objects.filter(entry__id=given("entry")))
REMARKS = Prepared(lambda: Remark.objects.filter(entry__id=given("entry")).select_related("post__organ", "person"))
VIEWERS = Prepared(
    lambda: Grant.objects.filter(entry__id=given("entry"), until__isnull=True).values_list("viewer_id", "cause")[:12]
)
ATTACHMENTS = Prepared(lambda: Attachment.objects.filter(entry__id=given("entry")).select_related("file"))
LINES = Prepared(
    lambda: (
        Line.objects.filter(entry__id=given("entry"))
        .select_related("sealed")
        .annotate(whole=Window(Count("pk")), proved=Window(Count("sealed")))
        .order_by("-id")[:TRAIL_LINES]
    )
)
LINKS = Prepared(
    lambda: (
        Link.objects.filter(Q(source__id=given("entry")) | Q(target__id=given("entry")))
        .select_related("source__noun", "target__noun")
        .order_by("at", "pk")
    )
)
KEYS = {"route.hand_over": "t", "route.return": "r", "route.urge": "u"}


@dataclass(frozen=True)
class Button:
    """A step that can be taken now, as it is drawn."""

    offer: Offer
    href: str
    icon: str
    key: str
    needs: Sequence[Need]
    missing: int
    direct: bool


@dataclass(frozen=True)
class ChainLink:
    """A matter of the same affair; hidden ones say only that they are there."""

    kind: str
    title: str
    href: str
    state: str
    look: str
    here: bool = False


@dataclass(frozen=True)
class TrailLine:
    at: Any
    who: str
    sentence: Sentence
    sealed: bool


def row(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """The page of one row (详情)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    context = detail_context(place, pk, actor)
    context["panels"] = panels_of(place, context["row"], actor, request)
    saw(pk, actor)
    told = waiting_of(request, actor)
    if told.unread:
        told.unread -= mark_read(actor.post, actor.person, entry_id=pk)
    return answer(request, "ui/detail.html", context, part="matter")


def detail_context(place: Place, pk: int, actor: Actor) -> dict[str, Any]:
    """What the page and its fragments show."""
    found = row_at(place, pk, actor, related=related_paths(place.screen.model, place.screen.facts))
    tasks = TASKS.ask(entry=pk)
    offered = offers(found, actor, tasks=tasks)
    stops = course_of(pk) if place.screen.flow and any(state.route for state in place.screen.flow.each) else []
    remarks, viewers = REMARKS.ask(entry=pk), VIEWERS.ask(entry=pk)
    riders = [post for stop in stops for post in stop.posts]
    named = labels([*riders, *(viewer for viewer, _ in viewers), found.entry.holder_id, found.entry.organ_id])
    lines, count, sealed = trail_of(pk)
    flow = place.screen.flow
    known = flow is not None and found.entry.state in flow.by_value
    return {
        "place": place, "row": found, "entry": found.entry, "here": place.at(pk),
        "look": flow.state(found.entry.state).look if flow and known else "", "state": flow.label(found.entry.state) if flow and known else "",
        "holder": named.get(found.entry.holder_id or 0), "held_by_me": _is_mine(tasks, actor),
        "steps": name_people(stops, named), "facts": facts(found, place.screen),
        "body": getattr(found, place.screen.body, "") if place.screen.body else "",
        "remarks": remarks, "pinned": next((r for r in reversed(remarks) if r.kind in LEADING and not r.withdrawn_at), None),
        "chain": chain_of(place, found, actor), "lines": lines, "line_count": count, "chain_verified": sealed,
        "attachments": ATTACHMENTS.ask(entry=pk),
        "seen_by": _seen_by(place, found, viewers, named), "may_edit": _may_edit(place, found, actor),
        **moves_context(place, found, offered),
    }  # fmt: skip


def moves_context(place: Place, found: Any, offered: Offers) -> dict[str, Any]:
    """The right column: the primary step, the others, and what cannot be done now and why."""
    buttons = [_button(place, found, offer) for offer in offered.can]
    primary = next((button for button in buttons if button.offer.primary), None)
    return {
        "once": fresh_key(),
        "primary": primary,
        "others": [b for b in buttons if b is not primary],
        "cannot": offered.cannot,
    }


def _button(place: Place, found: Any, offer: Offer) -> Button:
    """A step as a button. A number that the step itself gives is not something that is missing."""
    key = offer.move.key or KEYS.get(offer.name, "")
    given = place.screen.number if offer.move.number else ""
    needs = [need for need in offer.needs if need.column != given]
    missing = sum(not need.there for need in needs)
    direct = not (offer.move.asks or offer.move.reason or offer.move.grave or missing)
    return Button(offer, place.at(found.pk, offer.name), ICONS.get(offer.name, ""), key, needs, missing, direct)


def _is_mine(tasks: Sequence[Task], actor: Actor) -> bool:
    parties = {actor.post, actor.organ, actor.acting_for}
    return any(task.assignee_id in parties and not task.reading for task in tasks)


def _may_edit(place: Place, found: Any, actor: Actor) -> bool:
    screen = place.screen
    if not screen.edit or screen.edit not in actor.actions or found.entry.voided_at:
        return False
    if screen.flow is None:
        return bool(screen.form)
    editable = screen.flow.state(found.entry.state).edits if found.entry.state in screen.flow.by_value else ()
    return bool(set(editable) & {name for group in screen.form for name in group.fields})


def _seen_by(
    place: Place, found: Any, viewers: Sequence[tuple[int, str]], named: Mapping[int, Label]
) -> list[tuple[str, str]]:
    """Who sees the row, each with the reason: the organ's line, then grants."""
    causes = {value: gettext(str(label)) for value, label in Grant.Cause.choices}
    organ = named.get(found.entry.organ_id)
    rows: list[tuple[str, str]] = []
    if organ and place.screen.reach == "subtree":
        rows.append((organ.organ, gettext("and the organs above it")))
    elif organ and place.screen.reach == "organ":
        rows.append((organ.organ, gettext("the organ itself")))
    by_name = {named[viewer].short: causes.get(cause, cause) for viewer, cause in viewers if viewer in named}
    return rows + list(by_name.items())


def trail_of(pk: int) -> tuple[list[TrailLine], int, bool]:
    """The newest lines, how many there are, and whether all of those shown are sealed into the log."""
    rows = LINES.ask(entry=pk)
    shown = [TrailLine(line.at, line.who, sentence_of(line), hasattr(line, "sealed")) for line in rows]
    return shown, rows[0].whole if rows else 0, bool(rows) and rows[0].whole == rows[0].proved


def chain_of(place: Place, found: Any, actor: Actor) -> list[ChainLink]:
    """What led to this matter, the matter itself, and what came of it; of what the actor may not see, only that it is there."""
    rows = LINKS.ask(entry=found.pk)
    if not rows:
        return []
    known = titles_of(actor, [key for link in rows for key in (link.source_id, link.target_id)])
    before = [_chain_link(link.source, known) for link in rows if link.target_id == found.pk]
    behind = [_chain_link(link.target, known) for link in rows if link.source_id == found.pk]
    return [*before, _chain_link(found.entry, {found.pk: found.entry.title}, here=True), *behind]


def _chain_link(entry: Any, known: Mapping[int, str], *, here: bool = False) -> ChainLink:
    place = place_by_noun(entry.noun.key)
    if place is None or entry.pk not in known:
        return ChainLink("", gettext("A matter that your post cannot see"), "", "", "")
    flow = place.screen.flow
    fits = flow is not None and entry.state in flow.by_value
    look, label = (flow.state(entry.state).look, flow.label(entry.state)) if flow and fits else ("", "")
    return ChainLink(gettext(str(place.screen.title)), entry.title, place.at(entry.pk), label, look, here)


@dataclass(frozen=True)
class Drawn:
    """A panel of the module, drawn."""

    key: str
    title: str
    html: str
    count: int | None


def panels_of(place: Place, found: Any, actor: Actor, request: HttpRequest) -> list[Drawn]:
    """The module's own panels of a row, drawn; an empty one is left out."""
    drawn = []
    for panel in place.screen.panels:
        context = {"row": found, "actor": actor, "place": place, **panel.context(found, actor)}
        html = render_to_string(panel.template, context, request)
        if html.strip():
            drawn.append(Drawn(panel.key, gettext(str(panel.title)), html, panel.count(found) if panel.count else None))
    return drawn


def beside(request: HttpRequest, module: str, noun: str, pk: int, way: str) -> HttpResponse:
    """The row before or behind this one in list order, so that a clerk walks through a list without going back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    entry = row_at(place, pk, actor).entry
    newer, older = neighbours(actor, place.screen.model, place.noun, entry)
    found = newer if way == "previous" else older
    if found is None:
        words = say("This is the newest one.") if way == "previous" else say("This is the oldest one.")
        raise NotFound(words)
    return see(place.at(found))
