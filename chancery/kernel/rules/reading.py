"""Reading `rules.toml`: every entry is checked, and what is wrong is said with the file, the key and the column."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, cast

from chancery.kernel.base.refusals import Cite, Refused
from chancery.kernel.base.sentences import Sentence, say

Strength = Literal["forbid", "ask", "advise"]
Value = int | Decimal | str | bool | date | list[Any]
STRENGTHS = ("forbid", "ask", "advise")
TIME_UNITS = frozenset({"workday", "day", "workhour", "hour", "minute", "month", "year"})
UNITS = TIME_UNITS | frozenset(
    ["", "yuan", "yuan/day", "yuan/person", "yuan/person/day", "yuan/month", "yuan/m2", "percent", "ratio", "piece"]
    + [
        "person",
        "copy",
        "page",
        "character",
        "time",
        "time/day",
        "time/month",
        "time/year",
        "km",
        "litre",
        "litre/100km",
    ]
    + ["m2", "m2/person", "m3", "kwh", "kwh/m2", "kgce", "kgce/m2", "degree", "text", "date", "yes", "list"]
)
NEEDED = ("key", "value", "from", "title", "article")
KNOWN = frozenset(
    (*NEEDED, "unit", "place", "to", "number", "source", "quote", "checked_by", "checked_on", "strength", "overridable")
)


@dataclass(frozen=True)
class Rule:
    """One value of one rule (规则), valid between two days in a place and below it, with its article."""

    key: str
    value: Value
    since: date
    title: str
    article: str
    unit: str = ""
    place: str = ""
    until: date | None = None
    number: str = ""
    source: str = ""
    quote: str = ""
    checked_by: str = ""
    checked_on: date | None = None
    strength: Strength = "forbid"
    overridable: bool = False
    module: str = ""
    own: bool = False

    def holds(self, on: date, place: str) -> bool:
        return self.since <= on and (self.until is None or on <= self.until) and place.startswith(self.place)

    def cite(self) -> Cite:
        title = f"{self.title}（{self.number}）" if self.number else self.title
        told = [self.key, str(self.value), self.unit, self.place, str(self.since), self.title, self.article, self.quote]
        version = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:8]
        return Cite(
            rule=self.key,
            title=title,
            article=self.article,
            quote=self.quote,
            since=self.since.isoformat(),
            verified=self.checked_on is not None,
            version=version,
        )


def read_file(path: Path, module: str) -> list[Rule]:
    """The rules of one file. Raises Refused with what is wrong and where."""
    where = f"{module}/{path.name}"
    try:
        held = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(say("{where} is not valid TOML: {what}.", where=where, what=str(error))) from error
    odd = sorted(held.keys() - {"rule"})
    if odd or not isinstance(held.get("rule", []), list):
        raise Refused(say("{where} holds only [[rule]] entries; found {what}.", where=where, what=", ".join(odd)))
    rules = [_rule(entry, f"{where} #{place}", module) for place, entry in enumerate(held.get("rule", []), 1)]
    check_overlaps(rules, where)
    return rules


def check_overlaps(rules: Sequence[Rule], where: str) -> None:
    """Refuse two values of one rule for the same place on the same day."""
    for one, other in combinations(sorted(rules, key=lambda rule: (rule.key, rule.place, rule.since)), 2):
        if (one.key, one.place) == (other.key, other.place) and (one.until is None or other.since <= one.until):
            raise Refused(
                say(
                    "{where}: {rule} has two values on {day}. End the earlier one before.",
                    where=where,
                    rule=one.key,
                    day=other.since.isoformat(),
                )
            )


def _rule(entry: Mapping[str, Any], where: str, module: str) -> Rule:
    where = f"{where} {entry.get('key', '')}".strip()
    for name in NEEDED:
        if entry.get(name) in (None, ""):
            raise Refused(say("{where} lacks {column}.", where=where, column=name))
    wrong = _wrong(entry, where)
    if wrong:
        raise Refused(wrong)
    told = {name: str(entry.get(name, "")) for name in ("unit", "place", "number", "source", "quote", "checked_by")}
    return Rule(
        key=entry["key"],
        value=cast(Value, entry["value"]),
        since=entry["from"],
        until=entry.get("to"),
        title=entry["title"],
        article=str(entry["article"]),
        module=module,
        checked_on=entry.get("checked_on"),
        strength=entry.get("strength", "forbid"),
        overridable=bool(entry.get("overridable", False)),
        unit=told["unit"],
        place=told["place"],
        number=told["number"],
        source=told["source"],
        quote=told["quote"],
        checked_by=told["checked_by"],
    )


def _wrong(entry: Mapping[str, Any], where: str) -> Sentence | None:
    odd = sorted(entry.keys() - KNOWN)
    if odd:
        return say("{where}: {column} is no column of a rule.", where=where, column=", ".join(odd))
    for name in ("from", "to", "checked_on"):
        if name in entry and type(entry[name]) is not date:
            return say("{where}: {column} is not a date.", where=where, column=name)
    if "to" in entry and entry["to"] < entry["from"]:
        return say("{where} ends before it begins.", where=where)
    if entry.get("unit", "") not in UNITS:
        return say("{where}: the unit {unit} is unknown.", where=where, unit=entry["unit"])
    if entry.get("strength", "forbid") not in STRENGTHS:
        return say(
            "{where}: the strength is forbid, ask or advise, not {strength}.", where=where, strength=entry["strength"]
        )
    if entry.get("unit") in TIME_UNITS and (type(entry["value"]) is not int or entry["value"] < 0):
        return say("{where}: a term is a whole number.", where=where)
    if bool(entry.get("checked_on")) != bool(entry.get("checked_by")):
        return say("{where}: checked_by and checked_on go together.", where=where)
    if not str(entry.get("place", "")).isdigit() and entry.get("place"):
        return say("{where}: a place is a code of digits.", where=where)
    return None
