"""Saying something (有事请说): three steps of one plain form, sent once, answered by a number and a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.portal.rules import number
from chancery.modules.portal.selectors.answers import likely, proposed
from chancery.modules.portal.selectors.ground import ground
from chancery.modules.portal.services.sending import send, sent_before
from chancery.modules.portal.terms import MOST_FILES, MOST_OF_ALL, MOST_OF_ONE, MOST_WORDS, WITHOUT_PHONE
from chancery.ui.controls import Control, form_controls
from chancery.ui.crowds import Puzzle, puzzle_of, sender, set_puzzle, ticket_of, waits
from chancery.ui.once import once
from chancery.ui.public import page, public, too_much, with_files
from chancery.ui.saying import see

from .frame import ASK, shown
from .statement import NAMES, STEPS, TAKEN, StatementForm, carried, fault_of_files, statement_of

TAKEN_PAGE = f"{ASK}taken/"
ORDER = tuple(STEPS)


@with_files(MOST_OF_ALL)
def ask(request: HttpRequest) -> HttpResponse:
    """One address for all steps; which one was filled in stands in the form."""
    if request.method != "POST":
        sent = {name: request.GET[name][:MOST_WORDS] for name in ("text", "kind") if name in request.GET}
        return _step(request, "say", sent, StatementForm(initial=sent))
    sent = {name: request.POST.get(name, "").replace("\x00", "") for name in NAMES}
    step = request.POST.get("step", "say")
    step, go = step if step in STEPS else "say", request.POST.get("go", "next")
    if tapped := _tapped(request):
        sent |= tapped
    if tapped or "speak" in request.POST or go in {"begin", "back"}:
        step = ORDER[max(0, ORDER.index(step) - 1)] if go == "back" and not tapped else step
        return _step(request, step, sent, StatementForm(initial=sent))
    form = StatementForm(sent)
    wrong = next((one for one in ORDER[: ORDER.index(step) + 1] if form.wrong_in(one)), "")
    if wrong:
        return _step(request, wrong, sent, form, status=422)
    if step != "send":
        after = ORDER[ORDER.index(step) + 1]
        return _step(request, after, sent, StatementForm(initial=sent))
    return _send(request, sent, form)


def _tapped(request: HttpRequest) -> dict[str, str]:
    """The place on the small drawing that was tapped without a script."""
    x, y = request.POST.get("tap.x", ""), request.POST.get("tap.y", "")
    if not (x.isascii() and x.isdigit() and y.isascii() and y.isdigit() and len(x + y) < 12):
        return {}
    north, east = ground().tapped(int(x), int(y))
    return {"latitude": str(north), "longitude": str(east)}


def _send(request: HttpRequest, sent: dict[str, str], form: StatementForm) -> HttpResponse:
    """Send it once; whatever is refused comes back with everything that was typed."""
    files: Sequence[Any] = request.FILES.getlist("files")
    if fault := fault_of_files(files, too_much(request)):
        return _step(request, "send", sent, form, fault=fault, status=422)
    ticket = ticket_of(request.POST.get("ticket", ""), request.POST.get("work", ""))
    if ticket is None or ticket.key != request.POST.get("once"):
        return _step(
            request,
            "send",
            sent,
            form,
            refusal=Refused(say("This page was open for a long time. What you typed is kept: send it once more.")),
        )
    if left := waits(ticket, number("slow_wait")):
        told = say(
            "Without JavaScript a form waits a little before it is taken: send it again in {n} seconds. What you typed is kept.",
            n=left,
        )
        return _step(request, "send", sent, form, refusal=Refused(told))

    def do() -> str:
        receipt = send(sender(request), ticket, statement_of(form.cleaned_data, files))
        request.session["taken"] = {"number": receipt.number, "code": receipt.code}
        return TAKEN_PAGE

    try:
        return see(once(request, do))
    except Refused as refusal:
        return _step(request, "send", sent, form, refusal=refusal)


def _step(
    request: HttpRequest,
    step: str,
    sent: dict[str, str],
    form: StatementForm,
    *,
    fault: Sentence | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """One step as a page: its fields, what the others hold, and a puzzle to be solved meanwhile."""
    controls = {one.name: _drawn(one) for one in form_controls(form, STEPS[step])}
    for name, sentence in (refusal.fields if refusal else {}).items():
        if name in controls:
            controls[name].error = str(sentence)
    context: dict[str, Any] = {
        "step": step, "steps": ORDER, "at": ORDER.index(step), "part": f"portal/ask_{step}.html", "c": controls, "kept": carried(sent, step),
        "puzzle": _puzzle(request), "refusal": refusal, "fault": fault, "form_id": "ask",
        "faults": [(one.name, one.label, one.error) for one in controls.values() if one.error],
    }  # fmt: skip
    context["wrong"] = bool(context["faults"] or refusal or fault)
    context |= _beside(step, sent, form, controls)
    return shown(request, "ask", context, here=ASK, status=refusal.status if refusal else status)


def _drawn(control: Control) -> Control:
    """Six kinds are quicker chosen than unfolded."""
    if control.name == "kind":
        control.kind, control.choices = "radio", [one for one in control.choices if one[0]]
        control.required = True
    return control


def _puzzle(request: HttpRequest) -> Puzzle:
    """The ticket that the form carries already, else a fresh one, harder for whoever has sent much."""
    kept = puzzle_of(request.POST.get("ticket", "")) if request.method == "POST" else None
    return kept or set_puzzle(number("work"), before=sent_before(sender(request)))


def _beside(step: str, sent: dict[str, str], form: StatementForm, controls: dict[str, Control]) -> dict[str, Any]:
    """What a step shows beside its fields."""
    if step == "place":
        about = proposed(sent["text"])
        if about.subject and not sent.get("subject"):
            controls["subject"].value = str(about.subject)
        point = _point(sent)
        return {"likely": likely(about), "about": about, "ground": ground(), "point": point, "near": ground().near(point) if point else "",
                "groups": form.fields["subject"].choices}  # type: ignore[attr-defined]  # fmt: skip
    if step == "send":
        controls["phone"].required = sent["kind"] not in WITHOUT_PHONE
        return {"summary": _summary(sent, form), "most_files": MOST_FILES, "most_of_one": MOST_OF_ONE, "most_of_all": MOST_OF_ALL,
                "sound": any(kind in TAKEN for kind in ("mp3", "m4a", "ogg", "wav", "amr")), "ticket": None}  # fmt: skip
    return {}


def _point(sent: dict[str, str]) -> tuple[float, float] | None:
    try:
        point = float(sent.get("latitude", "")), float(sent.get("longitude", ""))
    except ValueError:
        return None
    return point if ground().holds(point) else None


def _summary(sent: dict[str, str], form: StatementForm) -> list[tuple[str, str]]:
    """What will be sent, to be read once more."""
    kinds = dict(form.fields["kind"].choices)  # type: ignore[attr-defined]
    point = _point(sent)
    near = ground().near(point) if point else ""
    at = f"{point[0]:.5f}, {point[1]:.5f}" if point else ""
    told = [
        (_("What happened?"), sent["text"]),
        (_("What is it?"), str(kinds.get(sent["kind"], ""))),
        (_("Where?"), sent["address"]),
        (_("Point on the map"), _("{at}, near {place}").format(at=at, place=near) if near else at),
        (_("When?"), sent["happened_at"].replace("T", " ")),
    ]
    return [(label, words) for label, words in told if words]


@public
def taken(request: HttpRequest) -> HttpResponse:
    """Number and code, shown once (受理回执); whoever comes a second time is told so."""
    receipt = request.session.pop("taken", None)
    return shown(request, "taken", {"receipt": receipt}, here=ASK)


@public
def drawing(request: HttpRequest) -> HttpResponse:
    """The small drawing on which a place is tapped without a script."""
    response = page(request, "portal/ground.svg", {"ground": ground()})
    response["Content-Type"] = "image/svg+xml"
    patch_cache_control(response, max_age=86_400, public=True)
    return response
