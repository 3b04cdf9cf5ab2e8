"""Notices to the public: the list, one of them, and the feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancery.kernel.base.clock import HOUSE, today
from chancery.modules.portal.models import Notice
from chancery.modules.portal.selectors.notices import listed, newest, one
from chancery.modules.portal.terms import SHOWN, NoticeKind
from chancery.ui.public import name_of_house, public

from .frame import NOTICES, shown

LONGEST = 60


@public
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, newest first (公告)."""
    words, kind = request.GET.get("q", "").strip()[:LONGEST].replace("\x00", ""), request.GET.get("kind", "")
    kind = kind if kind in NoticeKind.values else ""
    rows, older = listed(words=words, kind=kind, before=request.GET.get("before", "")[:40])
    context = {
        "rows": rows,
        "older": older,
        "words": words,
        "kind": kind,
        "kinds": NoticeKind.choices,
        "today": today(),
    }
    return shown(request, "notices", context, here=NOTICES)


@public
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as the public reads it."""
    return shown(request, "notice", {"row": one(pk), "today": today()}, here=NOTICES)


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The newest notices for feed readers (订阅), as Atom."""
    at = request.build_absolute_uri
    made = Atom1Feed(
        title=f"{name_of_house()} {_('Public notices')}",
        link=at(NOTICES),
        feed_url=at(f"{NOTICES}feed/"),
        description="",
        language=get_language() or "zh-hans",
    )
    for row in newest(SHOWN):
        _enter(made, row, at(f"{NOTICES}{row.pk}/"))
    response = HttpResponse(content_type=made.content_type)
    made.write(response, "utf-8")
    return response


def _enter(made: Atom1Feed, row: Notice, address: str) -> None:
    assert row.released_at is not None
    released = row.released_at.astimezone(HOUSE)
    made.add_item(
        title=row.title,
        link=address,
        unique_id=address,
        description=str(row.get_kind_display()),
        author_name=row.organ.name,
        pubdate=released,
        updateddate=released,
    )
