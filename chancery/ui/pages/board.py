"""A board as a page: a day or a week, the same as a table, the form of one piece, and putting it into a lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import dateformat
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Label, Sentence, say
from chancery.kernel.module.declare import Module
from chancery.ui.controls import Control
from chancery.ui.once import fresh_key, once
from chancery.ui.places import HIDDEN
from chancery.ui.refusing import answer, dialog, wants_fragment
from chancery.ui.saying import keep_saying, said, see
from chancery.ui.timeline import Board, Card, Period, Scale, drawn

from .moves import CLASH

FIRST, LAST = 1990, 2200


@dataclass(frozen=True)
class Placing:
    """What somebody asks: this piece, into this lane, from this moment on (none: as it was asked for)."""

    key: int
    lane: str
    start: datetime | None
    version: int | None
    sent: Mapping[str, str]


@dataclass(frozen=True)
class PlaceForm:
    """The form of one piece: what it is, its page, its version, and what is asked (lane and start among them)."""

    title: str
    facts: Sequence[str]
    href: str
    version: int
    controls: Sequence[Control]


@dataclass(frozen=True)
class Boarding:
    """What a module gives: who may read and place, the board of a period, the form of a piece, and the step itself.

    `place` presses a move of the piece's flow and gives the sentence to be said; what refuses it raises Refused.
    """

    module: str
    title: Label
    href: str
    read: str
    place_right: str
    build: Callable[[Actor, Period, str], Board]
    form: Callable[[Actor, int, Mapping[str, str]], PlaceForm]
    place: Callable[[Actor, Placing], Sentence]


def board_page(request: HttpRequest, kind: Boarding, module: Module) -> HttpResponse:
    """The one address of a board: shown, asked for one piece (`?place=`), or sent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if kind.read not in actor.actions:
        raise NotFound(HIDDEN)
    if request.method == "POST":
        return _placed(request, kind, module, actor)
    wished = request.GET.get("place", "")
    if wished.isdigit():
        return _asked(request, kind, module, actor, int(wished[:18]))
    return _shown(request, kind, module, actor)


def period_of(sent: Mapping[str, str]) -> Period:
    """The day or the week that an address names; today where it names none that can be."""
    try:
        day = parse_date(sent.get("day", "")) or today()
    except ValueError:
        day = today()
    day = day if FIRST <= day.year <= LAST else today()
    if sent.get("span") == "week":
        return Period(day - timedelta(days=day.weekday()), days=7)
    return Period(day)


def _shown(request: HttpRequest, kind: Boarding, module: Module, actor: Actor, focus: str = "") -> HttpResponse:
    sent = request.GET if request.method == "GET" else request.POST
    period = period_of(sent)
    board = kind.build(actor, period, sent.get("by", ""))
    scale = Scale(board.period)
    table = sent.get("show") == "table"
    context = {
        "board": board, "kind": kind, "module": module, "scale": scale, "table": table, "marks": scale.marks(),
        "groups": [(group, [(lane, drawn(scale, lane.bars)) for lane in group.lanes]) for group in board.groups],
        "cards": [(card, (*_spot(scale, card), _elsewhere(kind, period, sent, card))) for card in board.queue], "now": scale.now_at(now()), "clock": now().astimezone(HOUSE),
        "looks": dict(board.legend), "may_place": kind.place_right in actor.actions, "once": fresh_key(), "focus": focus,
        "by": sent.get("by", ""), "span": "week" if period.days > 1 else "", "day": period.first, "chips": _chips(kind, period, sent),
        "first": next((card.key for card in board.queue if card.act), ""), "words": _in_words(period), "other": _address(kind, period, sent, show="" if table else "table"), "done": said(request) if focus else "",
        "here": _address(kind, period, sent),
    }  # fmt: skip
    template = "ui/board/table.html" if table else "ui/board/page.html"
    response = answer(request, template, context, part="board")
    if focus:
        response.headers["HX-Retarget"] = "#board"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _spot(scale: Scale, card: Card) -> tuple[int, int]:
    """Where a card would stand: column and span; (0, 0) when it is for another day."""
    if card.end <= scale.period.begin or card.start >= scale.period.end:
        return 0, 0
    column = min(scale.column(card.start), scale.columns)
    return column, max(scale.column(card.end, up=True) - column, 1)


def _elsewhere(kind: Boarding, period: Period, sent: Mapping[str, str], card: Card) -> str:
    """The address of the day of a card that is not on this board."""
    if card.end > period.begin and card.start < period.end:
        return ""
    day = card.start.astimezone(HOUSE).date()
    return _address(kind, period, sent, day=day.isoformat(), show="")


def _address(kind: Boarding, period: Period, sent: Mapping[str, str], **changes: str) -> str:
    """An address of this board with some of its parameters changed; what is as it is anyway stays away."""
    kept = {
        "day": period.first.isoformat() if period.first != today() or period.days > 1 else "",
        "span": "week" if period.days > 1 else "",
        "by": sent.get("by", ""),
        "show": "table" if sent.get("show") == "table" else "",
    }
    asked = {name: value for name, value in (kept | changes).items() if value}
    return f"{kind.href}?{urlencode(asked)}" if asked else kind.href


def _chips(kind: Boarding, period: Period, sent: Mapping[str, str]) -> list[tuple[str, str, bool, str]]:
    """Back, today, on, day or week: words, address, whether it is where we are, icon."""
    step = timedelta(days=period.days)
    week = period.days > 1

    def to(day: date) -> str:
        return _address(kind, period, sent, day=day.isoformat() if day != today() or week else "")

    def named(day: date) -> str:
        return gettext("That week") if week else dateformat.format(day, "D")

    here = period.begin <= now() < period.end
    return [
        (gettext("Week before") if week else named(period.first - step), to(period.first - step), False, "chevron-left"),
        (gettext("This week") if week else gettext("Today"), to(today()), here, ""),
        (gettext("Week after") if week else named(period.first + step), to(period.first + step), False, "chevron-right"),
        (gettext("One day"), _address(kind, period, sent, span="", day=_day_in(period).isoformat()), not week, ""),
        (gettext("Week"), _address(kind, period, sent, span="week", day=period.first.isoformat()), week, ""),
    ]  # fmt: skip


def _day_in(period: Period) -> date:
    """Today when the period holds it, else its first day."""
    return today() if period.begin <= now() < period.end else period.first


def _in_words(period: Period) -> str:
    day = dateformat.format(period.first, gettext("j F l"))
    if period.days == 1:
        return day
    last = period.first + timedelta(days=period.days - 1)
    return f"{dateformat.format(period.first, gettext('j F'))} – {dateformat.format(last, gettext('j F'))}"


# ---- one piece ----


def _asked(
    request: HttpRequest, kind: Boarding, module: Module, actor: Actor, key: int, refusal: Refused | None = None
) -> HttpResponse:
    """The form of a piece, a page or a dialog: what drag and keys do, for everybody."""
    sent = request.POST if request.method == "POST" else request.GET
    form = kind.form(actor, key, sent.dict())
    for control in form.controls:
        control.error = str(refusal.fields.get(control.name, "")) if refusal else ""
    context = {
        "kind": kind, "module": module, "form": form, "key": key, "refusal": refusal, "once": fresh_key(),
        "back": _address(kind, period_of(sent), sent), "day": sent.get("day", ""), "span": sent.get("span", ""), "by": sent.get("by", ""),
        "reason": refusal is not None and refusal.strength == "ask", "typed": sent.get("reason", ""),
        "version": sent.get("version") or form.version,
    }  # fmt: skip
    return dialog(request, "ui/board/place.html", context, status=refusal.status if refusal else 200)


def _placed(request: HttpRequest, kind: Boarding, module: Module, actor: Actor) -> HttpResponse:
    """Put a piece into a lane. A rule that refuses brings the form back; a lost race is told as such."""
    sent = request.POST
    if not sent.get("key", "").isdigit():
        raise NotFound(HIDDEN)
    key = int(sent["key"][:18])
    try:
        where = once(request, lambda: _carry_out(request, kind, actor, key))
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _asked(request, kind, module, actor, key, refusal)
    if not wants_fragment(request):
        return see(where)
    return _shown(request, kind, module, actor, focus=str(key))


def _carry_out(request: HttpRequest, kind: Boarding, actor: Actor, key: int) -> str:
    sent = request.POST
    version = sent.get("version", "")
    placing = Placing(
        key=key,
        lane=sent.get("lane", "")[:40],
        start=_start(sent.get("start", "")),
        version=int(version) if version.isdigit() else None,
        sent={str(name): str(value) for name, value in sent.items()},
    )
    try:
        with transaction.atomic():
            sentence = kind.place(actor, placing)
    except IntegrityError as error:
        raise Refused(CLASH) from error
    keep_saying(request, sentence)
    return f"{_address(kind, period_of(sent), sent)}#piece-{key}"


def _start(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not FIRST <= moment.year <= LAST:
        wrong = say("“{written}” is not a moment; write it like 2026-11-03 09:30.", written=text[:30])
        raise Refused(wrong, fields={"start": wrong})
    return moment if moment.tzinfo else moment.replace(tzinfo=HOUSE)
