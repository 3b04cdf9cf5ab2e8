"""The wings as pages: what the rail shows on a wide screen and the phone shows here; and the table of keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.sentences import say
from chancery.ui.frame import WINGS, frame
from chancery.ui.refusing import answer


def modules(request: HttpRequest, wing: str = "") -> HttpResponse:
    """All nouns that this post may read, by wing, or those of one wing."""
    titles = {key: title for key, title, _ in WINGS}
    if wing and wing not in titles:
        raise NotFound(say("There is no such page, or your post cannot see it."))
    rows = [item for item in frame(request)["rail"] if not wing or item.key == wing]
    return render(request, "ui/modules.html", {"wings": rows, "title": titles[wing] if wing else gettext("Work")})


def keys(request: HttpRequest) -> HttpResponse:
    """All keys (快捷键)."""
    return answer(request, "ui/keys.html", {}, part="dialog")
