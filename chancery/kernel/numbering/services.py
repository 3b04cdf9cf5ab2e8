"""Giving numbers without gaps, voiding them, and keeping those that came from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import Q

from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.sentences import Sentence, say

from .models import NEVER_RESET, Counter, Number, Series
from .patterns import LONGEST, fill, parse_pattern


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
        counted = named if yearly else NEVER_RESET
        while True:
            serial = _next(common, organ_id, counted)
            text = fill(series.pattern, yearly=yearly, mark=mark, year=named, serial=serial, organ=organ)
            number = Number(series=common, organ_id=organ_id, year=counted, serial=serial, text=text, entry_id=entry_id)
            number.at = now()
            if insert_rows([number], ignore=True):
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
    return reserve_all(series_key, [(text, entry_id)], organ_id=organ_id, year=year)[0]


def reserve_all(
    series_key: str,
    given: Sequence[tuple[str, int | None]],
    *,
    organ_id: int,
    year: int | None = None,
    held: bool = False,
) -> list[Number]:
    """Keep several such numbers, each for its entry. `held` ones belong to rows that have not landed yet.

    Raises Conflict for the first that is used. One that was held, and voided because its row never landed, may be
    kept again by whoever brings the same paper.
    """
    texts = [text.strip() for text, _ in given]
    if not all(0 < len(text) <= LONGEST for text in texts):
        raise Refused(say("A number has between 1 and {most} characters.", most=LONGEST))
    with transaction.atomic():
        common, series = _both(series_key, organ_id)
        yearly, at = series.reset == Series.Reset.YEARLY, now()
        read = [_read(series, text, year or today().year) for text in texts]
        kept: list[Number] = []
        for (_, entry_id), text, (named, serial) in zip(given, texts, read, strict=True):
            counted = {"year": named if yearly else NEVER_RESET, "serial": serial, "held": held}
            kept.append(Number(series=common, organ_id=organ_id, text=text, entry_id=entry_id, at=at, **counted))
        for counter_year in sorted({number.year for number in kept}):
            _locked(common, organ_id, counter_year)
        _none_used(kept)
        return Number.objects.bulk_create(kept)


def _none_used(kept: Sequence[Number]) -> None:
    """Raises Conflict where one of these is used, or twice among them; frees what was held for nothing."""
    serials: dict[int, list[int]] = {}
    for number in kept:
        if number.serial is not None:
            serials.setdefault(number.year, []).append(number.serial)
    same = Q(text__in=[number.text for number in kept])
    for year, wished in serials.items():
        same |= Q(year=year, serial__in=wished)
    found = Number.objects.filter(same, series=kept[0].series, organ=kept[0].organ_id).select_related("entry")
    free = []
    for used in found.order_by("pk"):
        if not (used.held and used.voided_at):
            raise Conflict(_used(used))
        free.append(used.pk)
    if free:
        Number.objects.filter(pk__in=free).delete()
    texts = [number.text for number in kept]
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        raise Conflict(say("The number {number} stands twice.", number=twice))


def release(entries: Collection[int], reason: str) -> None:
    """Void the numbers that were held for rows which never landed, so that each gap has its reason (预占作废)."""
    held = Number.objects.filter(entry__in=entries, held=True)
    held.update(entry=None, voided_at=now(), void_reason=reason[:300] or "-")  # type: ignore[misc]


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


def _next(series: Series, organ_id: int, year: int) -> int:
    """The next serial; the counter's row is held until the transaction ends, so nobody skips one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into numbering_counter (series_id, organ_id, year, next) values (%s, %s, %s, 2) "
            "on conflict (series_id, organ_id, year) do update set next = numbering_counter.next + 1 returning next - 1",
            [series.pk, organ_id, year],
        )
        return int(cursor.fetchone()[0])


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
