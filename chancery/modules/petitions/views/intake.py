"""Taking in a letter, visit or call: what it says on the one side, who wrote on the other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.petitions.models import Petition, Petitioner
from chancery.modules.petitions.services.taking_in import Person, take_in
from chancery.ui.controls import Control, form_class, form_controls
from chancery.ui.once import fresh_key, once
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

WHO = ("name", "phone", "address", "identity")
WHAT = ("channel", "kind", "field", "received_at", "title", "text", "place", "against")
HOW = ("people", "confidential", "urgent")
COMPANIONS = "companions"
MOST_NAMES = 20


def intake(request: HttpRequest) -> HttpResponse:
    """One page, one press: entered, numbered, its fifteen days begun (登记信访事项; art. 22)."""
    actor = actor_with(request, "petition.register")
    with acting(actor):
        what = form_class(Petition, (*WHAT, *HOW))(request.POST or None, initial={"received_at": now()})
        who = form_class(Petitioner, WHO)(request.POST or None)
        if request.method != "POST":
            return _page(request, what, who)
        if not (what.is_valid() and who.is_valid()):
            return _page(request, what, who, wrong=Refused(say("Something is not right yet.")))
        try:
            return see(once(request, lambda: _taken(request, actor, what, who)))
        except Refused as refusal:
            return _page(request, what, who, wrong=refusal)


def _taken(request: HttpRequest, actor: Actor, what: Any, who: Any) -> str:
    names = tuple(line.strip() for line in request.POST.get(COMPANIONS, "").splitlines() if line.strip())[:MOST_NAMES]
    told = {name: str(who.cleaned_data.get(name) or "") for name in WHO}
    row = take_in(Person(**told, companions=names), what.cleaned_data, organ=actor.house or 0, actor=actor)
    keep_saying(request, say("Registered as {number}.", number=row.number))
    return f"/petitions/petition/{row.pk}/"


def _page(request: HttpRequest, what: Any, who: Any, *, wrong: Refused | None = None) -> HttpResponse:
    companions = Control(
        COMPANIONS, _("Other representatives"), "long", request.POST.get(COMPANIONS, ""), _("One name on each line; five representatives in all at most.")
    )  # fmt: skip
    groups = [
        (_("What came, and how"), _marked(form_controls(what, WHAT), wrong)),
        (_("Who wrote (kept apart, masked everywhere)"), _marked([*form_controls(who, WHO), companions], wrong)),
        (_("How many, and how it is treated"), _marked(form_controls(what, HOW), wrong)),
    ]
    context = {"groups": groups, "refusal": wrong, "once": fresh_key()}
    return answer(request, "petitions/intake.html", context, status=wrong.status if wrong else 200)


def _marked(controls: list[Control], wrong: Refused | None) -> list[Control]:
    """The sentences of a refusal beside their fields."""
    for control in controls:
        if wrong and control.name in wrong.fields:
            control.error = str(wrong.fields[control.name])
    return controls
