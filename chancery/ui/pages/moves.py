"""A move as a page or a dialog: what it asks, what refuses it, and what the page shows afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Move
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.flow.steps import press
from chancery.ui.controls import Control, answers, asked_controls
from chancery.ui.once import fresh_key, once
from chancery.ui.pages.detail import detail_context, panels_of
from chancery.ui.places import Place, place_of, row_at
from chancery.ui.refusing import dialog, wants_fragment
from chancery.ui.saying import keep_saying, said, see

CLASH = say("These values do not go together, or the same one is there already.")


def move(request: HttpRequest, module: str, noun: str, pk: int, name: str) -> HttpResponse:
    """Show a move's small form, or carry it out (办理一步). A refusal comes back with everything that was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    row = row_at(place, pk, actor)
    step = _step(place, name)
    if request.method != "POST":
        return _form(request, place, row, step, actor)
    try:
        where = once(request, lambda: _carry_out(request, place, row, step))
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _form(request, place, row, step, actor, refusal)
    return _after(request, place, pk, actor, where)


def _step(place: Place, name: str) -> Move:
    flow = place.screen.flow
    step = (flow.by_name.get(name) if flow else None) or STEPS.get(name)
    if step is None or step.outcome:
        raise NotFound(say("There is no such step here."))
    return step


def _carry_out(request: HttpRequest, place: Place, row: Any, step: Move) -> str:
    version = request.POST.get("version", "")
    known = int(version) if version.isdigit() else None
    moved = press(row, step.name, version=known, asked=asked_of(step, request.POST))
    keep_saying(request, moved.sentence)
    return place.at(row.pk)


def asked_of(step: Move, sent: Any) -> dict[str, Any]:
    """What was sent for the questions of a move, and the reason."""
    asked = answers(step.asks, sent)
    if "reason" in sent:
        asked["reason"] = sent["reason"]
    return asked


def _form(
    request: HttpRequest, place: Place, row: Any, step: Move, actor: Actor, refusal: Refused | None = None
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    controls = asked_controls(step.asks, row, actor, sent)
    if step.reason or (refusal and refusal.strength == "ask"):
        controls.append(
            Control(
                "reason",
                gettext("Reason"),
                "long",
                sent.get("reason", "") if sent else "",
                required=True,
                max_length=500,
            )
        )
    for control in controls:
        control.error = str(refusal.fields.get(control.name, "")) if refusal else ""
    context = {
        "place": place, "row": row, "entry": row.entry, "step": step, "title": gettext(str(step.title or step.name)),
        "controls": controls, "refusal": refusal, "action": place.at(row.pk, step.name), "here": place.at(row.pk),
        "version": sent.get("version", row.version) if sent else row.version, "once": fresh_key(),
        "elsewhere": _elsewhere(refusal, controls, place, row),
    }  # fmt: skip
    return dialog(request, "ui/move.html", context, status=refusal.status if refusal else 200)


def _elsewhere(refusal: Refused | None, controls: list[Control], place: Place, row: Any) -> list[tuple[str, str]]:
    """What is missing in the matter itself, with the way to the field."""
    if refusal is None:
        return []
    asked = {control.name for control in controls}
    fields = {field.name: field for field in row._meta.fields}
    return [
        (gettext(str(fields[name].verbose_name)), f"{place.at(row.pk, 'edit')}#{name}")
        for name in refusal.fields
        if name not in asked and name in fields
    ]


def _after(request: HttpRequest, place: Place, pk: int, actor: Actor, where: str) -> HttpResponse:
    """What follows: the matter anew where it is on the page, the same page anew elsewhere, or a redirect."""
    if not wants_fragment(request):
        return see(where)
    on_page = request.headers.get("HX-Current-URL", "").split("?")[0].endswith(place.at(pk))
    try:
        row_at(place, pk, actor)
    except NotFound:
        return HttpResponse(status=204, headers={"HX-Redirect": "/"})
    if not on_page:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {**detail_context(place, pk, actor), "fragment": True, "done": said(request)}
    context["panels"] = panels_of(place, context["row"], actor, request)
    response = render(request, "ui/moved.html", context)
    response.headers["HX-Retarget"] = "#matter"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
