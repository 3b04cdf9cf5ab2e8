"""Following a matter by number and code (查进度): where it stands, how it was, not solved, withdrawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

from chancery.kernel.base.refusals import Conflict, NotFound, Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.hotline.api import Followed, rate, reopen, withdraw
from chancery.modules.portal.services.sending import looked_up
from chancery.modules.portal.terms import ANSWERS
from chancery.ui.crowds import sender
from chancery.ui.once import fresh_key, once
from chancery.ui.public import public

from .frame import FOLLOW, shown

SOLVED = ("yes", "partly", "no")
DONE = {
    "rate": say("Thank you. What you said stands in the matter."),
    "reopen": say("It was opened again and is handled anew."),
    "withdraw": say("It was withdrawn. Nothing more is done about it."),
}


@sensitive_post_parameters("code")
@public
def follow(request: HttpRequest) -> HttpResponse:
    """Number and code come in the body of a form, never in an address; so does everything that is done here."""
    given = {"number": request.POST.get("number", "").strip()[:40], "code": request.POST.get("code", "").strip()[:40]}
    if request.method != "POST" or not any(given.values()):
        return shown(request, "follow_ask", {"given": given}, here=FOLLOW)
    try:
        seen = looked_up(sender(request), **given)
    except Refused as refusal:
        return shown(request, "follow_ask", {"given": given, "refusal": refusal}, here=FOLLOW, status=refusal.status)
    act, done = request.POST.get("act", ""), None
    if act in DONE:
        try:
            done = _do(request, act, given, seen)
        except NotFound:
            raise
        except Refused as refusal:
            return _page(request, given, looked_up(sender(request), **given), refusal=refusal)
        seen = looked_up(sender(request), **given)
    return _page(request, given, seen, done=done)


def _do(request: HttpRequest, act: str, given: dict[str, str], seen: Followed) -> Sentence:
    """Do it once; a page that is stale, and a second press, change nothing."""
    sent = request.POST

    def do() -> str:
        if sent.get("version") != str(seen.version):
            raise Conflict(
                say("Something has happened since you opened this page. Look at it again before you decide.")
            )
        reason = sent.get("reason", "").replace("\x00", "")
        if act == "rate":
            if sent.get("solved") not in SOLVED or sent.get("satisfied") not in dict(ANSWERS):
                raise Refused(say("Choose whether it is solved, and how satisfied you are."))
            rate(**given, satisfied=sent["satisfied"], solved=sent["solved"] == "yes", reason=reason)
        elif act == "reopen":
            reopen(given["number"], given["code"], reason)
        else:
            withdraw(given["number"], given["code"], reason)
        return FOLLOW

    once(request, do)
    return DONE[act]


def _page(
    request: HttpRequest,
    given: dict[str, str],
    seen: Followed,
    *,
    done: Sentence | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "given": given, "row": seen, "steps": list(reversed(seen.steps)), "done": done, "refusal": refusal, "once": fresh_key(),
        "answers": ANSWERS, "sent": request.POST, "form_id": "again",
    }  # fmt: skip
    return shown(request, "follow", context, here=FOLLOW, status=refusal.status if refusal else 200)
