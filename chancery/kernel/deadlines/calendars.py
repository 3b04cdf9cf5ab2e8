"""The calendar of a place: years that were brought in, else the shipped ones, else weekends and fixed holidays."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .days import OFFICE_HOURS, WorkCalendar
from .models import CalendarDay, CalendarYear

SHIPPED = Path(__file__).parent / "calendar"


@lru_cache(maxsize=1)
def shipped() -> Mapping[int, Mapping[date, bool]]:
    """Years that come with the house: which listed days are worked."""
    years: dict[int, dict[date, bool]] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        held = tomllib.loads(path.read_text("utf-8"))
        days: list[tuple[date, bool]] = []
        for holiday in held["holiday"]:
            days += [(day, False) for day in holiday["off"]] + [(day, True) for day in holiday["work"]]
        years[held["year"]] = dict(days)
    return years


def calendar_for(place: str = "") -> WorkCalendar:
    """The working calendar of a place code (工作日历); one small query unless a year was brought in since."""
    places = [place[:length] for length in range(len(place) + 1)]
    years = CalendarYear.objects.filter(place__in=places).order_by("place", "year")
    held = tuple(years.values_list("pk", "place", "year", "provisional", "imported_at"))
    return _built(held, getattr(settings, "OFFICE_HOURS", OFFICE_HOURS))


def forget() -> None:
    """Drop what was remembered; for tests that take back what they brought in."""
    _built.cache_clear()


@lru_cache(maxsize=64)
def _built(held: tuple[Any, ...], hours: tuple[Any, ...]) -> WorkCalendar:
    imported = {year for _, place, year, *_ in held if not place}
    days: dict[date, bool] = {}
    for year, listed in shipped().items():
        if year not in imported:
            days |= listed
    order = [pk for pk, *_ in held]
    rows = CalendarDay.objects.filter(year__in=order).values_list("year", "date", "kind")
    for _, day, kind in sorted(rows, key=lambda row: (order.index(row[0]), row[1])):
        days[day] = kind == CalendarDay.Kind.WORK
    sure = {year for _, place, year, provisional, _ in held if not place and not provisional}
    return WorkCalendar(days, frozenset(sure | (shipped().keys() - imported)), hours)
