"""Choosing an organ, a person, a post or a row by typing it: what pages of a keeper read, and what fields suggest."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join

from chancery.kernel.base.refusals import NotFound, Refused
from chancery.ui.places import HIDDEN
from chancery.ui.typed import model_of, resolve, suggestions

from .acts import SHORT, Sent

M = TypeVar("M", bound=Model)


def pick(sent: Sent, model: type[M], name: str, *, needed: bool = True) -> M | None:
    """The row whose name was typed; what is wrong with it is said at the field."""
    typed = sent.post.get(name, "").strip()
    if not typed:
        if needed:
            sent.wrong.add(name, SHORT)
        return None
    try:
        found: M = resolve(model, typed)
    except Refused as refusal:
        sent.wrong.add(name, refusal.sentence)
        return None
    return found


def suggest(request: HttpRequest, source: str) -> HttpResponse:
    """The options of a field that is typed: `of` names the field, whose value is sent along."""
    model: Any = model_of(source)
    if model is None:
        raise NotFound(HIDDEN)
    typed = request.GET.get(request.GET.get("of", ""), "")[:100]
    words = suggestions(model, typed, role=request.GET.get("role", ""))
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((word,) for word in words)))
