"""The pages that a Screen cannot make: finding a card by its label, the shared pool, more cards of a matter, what somebody holds."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Entry
from chancery.kernel.module.registry import address
from chancery.modules.assets.models import Charge, Disposal, Handover, Request
from chancery.modules.assets.selectors import by_label, in_pool, net_of
from chancery.modules.assets.services.depreciation import run_year_later
from chancery.modules.assets.services.items import put_items
from chancery.modules.assets.services.pool import take_from_pool
from chancery.modules.assets.terms import CATEGORIES, is_code, read_code
from chancery.ui.once import fresh_key, once
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

READ, ASK = "asset.read", "asset.ask"
FINANCE = "asset.finance"
SHOWN = 60
YEARS = 6
WITH_ITEMS = {"assets.handover", "assets.disposal"}
HUNDRED = 100


def label(request: HttpRequest) -> HttpResponse:
    """A scanned or typed label leads to its card (扫码查卡)."""
    actor_with(request, READ)
    typed = request.GET.get("code", "").strip()
    refusal: Refused | None = None
    if typed:
        card = by_label(typed).values_list("pk", flat=True).first()
        if card:
            return see(address("assets.asset", card))
        code = read_code(typed)[:40]
        unknown = say(
            "No card with the label {code} can be seen from your post; it may belong to another organ.", code=code
        )
        wrong = say("“{code}” is not a label code: its check character does not fit.", code=code)
        refusal = Refused(unknown if is_code(code) else wrong)
    return answer(request, "assets/label.html", {"typed": typed, "refusal": refusal}, status=422 if refusal else 200)


def pool(request: HttpRequest) -> HttpResponse:
    """The shared pool (公物仓): what any organ may reserve and take."""
    actor = actor_with(request, READ)
    if request.method == "POST":
        return _take(request, actor)
    category = request.GET.get("category", "")
    rows = in_pool().filter(category=category) if category in CATEGORIES else in_pool()
    after = request.GET.get("after", "")
    rows = rows.filter(pk__gt=int(after)) if after.isdigit() else rows
    found = list(rows.select_related("organ", "entry").prefetch_related("valuations").order_by("pk")[: SHOWN + 1])
    context = {
        "cards": [(card, net_of(card, today()) / HUNDRED) for card in found[:SHOWN]],
        "after": found[SHOWN - 1].pk if len(found) > SHOWN else "",
        "category": category,
        "categories": [(one.code, one.name) for one in CATEGORIES.values()],
        "asked": _asked_for(request, actor),
        "may_take": ASK in actor.actions,
        "once": fresh_key(),
    }
    return answer(request, "assets/pool.html", context)


def _asked_for(request: HttpRequest, actor: Actor) -> Any:
    """The request that the taking answers, if the address names one that the post may see."""
    wished = request.POST.get("request") or request.GET.get("request") or ""
    return Request.objects.select_related("entry").filter(pk=int(wished)).first() if wished.isdigit() else None


def _take(request: HttpRequest, actor: Actor) -> HttpResponse:
    keys = [int(key) for key in request.POST.getlist("card") if key.isdigit()]
    purpose = request.POST.get("purpose", "").strip()

    def do() -> str:
        row = take_from_pool(keys, purpose=purpose, asked=_asked_for(request, actor), actor=actor)
        keep_saying(request, say("Reserved: {title}", title=row.entry.title))
        return address("assets.handover", row.pk)

    return see(once(request, do))


@require_POST
def items(request: HttpRequest) -> HttpResponse:
    """More labels for a matter that is being drafted; what does not fit is said label by label."""
    actor = actor_with(request, ASK)
    wished = request.POST.get("matter", "")
    entry = Entry.objects.filter(pk=int(wished)).select_related("noun").first() if wished.isdigit() else None
    if entry is None or entry.noun.key not in WITH_ITEMS:
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    model: Any = Handover if entry.noun.key == "assets.handover" else Disposal
    scanned = put_items(model, entry.pk, request.POST.get("codes", ""), actor=actor)
    back = address(entry.noun.key, entry.pk)
    if not scanned.refused:
        keep_saying(
            request,
            say("{added} assets were put in, {removed} taken out", added=scanned.added, removed=scanned.removed),
        )
        return see(back)
    return answer(request, "assets/scanned.html", {"scanned": scanned, "back": back, "title": entry.title}, status=422)


def run(request: HttpRequest) -> HttpResponse:
    """The yearly depreciation (年度折旧计提): the worker computes it; a second run replaces the first."""
    actor_with(request, FINANCE)
    year = today().year
    if request.method == "POST":
        wished = request.POST.get("year", "")
        if not (wished.isdigit() and year - YEARS < int(wished) <= year):
            raise Refused(say("“{written}” is not a year.", written=wished[:20]))
        run_year_later.enqueue(int(wished))
        keep_saying(request, say("The worker computes the depreciation of {year}.", year=wished))
        return see("/assets/run/")
    done = (
        Charge.objects.filter(year__gt=year - YEARS)
        .values("year")
        .annotate(at=Max("at"), cards=Sum("cards"), charged=Sum("charged"))
    )
    known = {line["year"]: line for line in done}
    return answer(
        request, "assets/run.html", {"years": [(one, known.get(one)) for one in range(year, year - YEARS, -1)]}
    )
