"""The first page: one box to say, one to follow, what is new, what was solved (首页)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chancery.kernel.base.clock import today
from chancery.modules.hotline.api import figures, published, subjects
from chancery.modules.portal.selectors.notices import newest
from chancery.modules.portal.terms import SOLVED
from chancery.ui.public import public

from .frame import HOME, shown

OFTEN = 8


@public
def home(request: HttpRequest) -> HttpResponse:
    """Everything that a citizen comes for, on one screen."""
    told = figures(today())
    context = {
        "notices": newest(), "solved": published(limit=SOLVED), "often": subjects()[:OFTEN], "today": today(), "taken": told.taken,
        "on_time": _percent(told.on_time_share), "satisfied": _percent(told.satisfied_share),
    }  # fmt: skip
    return shown(request, "home", context, here=HOME)


def _percent(share: float | None) -> str:
    return f"{share * 100:.1f}%" if share is not None else ""
