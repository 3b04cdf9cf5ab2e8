"""Messages to me in this post: unread first seen, marked read by opening the matter or in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Entry
from chancery.kernel.notify.services import mark_read
from chancery.kernel.notify.services import messages as told_to
from chancery.ui.places import place_by_noun
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

PAGE = 50


@dataclass(frozen=True)
class Shown:
    """One message with the matter it is about."""

    pk: int
    at: Any
    sentence: Sentence
    read: bool
    title: str
    href: str
    kind: str


def messages(request: HttpRequest) -> HttpResponse:
    """My messages (消息), newest first; a POST marks them read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        number = mark_read(actor.post, actor.person)
        keep_saying(request, say("{n} messages are marked read.", n=number))
        return see("/messages/")
    before = request.GET.get("before", "")
    found = told_to(actor.post, actor.person, before=int(before) if before.isdigit() else None, limit=PAGE + 1)
    entries = Entry.objects.select_related("noun").in_bulk([row.entry_id for row in found if row.entry_id])
    rows = [_shown(row, entries.get(row.entry_id)) for row in found[:PAGE]]
    context = {
        "rows": rows,
        "older": found[PAGE - 1].id if len(found) > PAGE else "",
        "unread_here": any(not row.read for row in rows),
    }
    return answer(request, "ui/messages.html", context, part="list")


def _shown(told: Any, entry: Entry | None) -> Shown:
    place = place_by_noun(entry.noun.key) if entry else None
    href = f"/messages/{told.id}/" if place else ""
    return Shown(
        told.id,
        told.at,
        told.sentence,
        told.read,
        entry.title if entry else "",
        href,
        str(place.screen.title) if place else "",
    )


def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the matter of a message and mark the message read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = next((row for row in told_to(actor.post, actor.person, before=pk + 1, limit=1) if row.id == pk), None)
    if found is None or not found.entry_id:
        return see("/messages/")
    mark_read(actor.post, actor.person, ids=[pk])
    entry = Entry.objects.select_related("noun").get(pk=found.entry_id)
    place = place_by_noun(entry.noun.key)
    return HttpResponseRedirect(place.at(entry.pk) if place else "/messages/")
