"""The yearly notice of the State Council's General Office, pasted or as data, brought into the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .models import CalendarDay, CalendarYear

HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
_NUMBER = r"(?:\A|(?<=[。\n]))\s*[一二三四五六七八九十]、"
_ITEM = re.compile(rf"{_NUMBER}\s*([^：:。\n]{{2,30}})[：:](.*?)(?={_NUMBER}|\Z)", re.S)
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^（）()]*)[）)])?"
_RANGE = re.compile(rf"{_DATE}(?:\s*[至到—-]\s*{_DATE})?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_TOTAL = re.compile(r"(?:共|放假)\s*(\d{1,2})\s*天")


@dataclass(frozen=True)
class NoticeDay:
    """One listed day: off, or worked although it is a weekend."""

    date: date
    kind: str
    name: str


def import_notice_json(data: Mapping[str, Any], *, place: str = "") -> int:
    """Bring in a year from data of the form {year, papers, days: [{name, date, isOffDay}]}. Returns how many days."""
    try:
        year = int(data["year"])
        days = [
            NoticeDay(date.fromisoformat(day["date"]), "off" if day["isOffDay"] else "work", str(day["name"])[:40])
            for day in data["days"]
        ]
        papers = [str(paper) for paper in data.get("papers", ())]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(say("This is no list of holidays: {what}.", what=repr(error))) from error
    return _keep(year, days, papers[0] if papers else "", place)


def import_notice_text(text: str, year: int, *, notice: str = "", place: str = "") -> int:
    """Bring in a year from the pasted text of the notice (放假安排). Returns how many days were listed.

    Raises Refused where a holiday is missing, or where weekdays or the number of days do not agree with the dates.
    """
    return _keep(year, read_notice(text, year), notice, place)


def read_notice(text: str, year: int) -> list[NoticeDay]:
    """The days that a notice lists, without keeping them."""
    items = [(match[1].strip(), match[2]) for match in _ITEM.finditer(text)]
    missing = [name for name in HOLIDAYS if not any(name in title for title, _ in items)]
    if missing:
        raise Refused(say("The text does not say when these holidays are: {names}.", names="、".join(missing)))
    days: dict[date, NoticeDay] = {}
    for title, body in items:
        for sentence in re.split(r"[。；;]", body):
            kind = "off" if "放假" in sentence else "work" if "上班" in sentence else ""
            listed = list(_dates(sentence, year, title)) if kind else []
            _check_total(sentence, title, kind, len(listed))
            days |= {day: NoticeDay(day, kind, title) for day in listed}
    return [days[day] for day in sorted(days)]


def _dates(sentence: str, year: int, title: str) -> Iterator[date]:
    month = 0
    for match in _RANGE.finditer(sentence):
        first = _date(match.group(1, 2, 3, 4), year, month, title)
        month, last = first.month, first
        if match[7]:
            last = _date(match.group(5, 6, 7, 8), first.year, month, title)
            month = last.month
        if not timedelta(0) <= last - first <= timedelta(days=15):
            raise Refused(say("{title}: {first} to {last} is no holiday.", title=title, first=first, last=last))
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset)


def _date(found: tuple[str | Any, ...], year: int, month: int, title: str) -> date:
    try:
        day = date(int(found[0] or year), int(found[1] or month), int(found[2]))
    except ValueError as error:
        raise Refused(
            say("{title}: there is no day {day}.", title=title, day=f"{found[1] or month}/{found[2]}")
        ) from error
    weekday = _WEEKDAY.search(found[3] or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        raise Refused(
            say("{title}: {day} is not a {weekday}. Is the year right?", title=title, day=day, weekday=weekday[0])
        )
    return day


def _check_total(sentence: str, title: str, kind: str, listed: int) -> None:
    total = _TOTAL.search(sentence) if kind == "off" else None
    if total and int(total[1]) != listed:
        raise Refused(
            say("{title}: the text says {said} days, but the dates make {n}.", title=title, said=total[1], n=listed)
        )


@transaction.atomic
def _keep(year: int, days: list[NoticeDay], notice: str, place: str) -> int:
    odd = [day.date for day in days if abs(day.date.year - year) > 1]
    if odd or not days:
        raise Refused(say("The list is not of the year {year}.", year=year))
    CalendarYear.objects.filter(place=place, year=year).delete()
    kept = CalendarYear.objects.create(place=place, year=year, notice=notice[:200], imported_at=now())
    CalendarDay.objects.bulk_create(
        CalendarDay(year=kept, place=place, date=day.date, kind=day.kind, name=day.name, notice=notice[:200])
        for day in days
    )
    return len(days)
