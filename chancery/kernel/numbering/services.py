"""Giving numbers without gaps, voiding them, and keeping those that came from elsewhere."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Q

from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.sentences import Sentence, say

from .models import NEVER_RESET, Counter, Number, Series
from .patterns import fill, parse_pattern


def declare(key: str, *, pattern: str, reset: str = "yearly", kind: str = "") -> Series:
    """Make sure that the common row of a declared series exists; an office's own pattern stays."""
    parse_pattern(pattern, yearly=reset == Series.Reset.YEARLY)
    values = {"pattern": pattern, "reset": reset, "kind": kind}
    return Series.objects.get_or_create(key=key, organ=None, defaults=values)[0]


def change_pattern(key: str, *, pattern: str, organ_id: int | None = None) -> Series:
    """Set the pattern of a series for all organs or for one (编号规则). Numbers given before stay as they are."""
    common = _both(key, None)[0]
    parse_pattern(pattern, yearly=common.reset == Series.Reset.YEARLY)
    values = {"pattern": pattern, "reset": common.reset, "kind": common.kind}
    return Series.objects.update_or_create(key=key, organ_id=organ_id, defaults=values)[0]


def take(
    series_key: str, *, organ_id: int, entry_id: int, mark: str = "", year: int | None = None, organ: str = ""
) -> str:
    """Give the next number to an entry (取号), inside the caller's transaction: if that fails, it is free again.

    Serials stand in one row's order, so no gap is left. Numbers kept by `reserve_given` are stepped over.
    Raises Refused for an unknown series or a missing mark.
    """
    with transaction.atomic():
        common, series = _both(series_key, organ_id)
        yearly = series.reset == Series.Reset.YEARLY
        named = year or today().year
        counter = _locked(common, organ_id, named if yearly else NEVER_RESET)
        serial = counter.next
        while True:
            text = fill(series.pattern, yearly=yearly, mark=mark, year=named, serial=serial, organ=organ)
            if not _taken(common, organ_id, counter.year, serial, text):
                break
            serial += 1
        Counter.objects.filter(pk=counter.pk).update(next=serial + 1)
        Number.objects.create(
            series=common,
            organ_id=organ_id,
            year=counter.year,
            serial=serial,
            text=text,
            entry_id=entry_id,
            at=now(),
        )
    return text


def preview(series_key: str, *, organ_id: int, mark: str = "", year: int | None = None, organ: str = "") -> str:
    """What the next number would be if nobody else takes it first. Nothing is given."""
    (common, series), named = _both(series_key, organ_id), year or today().year
    yearly = series.reset == Series.Reset.YEARLY
    held = Counter.objects.filter(series=common, organ_id=organ_id, year=named if yearly else NEVER_RESET)
    serial = held.values_list("next", flat=True).first() or 1
    return fill(series.pattern, yearly=yearly, mark=mark, year=named, serial=serial, organ=organ)


def reserve_given(
    series_key: str, text: str, *, organ_id: int, entry_id: int | None = None, year: int | None = None
) -> Number:
    """Keep a number that was given on paper or came with an import (补录文号). Raises Conflict where it is used."""
    plain = text.strip()
    if not plain or len(plain) > 60:
        raise Refused(say("A number has between 1 and {most} characters.", most=60))
    with transaction.atomic():
        common, series = _both(series_key, organ_id)
        named, serial = _read(series, plain, year or today().year)
        counter = _locked(common, organ_id, named if series.reset == Series.Reset.YEARLY else NEVER_RESET)
        same = Number.objects.filter(Q(text=plain) | Q(year=counter.year, serial=serial, serial__isnull=False))
        used = same.filter(series=common, organ_id=organ_id).select_related("entry").first()
        if used:
            raise Conflict(_used(used))
        return Number.objects.create(
            series=common,
            organ_id=organ_id,
            year=counter.year,
            serial=serial,
            text=plain,
            entry_id=entry_id,
            at=now(),
        )


def void(number: Number, reason: str) -> None:
    """Void a number (作废). It is never given again; a reason is required and kept."""
    if not reason.strip():
        raise Refused(
            say("Write why the number {number} is voided; the reason is recorded.", number=number.text),
            fields={"reason": say("A reason is needed.")},
        )
    number.voided_at, number.void_reason = now(), reason.strip()[:300]
    number.save(update_fields=["voided_at", "void_reason"])


def series_for(key: str, organ_id: int) -> Series:
    """The series that holds for an organ: its own row, else the common one. Raises Refused where there is none."""
    return _both(key, organ_id)[1]


def _both(key: str, organ_id: int | None) -> tuple[Series, Series]:
    """The common row, under which numbers are counted, and the row whose pattern holds for the organ."""
    rows = {one.organ_id: one for one in Series.objects.filter(Q(organ_id=organ_id) | Q(organ=None), key=key)}
    if None not in rows:
        raise Refused(say("There is no series of numbers named {key}.", key=key))
    return rows[None], rows.get(organ_id, rows[None])


def _locked(series: Series, organ_id: int, year: int) -> Counter:
    """The counter's row, held until the transaction ends: whoever comes next waits, so nobody skips a serial."""
    held = Counter.objects.select_for_update().filter(series=series, organ_id=organ_id, year=year)
    if counter := held.first():
        return counter
    Counter.objects.bulk_create([Counter(series=series, organ_id=organ_id, year=year)], ignore_conflicts=True)
    return held.get()


def _taken(series: Series, organ_id: int, year: int, serial: int, text: str) -> bool:
    same = Q(text=text) | Q(year=year, serial=serial)
    return Number.objects.filter(same, series=series, organ_id=organ_id).exists()


def _read(series: Series, text: str, year: int) -> tuple[int, int | None]:
    """Year and serial of a number as the pattern would have written it; no serial where it does not fit."""
    expression = ""
    for part in parse_pattern(series.pattern, yearly=series.reset == Series.Reset.YEARLY):
        expression += {
            "serial": r"(?P<serial>\d{1,9})",
            "year": r"(?P<year>\d{4})",
            "": re.escape(part.text),
        }.get(part.name, ".+?")
    match = re.fullmatch(expression, text)
    if not match:
        return year, None
    found = match.groupdict()
    return int(found.get("year") or year), int(found["serial"])


def _used(number: Number) -> Sentence:
    if number.voided_at:
        return say(
            "The number {number} was voided ({reason}) and is never given again.",
            number=number.text,
            reason=number.void_reason,
        )
    if number.entry is None:
        return say("The number {number} is kept already.", number=number.text)
    return say("The number {number} is used already, by {title}.", number=number.text, title=number.entry.title)
