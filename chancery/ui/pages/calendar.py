"""The working calendar (工作日历) by year, and bringing in the yearly notice with everything that it moves."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.calendars import SHIPPED, calendar_for, forget
from chancery.kernel.deadlines.clocks import recompute_open_clocks
from chancery.kernel.deadlines.days import statutory
from chancery.kernel.deadlines.models import CalendarDay, CalendarYear
from chancery.kernel.deadlines.notices import import_notice_json, import_notice_text
from chancery.kernel.desk.models import Entry, Sight
from chancery.kernel.flow.redating import Moved, redate
from chancery.ui.once import fresh_key, once
from chancery.ui.places import must, place_by_noun
from chancery.ui.saying import keep_saying, see

from .rules import EDIT

FIRST, LAST = 2000, 2100
MOST_TEXT = 20_000
MOST_FILE = 200_000
MOST_SHOWN = 100


@dataclass(frozen=True)
class Day:
    """One day of a month: `look` is off, work (made up) or empty; `name` is its holiday."""

    day: date
    look: str = ""
    name: str = ""
    today: bool = False


def calendar(request: HttpRequest) -> HttpResponse:
    """One year, its months as small tables (年历)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = request.GET.get("year", "")
    year = int(told) if told.isdigit() and FIRST <= int(told) <= LAST else today().year
    kept, names = calendar_for(actor.place), _names(year)
    known = year in kept.known
    listed = {day: worked for day, worked in kept.exceptions.items() if day.year == year}
    if not known:
        listed |= {date(year, month, day): False for month, day in statutory(year)}
    brought = CalendarYear.objects.filter(place="", year=year).first()
    context = {
        "year": year, "previous": year - 1, "next": year + 1, "known": known, "brought": brought,
        "months": [_month(year, month, listed, names) for month in range(1, 13)],
        "listed": _ranges(listed, names), "may_edit": EDIT in actor.actions,
        "working": sum(kept.is_working(date(year, 1, 1) + timedelta(days=n)) for n in range(_days_in(year))),
        "moved": _told(actor, request.session.pop("moved", None)),
    }  # fmt: skip
    return render(request, "ui/calendar/year.html", context)


def _days_in(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _names(year: int) -> dict[date, str]:
    rows = CalendarDay.objects.filter(year__place="", year__year__in=(year - 1, year, year + 1)).values_list(
        "date", "name"
    )
    return {**_shipped_names(), **dict(rows)}


@lru_cache(maxsize=1)
def _shipped_names() -> Mapping[date, str]:
    found: dict[date, str] = {}
    for path in SHIPPED.glob("*.toml"):
        for holiday in tomllib.loads(path.read_text("utf-8"))["holiday"]:
            found |= dict.fromkeys((*holiday["off"], *holiday["work"]), holiday["name"])
    return found


def _month(year: int, month: int, listed: Mapping[date, bool], names: Mapping[date, str]) -> dict[str, Any]:
    first = date(year, month, 1)
    begin = first - timedelta(days=first.weekday())
    weeks: list[list[Day | None]] = []
    while begin.replace(day=1) <= first and len(weeks) < 6:
        row = [begin + timedelta(days=n) for n in range(7)]
        weeks.append([_day(day, listed, names) if day.month == month else None for day in row])
        begin += timedelta(days=7)
    return {"first": first, "weeks": [week for week in weeks if any(week)]}


def _day(day: date, listed: Mapping[date, bool], names: Mapping[date, str]) -> Day:
    look = "" if day not in listed else "work" if listed[day] else "off"
    if not look and day.weekday() > 4:
        look = "weekend"
    return Day(day, look, names.get(day, "") if day in listed else "", day == today())


def _ranges(listed: Mapping[date, bool], names: Mapping[date, str]) -> list[tuple[str, date, date, bool]]:
    """The listed days as stretches: name, first, last, worked."""
    rows: list[tuple[str, date, date, bool]] = []
    for day in sorted(listed):
        name, worked = names.get(day, ""), listed[day]
        if rows and rows[-1][0] == name and rows[-1][3] == worked and day - rows[-1][2] == timedelta(days=1):
            rows[-1] = (name, rows[-1][1], day, worked)
        else:
            rows.append((name, day, day, worked))
    return rows


# ---- the notice ----


@dataclass(frozen=True)
class Brought:
    """What a notice lists and what it moves."""

    year: int
    days: Sequence[tuple[date, str, str]]
    moved: Sequence[Moved]


class _OnlyTried(Exception):
    """Takes back what was tried."""


def bring_in(request: HttpRequest) -> HttpResponse:
    """The yearly notice (放假安排), pasted or as a file: first what it would do, then doing it."""
    must(request.actor, EDIT)  # type: ignore[attr-defined]
    typed = {name: request.POST.get(name, "") for name in ("year", "text", "notice", "data")}
    typed["year"] = typed["year"] or str(today().year + 1)
    context: dict[str, Any] = {"typed": typed, "once": fresh_key(), "tried": None, "refusal": None}
    if request.method != "POST":
        return render(request, "ui/calendar/import.html", context)
    try:
        typed["data"] = _file(request) or typed["data"]
        if request.POST.get("do") == "keep":
            return see(once(request, lambda: _keep(request, typed)))
        context["tried"] = _tried(typed)
        context["listed"] = [(name, day, kind) for day, kind, name in context["tried"].days]
    except Refused as refusal:
        context["refusal"] = refusal
    return render(request, "ui/calendar/import.html", context, status=422 if context["refusal"] else 200)


def _file(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        return ""
    if (sent.size or 0) > MOST_FILE:
        raise Refused(say("The file is larger than {n} KB; a list of holidays is not.", n=MOST_FILE // 1000))
    try:
        return str(sent.read().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(say("The file is not text in UTF-8. Nothing was brought in.")) from error


def _carry_out(typed: Mapping[str, str]) -> Brought:
    """Bring the notice in and derive every open clock of that year again."""
    text, data, told = typed["text"].strip(), typed["data"].strip(), typed["year"].strip()
    if not told.isdigit() or not FIRST <= int(told) <= LAST:
        raise Refused(say("“{year}” is no year.", year=told), fields={"year": say("Type the year, such as 2027.")})
    if not text and not data:
        raise Refused(
            say("Paste the text of the notice, or choose a file."), fields={"text": say("Nothing was pasted.")}
        )
    if len(text) > MOST_TEXT:
        raise Refused(say("The text is too long for a holiday notice: {n} characters.", n=len(text)))
    year = int(told)
    if data:
        year = _from_json(data)
    else:
        import_notice_text(text, year, notice=typed["notice"].strip())
    days = (
        CalendarDay.objects.filter(year__place="", year__year=year).order_by("date").values_list("date", "kind", "name")
    )
    return Brought(year, list(days), redate(recompute_open_clocks(year)))


def _from_json(data: str) -> int:
    try:
        held = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(say("The file is no valid JSON: {what}.", what=str(error)[:80])) from error
    if not isinstance(held, dict):
        raise Refused(say("The file is no list of holidays: it needs year, papers and days."))
    import_notice_json(held)
    return int(held["year"])


def _tried(typed: Mapping[str, str]) -> Brought:
    """What would happen, taken back again."""
    found: list[Brought] = []
    try:
        with transaction.atomic():
            found.append(_carry_out(typed))
            raise _OnlyTried
    except _OnlyTried:
        return found[0]
    finally:
        forget()


def _keep(request: HttpRequest, typed: Mapping[str, str]) -> str:
    with transaction.atomic():
        brought = _carry_out(typed)
        record(
            "deadlines.year.import",
            entry=None,
            sentence=say("The holiday notice of {year} was brought in", year=brought.year),
            after={"year": brought.year, "days": len(brought.days), "moved": len(brought.moved)},
        )
    stored = [(key, old.isoformat(), new.isoformat()) for key, old, new in brought.moved[:MOST_SHOWN]]
    request.session["moved"] = {"rows": stored, "all": len(brought.moved)}
    keep_saying(request, say("{n} days of {year} are arranged now.", n=len(brought.days), year=brought.year))
    return f"/calendar/?year={brought.year}"


def _told(actor: Actor, stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The due moments that moved; of matters that this post may not see only how many."""
    if stored is None:
        return None
    keys = [key for key, _, _ in stored["rows"]]
    entries = Entry.objects.filter(pk__in=keys).select_related("noun")
    if not actor.everything:
        entries = entries.filter(pk__in=Sight.objects.filter(viewer__in=actor.viewers, entry__in=keys).values("entry"))
    found = {entry.pk: entry for entry in entries if _readable(actor, entry)}
    rows = [
        (found[key], _link(found[key]), datetime.fromisoformat(old), datetime.fromisoformat(new))
        for key, old, new in stored["rows"]
        if key in found
    ]
    return {"rows": rows, "all": stored["all"], "unseen": stored["all"] - len(rows)}


def _readable(actor: Actor, entry: Entry) -> bool:
    place = place_by_noun(entry.noun.key)
    return bool(place and place.screen.read in actor.actions)


def _link(entry: Entry) -> str:
    place = place_by_noun(entry.noun.key)
    return place.at(entry.pk) if place else ""
