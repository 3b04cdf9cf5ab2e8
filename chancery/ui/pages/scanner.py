"""The page that scans: with a network it is an ordinary page; taken along, it works without one and is sent later."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Entry
from chancery.ui.once import fresh_key
from chancery.ui.places import HIDDEN, place_by_noun, row_at
from chancery.ui.refusing import answer, open_to_all
from chancery.ui.saying import see
from chancery.ui.scanning import MOST_CARRIED, Round, Thing, Told, Verb, Verdict, read_code, told_many, told_one

from . import accounts

WORKER = Path(__file__).parent.parent / "static" / "chancery" / "scan-worker.js"
SHOWN = 100
OFFERED = 300
"""Groups that are offered to be taken along: those with something left."""
"""Things of one group that are listed below each other."""


def scanned(request: HttpRequest, walk: Round, part: str = "") -> HttpResponseBase:
    """One view for all addresses of a round: the page, `away/`, and what the page taken along asks for: `list/`, `send/`."""
    parts = {"": page, "away": away, "list": carried, "send": sent}
    if part not in parts:
        raise NotFound(HIDDEN)
    return parts[part](request, walk)


def page(request: HttpRequest, walk: Round) -> HttpResponseBase:
    """The page with a network (扫码): look a code up, say what was seen; works without a script."""
    context: dict[str, Any] = {"round": walk}
    status = 200
    if request.method == "POST":
        try:
            context["verdict"] = _take(request, walk)
        except Refused as refusal:
            context["refusal"], context["words"], status = refusal, request.POST.get("words", "")[:500], refusal.status
    context |= _looked_at(request, walk, context.get("refusal"))
    return answer(request, "ui/scanner/page.html", context, status=status)


def _take(request: HttpRequest, walk: Round) -> Verdict:
    told = told_one(request.POST, photo=request.FILES.get("photo"))
    verb = walk.verb(told.verb)
    if verb is None:
        raise Refused(say("Choose what you saw."))
    if verb.wants and not told.words:
        raise Refused(say("Write a few words for “{verb}”: {wants}.", verb=say(verb.label), wants=say(verb.wants)))
    return walk.tell(told)


def _looked_at(request: HttpRequest, walk: Round, refusal: Refused | None) -> dict[str, Any]:
    """The group, its things that are left, and the thing that was looked up."""
    sent = request.POST if request.method == "POST" else request.GET
    groups = walk.groups()
    group = next((one for one in groups if one.key == sent.get("group")), None)
    raw = sent.get("code", "")[:200]
    thing, missed = (
        (None, None) if request.method == "POST" and not refusal else _find(walk, raw, sent.get("thing", ""))
    )
    extra = (
        walk.extra if "extra" in sent or (refusal and sent.get("verb") == getattr(walk.extra, "key", None)) else None
    )
    left = [one for one in walk.things([group.key], SHOWN) if not one.verb] if group else []
    return {
        "groups": groups,
        "to_take": [one for one in groups if one.left][:OFFERED], "group": group, "left": left, "keys": {one.key: fresh_key() for one in left}, "key": fresh_key(),
        "listed": [verb for verb in walk.verbs if verb.listed], "thing": thing, "missed": missed, "code": raw, "extra": extra,
        "offered": [extra] if extra else [verb for verb in walk.verbs if _fits(verb, thing, group.key if group else "")],
        "wants": _(", ").join(str(verb.wants) for verb in walk.verbs if verb.wants),
        "said": next((verb.short or verb.label for verb in walk.verbs if thing and verb.key == thing.verb), ""),
        "belongs": next((one.title for one in groups if thing and one.key == thing.group), ""),
    }  # fmt: skip


def _find(walk: Round, raw: str, key: str) -> tuple[Thing | None, Sentence | None]:
    if key.isascii() and key.isdigit() and len(key) < 18:
        found = walk.thing(int(key))
        return found, None if found else say("This is not on the list any more.")
    if not raw.strip():
        return None, None
    looked = walk.find(*read_code(raw))
    return (looked, None) if isinstance(looked, Thing) else (None, looked)


def _fits(verb: Verb, thing: Thing | None, here: str) -> bool:
    if thing is None:
        return verb.fits != "elsewhere" and not verb.wants and not verb.listed
    elsewhere = bool(here) and thing.group != here
    return (
        verb.fits == "always"
        or (verb.fits == "elsewhere" and (elsewhere or not here))
        or (verb.fits == "here" and not elsewhere)
    )


def away(request: HttpRequest, walk: Round) -> HttpResponse:
    """The page that may be taken along: no list and no name stands in it; those lie in the phone's own store."""
    verbs = [*walk.verbs, *([walk.extra] if walk.extra else [])]
    context = {
        "round": walk, "account": account_of(request), "verbs": verbs, "listed": [verb for verb in walk.verbs if verb.listed], "words": _words(),
    }  # fmt: skip
    return render(request, "ui/scanner/away.html", context)


def _words() -> dict[str, str]:
    """What the script says, in the language of the reader; `{n}` and the like are filled there."""
    return {
        "online": _("Connected"), "offline": _("Offline, {n} to send"), "waiting": _("{n} to send"), "done": _("{done} of {all} looked at"),
        "odds": _("Differing {n}"), "left": _("{group}: {n} not looked at yet"), "none": _("All were looked at"),
        "waits": _("{n} observations wait on this phone. They are sent by themselves as soon as there is a network."),
        "sent": _("Everything was sent."), "noted": _("Noted: {title}, {verb}"), "belongs": _("Belongs to"),
        "foreign": _("This label is not on the list that you took along"), "extra": _("Something that is not on the list"),
        "write": _("Write a few words, then press the same button again."), "pictured": _("The photograph goes with what you press next."),
        "signin": _("You are signed out. Sign in again on this phone; what you noted is kept and sent then."),
        "other": _("What waits here was noted by another account. It is sent when that account signs in on this phone."),
        "fault": _("The network does not answer. Nothing is lost; it is tried again."),
        "insecure": _("This address has no https: the page cannot be opened again without a network. Leave it open until all is sent."),
        "nocamera": _("The camera cannot be used here: it needs https and your permission. Type the code, or photograph it."),
        "blank": _("No code was found in this picture. Hold the phone closer, or type the code."),
    }  # fmt: skip


def account_of(request: HttpRequest) -> str:
    """The account as a phone may know it: a name that says nothing to others."""
    user: Any = request.user
    return sha256(f"{settings.SECRET_KEY}:along:{user.pk}".encode()).hexdigest()[:24]


def carried(request: HttpRequest, walk: Round) -> HttpResponse:
    """The list of the chosen groups; with `head` only whether the phone may send, and by which token."""
    told: dict[str, Any] = {
        "account": account_of(request),
        "token": get_token(request),
        "closed": str(walk.closed or ""),
    }
    if "head" in request.GET:
        return JsonResponse(told)
    groups = {one.key: one for one in walk.groups()}
    wished = [groups[key] for key in dict.fromkeys(request.GET.getlist("group")) if key in groups]
    if not wished:
        return JsonResponse({"sentence": _("Choose at least one place to take along.")}, status=422)
    if sum(one.total for one in wished) > MOST_CARRIED:
        return JsonResponse(
            {"sentence": _("One phone takes {most} things at most. Choose fewer places.").format(most=MOST_CARRIED)},
            status=422,
        )
    things = walk.things([one.key for one in wished], MOST_CARRIED)
    request.session["along"] = True
    told |= {
        "groups": [{"key": one.key, "title": one.title} for one in wished],
        "things": [thing.as_json() for thing in things],
    }
    return JsonResponse(told)


def sent(request: HttpRequest, walk: Round) -> HttpResponse:
    """What a phone noted: each observation gets its own answer; what has none stays on the phone."""
    if request.method != "POST":
        raise NotFound(HIDDEN)
    try:
        told = list(told_many(request.POST.get("told", ""), request.FILES))
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    return JsonResponse({"verdicts": [_answered(one, walk) for one in told]})


def _answered(one: Told | Verdict, walk: Round) -> dict[str, Any]:
    if isinstance(one, Told):
        try:
            one = walk.tell(one) if walk.verb(one.verb) else Verdict(one.key, "refused", say("Choose what you saw."))
        except Refused as refusal:
            one = Verdict(one.key, "refused", refusal.sentence)
    return {**one.as_json(), "well": one.well}


def labelled(request: HttpRequest, code: str) -> HttpResponse:
    """What a label's address leads to (扫标签): the row whose number is the code, if this post may see it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for entry in Entry.objects.filter(number=code).select_related("noun")[:SHOWN]:
        place = place_by_noun(entry.noun.key)
        if place and place.screen.read in actor.actions:
            return see(place.at(row_at(place, entry.pk, actor).pk))
    raise NotFound(
        say("The label {code} belongs to nothing that your post may see; it may be another agency's.", code=code[:40])
    )


@open_to_all
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps a page which was taken along; it may serve only the scope for which the page asks."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


@open_to_all
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out (退出); what was taken along is sent first and cleared, because machines may be shared."""
    along = request.session.get("along")
    if along and request.user.is_authenticated and "anyway" not in request.POST:
        return render(request, "ui/scanner/leave.html")
    response = accounts.logout(request)
    if along:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
