"""Small acts of a keeper as pages: a few questions, one button, and each refusal at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict

from chancery.kernel.base.refusals import Collected, Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.ui.controls import Control
from chancery.ui.once import fresh_key, once
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

CLASH = say("These values do not go together, or the same one is there already.")
SHORT = say("Fill this in.")
OVER = (404, 403)


class Sent:
    """What was sent, read column by column; what is wrong is collected and said in one go."""

    def __init__(self, post: QueryDict) -> None:
        self.post = post
        self.wrong = Collected()

    def words(self, name: str, *, most: int = 200, needed: bool = True) -> str:
        value = self.post.get(name, "").strip()
        if needed and not value:
            self.wrong.add(name, SHORT)
        elif len(value) > most:
            self.wrong.add(name, say("At most {most} characters; this has {n}.", most=most, n=len(value)))
        return value

    def day(self, name: str) -> date:
        return self.day_or_none(name, needed=True) or date.min

    def day_or_none(self, name: str, *, needed: bool = False) -> date | None:
        value = self.post.get(name, "").strip()
        if not value:
            if needed:
                self.wrong.add(name, say("Choose a day."))
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.wrong.add(name, say("{value} is no day. Write it as 2026-11-23.", value=value))
            return None
        if not 1949 <= day.year <= 2199:
            self.wrong.add(name, say("The year {year} cannot be right.", year=day.year))
        return day

    def like(self, name: str, pattern: str, otherwise: Sentence) -> str:
        """Words that have a form; `otherwise` says which."""
        value = self.words(name)
        if value and not re.fullmatch(pattern, value):
            self.wrong.add(name, otherwise)
        return value

    def choice(self, name: str, known: Sequence[str]) -> str:
        value = self.post.get(name, "")
        if value not in known:
            self.wrong.add(name, say("Choose one of these."))
        return value

    def check(self) -> None:
        n = len(self.wrong.fields)
        self.wrong.raise_if_any(say("Not saved yet: {n} places must be changed.", n=n))


@dataclass(frozen=True)
class Act:
    """One act: its title, what it is done to, what it asks, what it does (giving where to go and what to say)."""

    title: str
    about: str
    back: str
    controls: Callable[[QueryDict | None], list[Control]]
    do: Callable[[Sent], tuple[str, Sentence]]
    crumbs: Sequence[tuple[str, str]] = ()
    note: str = ""


def serve(request: HttpRequest, act: Act) -> HttpResponse:
    """Show an act's form, or carry it out. A refusal comes back with everything that was typed."""
    if request.method != "POST":
        return _show(request, act, None)
    try:
        where = once(request, lambda: _carry_out(request, act))
    except Refused as refusal:
        if refusal.status in OVER:
            raise
        return _show(request, act, refusal)
    return see(where)


def _carry_out(request: HttpRequest, act: Act) -> str:
    try:
        with transaction.atomic():
            where, sentence = act.do(Sent(request.POST))
    except IntegrityError as error:
        raise Refused(CLASH) from error
    keep_saying(request, sentence)
    return where


def _show(request: HttpRequest, act: Act, refusal: Refused | None) -> HttpResponse:
    controls = act.controls(request.POST if refusal else None)
    for control in controls:
        control.error = str(refusal.fields.get(control.name, "")) if refusal else ""
    context: dict[str, Any] = {"act": act, "controls": controls, "refusal": refusal, "once": fresh_key()}
    return answer(request, "ui/organs/act.html", context, status=refusal.status if refusal else 200)


def typed(sent: QueryDict | None, name: str, otherwise: Any = "") -> Any:
    """What was typed into a field before, else what it begins with."""
    return sent.get(name, "") if sent is not None else otherwise


def options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[tuple[str, str, bool]]:
    return [(key, words, key == chosen) for key, words in pairs]
