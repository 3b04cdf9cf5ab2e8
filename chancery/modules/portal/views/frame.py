"""The menu of the public site, and how its pages are shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from chancery.ui.public import Way, page

HOME, ASK, FOLLOW, ANSWERS, NOTICES = (
    "/portal/",
    "/portal/ask/",
    "/portal/follow/",
    "/portal/answers/",
    "/portal/notices/",
)
WAYS = (
    Way(_("First page"), HOME),
    Way(_("Say something"), ASK),
    Way(_("Follow a matter"), FOLLOW),
    Way(_("Published answers"), ANSWERS),
    Way(_("Public notices"), NOTICES),
)


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """A page of the site with its menu; `here` is the line of the menu to which it belongs."""
    return page(request, f"portal/{template}.html", {"ways": WAYS, "here": here, **context}, status=status)
