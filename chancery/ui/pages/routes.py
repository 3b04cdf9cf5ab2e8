"""Approval routes (审批路线): all of them, one with its stages as a line, its editions, and who would sit there today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.access.rows import visible
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.conditions import holds
from chancery.kernel.flow.models import RouteEdition, RouteRun, RouteStage, RouteTemplate
from chancery.kernel.flow.publishing import copy_for, retire
from chancery.kernel.flow.seats import resolve
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.labels import labels
from chancery.kernel.org.models import Organ
from chancery.ui.controls import Control
from chancery.ui.places import must, place_by_noun
from chancery.ui.refusing import answer

from .acts import Act, Sent, serve, typed
from .picking import pick

EDIT = "routes.edit"
COMPARISONS = {
    "is": "is", "is_not": "is not", "is_one_of": "is one of", "at_least": "is at least", "at_most": "is at most",
    "is_filled": "is filled", "is_empty": "is empty",
}  # fmt: skip


def routes(request: HttpRequest) -> HttpResponse:
    """All routes in use, each with its edition (路线一览)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = (
        RouteTemplate.objects.filter(retired=False)
        .select_related("organ")
        .annotate(number=Max("editions__number"), at=Max("editions__at"))
        .order_by("noun", "key", F("organ").asc(nulls_first=True))
    )
    busy = dict(
        RouteRun.objects.filter(state=RouteRun.State.RUNNING)
        .values_list("edition__template")
        .annotate(n=Count("pk"))
        .order_by()
    )
    told = [(row, kind_of(row.noun), busy.get(row.pk, 0)) for row in rows]
    return answer(request, "ui/routes/list.html", {"rows": told, "may_edit": EDIT in actor.actions}, part="list")


def template_at(pk: int) -> RouteTemplate:
    """Raises NotFound for an unknown route."""
    row = RouteTemplate.objects.select_related("organ").filter(pk=pk).first()
    if row is None:
        raise NotFound(say("There is no such route."))
    return row


def kind_of(noun: str) -> str:
    """The word for a noun's key."""
    place = place_by_noun(noun)
    return gettext(str(place.screen.title)) if place else noun


@dataclass(frozen=True)
class Shown:
    """One stage as it is drawn: who sits by rule, under which condition, and who would sit today."""

    stage: RouteStage
    who: Sequence[str]
    when: Sequence[str]
    today: Sequence[str]
    applies: bool
    fault: str = ""


def route(request: HttpRequest, pk: int) -> HttpResponse:
    """One route with an edition; `edition` shows an older one, `row` is the matter for the preview."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    template = template_at(pk)
    editions = list(template.editions.all())
    wished = request.GET.get("edition", "")
    edition = next((e for e in editions if str(e.number) == wished), editions[-1] if editions else None)
    sample = _sample(actor, template.noun, request.GET.get("row", ""))
    signed = labels(e.by for e in editions)
    busy = RouteRun.objects.filter(state=RouteRun.State.RUNNING, edition__template=template)
    older = busy.exclude(edition=editions[-1]).count() if editions else 0
    context = {
        "template": template, "edition": edition, "kind": kind_of(template.noun), "sample": sample,
        "stages": shown_stages(edition, sample) if edition else [], "busy": busy.count(), "older": older,
        "editions": [(e, signed.get(e.by or 0)) for e in reversed(editions)], "newest": editions[-1] if editions else None,
        "may_edit": EDIT in actor.actions,
        "variants": RouteTemplate.objects.filter(key=template.key, retired=False).exclude(pk=pk).select_related("organ"),
    }  # fmt: skip
    return render(request, "ui/routes/route.html", context)


def _sample(actor: Actor, noun: str, wished: str) -> Any:
    """A matter to try the route on: the wished one, else the newest that this post may read."""
    model = shelf.models.get(noun)
    if model is None or shelves.nouns[model].read not in actor.actions:
        return None
    rows = visible(actor, model).select_related("entry")
    if wished.isdigit():
        return rows.filter(pk=int(wished)).first()
    return rows.order_by("-entry__opened_at")[:1].first()


def shown_stages(edition: RouteEdition, sample: Any) -> list[Shown]:
    """The stages of an edition with the words for their seats and conditions."""
    stages = list(edition.stages.prefetch_related("seats"))
    posts = labels(seat.post_id for stage in stages for seat in stage.seats.all())
    named = Organ.objects.in_bulk([s.organ_id for stage in stages for s in stage.seats.all() if s.organ_id])
    model = shelf.models.get(edition.template.noun)
    resolved = [_resolved(stage, sample) for stage in stages]
    sitting = labels(key for keys, _ in resolved for key in keys)
    shown = []
    for stage, (keys, fault) in zip(stages, resolved, strict=True):
        who = [seat_words(seat, posts, named, model) for seat in stage.seats.all()]
        when = [line_words(line, model) for line in stage.condition]
        today = [str(sitting[key]) for key in keys if key in sitting]
        shown.append(Shown(stage, who, when, today, sample is None or holds(stage.condition, sample), fault))
    return shown


def _resolved(stage: RouteStage, sample: Any) -> tuple[list[int], str]:
    if sample is None or not holds(stage.condition, sample):
        return [], ""
    seats = list(stage.seats.all())
    if seats and all(seat.kind == "field" and not hasattr(sample, seat.name) for seat in seats):
        return [], gettext("whoever starts the route chooses them")
    try:
        return [seated.post for seated in resolve(stage, sample, {})], ""
    except Refused as refusal:
        return [], str(refusal)


def seat_words(seat: Any, posts: Mapping[int, Any], named: Mapping[int, Organ], model: Any) -> str:
    """A seat in words."""
    if seat.kind == "post":
        return str(posts.get(seat.post_id or 0, "—"))
    if seat.kind == "role":
        title = gettext(str(shelves.titles.get(seat.name, seat.name)))
        where = named[seat.organ_id].short_name if seat.organ_id in named else gettext("the matter's own organ")
        return gettext("{role} in {organ}").format(role=title, organ=where)
    return gettext("named in the matter: {field}").format(field=field_words(model, seat.name))


def field_words(model: Any, name: str) -> str:
    """The label of a column; a name that the starter fills stands as it is."""
    columns = {column.name: column for column in model._meta.get_fields()} if model else {}
    label = getattr(columns.get(name), "verbose_name", "")
    return gettext(str(label)) if label else name


def line_words(line: Mapping[str, Any], model: Any) -> str:
    """A line of a condition in words."""
    value = line.get("value", "")
    shown = gettext(", ").join(str(item) for item in value) if isinstance(value, list) else str(value)
    column = next((c for c in model._meta.fields if c.name == line["field"]), None) if model else None
    choices = {str(key): gettext(str(words)) for key, words in getattr(column, "choices", None) or ()}
    shown = {"True": gettext("Yes"), "False": gettext("No")}.get(shown, choices.get(shown, shown))
    return f"{field_words(model, line['field'])} {gettext(COMPARISONS[line['is']])} {shown}".strip()


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """An organ's own variant (本单位路线)."""
    must(request.actor, EDIT)  # type: ignore[attr-defined]
    template = template_at(pk)

    def asks(sent: QueryDict | None) -> list[Control]:
        hint = gettext("It holds for this organ and everything below it.")
        return [
            Control("organ", gettext("Organ"), "text", typed(sent, "organ"), hint, True),
            Control("note", gettext("Why"), "text", typed(sent, "note"), required=True, max_length=200),
        ]

    def do(sent: Sent) -> tuple[str, Any]:
        organ, note = pick(sent, Organ, "organ"), sent.words("note", most=200)
        sent.check()
        assert organ is not None
        own = copy_for(template, organ, note=note)
        return f"/routes/{own.pk}/", say(
            "{organ} has its own variant now. Change it as you need.", organ=organ.short_name
        )

    return serve(request, _act(template, gettext("Copy for an organ"), asks, do))


def retire_route(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a variant out of use (停用)."""
    must(request.actor, EDIT)  # type: ignore[attr-defined]
    template = template_at(pk)

    def asks(sent: QueryDict | None) -> list[Control]:
        return [Control("reason", gettext("Reason"), "long", typed(sent, "reason"), required=True, max_length=300)]

    def do(sent: Sent) -> tuple[str, Any]:
        reason = sent.words("reason", most=300)
        sent.check()
        retire(template, reason=reason)
        return "/routes/", say("The variant was retired. Matters under way finish on it.")

    return serve(request, _act(template, gettext("Retire the variant"), asks, do))


def _act(template: RouteTemplate, title: str, asks: Any, do: Any) -> Act:
    back = f"/routes/{template.pk}/"
    crumbs = [("/routes/", gettext("Approval routes")), (back, gettext(template.title))]
    return Act(title, gettext(template.title), back, asks, do, crumbs)
