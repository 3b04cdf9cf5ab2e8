"""All rules that came with the modules, and finding the value that holds on a day in a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Cite, Refused
from chancery.kernel.base.sentences import say

from .models import RuleValue
from .reading import Rule, Strength, Value, check_overlaps, read_file


class UnknownRule(LookupError):
    """A rule was asked for that no module declares. This is a programmer's error."""


class NotInForce(Refused):
    """The rule is known, but no value of it holds on that day in that place."""


@dataclass(frozen=True)
class RuleValueFound:
    """The value that holds, its unit, where it comes from and how strongly it binds."""

    value: Value
    unit: str
    cite: Cite
    strength: Strength


@dataclass
class Registry:
    """The shipped rules by key. Loaded once at the start, then frozen."""

    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    frozen: bool = False

    def load_file(self, path: Path, module: str) -> int:
        """Read a module's file (规则文件). Returns how many values it holds; raises Refused for what is wrong in it."""
        if self.frozen:
            raise RuntimeError("Rules are loaded at the start only.")
        found = read_file(path, module)
        for key in {rule.key for rule in found}:
            known = self.rules.get(key, ())
            if any(rule.module != module for rule in known):
                raise Refused(
                    say("{rule} is declared by {one} and by {other}.", rule=key, one=known[0].module, other=module)
                )
            self.rules[key] = tuple(rule for rule in found if rule.key == key)
        return len(found)

    def freeze(self) -> None:
        self.frozen = True

    def of(self, key: str) -> tuple[Rule, ...]:
        """All values of a rule, of every time and place. Raises UnknownRule."""
        if key not in self.rules:
            raise UnknownRule(key)
        return self.rules[key]

    def find(self, key: str, *, on: date | None = None, place: str = "") -> Rule:
        """The value that holds: by day, then the nearest place, an office's own before a shipped one.

        A place is a prefix code: '' country, '33' province, '3301' city. Raises UnknownRule, NotInForce.
        """
        day = on or today()
        shipped = [rule for rule in self.of(key) if rule.holds(day, place)]
        own = _own(key, self.of(key)[0]) if any(rule.overridable for rule in shipped) else []
        held = shipped + [rule for rule in own if rule.holds(day, place)]
        if not held:
            raise NotInForce(say("No value of the rule {rule} is in force on {day}.", rule=key, day=day.isoformat()))
        return max(held, key=lambda rule: (len(rule.place), rule.own))


registry = Registry()


def load_file(path: Path, module: str) -> int:
    """Load a module's `rules.toml` into the house's registry; returns how many values it holds."""
    return registry.load_file(path, module)


def rule_value(key: str, *, on: date | None = None, place: str = "") -> RuleValueFound:
    """The value of a rule on a day (default today) in a place (规则取值). An old case is asked with its old day."""
    rule = registry.find(key, on=on, place=place)
    return RuleValueFound(rule.value, rule.unit, rule.cite(), rule.strength)


def cite(key: str, *, on: date | None = None, place: str = "") -> Cite:
    """Where a rule comes from on a day in a place (依据). Raises UnknownRule, NotInForce."""
    return registry.find(key, on=on, place=place).cite()


def check_own(rules: Iterable[Rule]) -> None:
    """Refuse own values of one rule and place that overlap in time."""
    check_overlaps(list(rules), "")


def own_values(key: str) -> list[Rule]:
    """The values that offices have set for a rule."""
    return _own(key, registry.of(key)[0])


def _own(key: str, shipped: Rule) -> list[Rule]:
    return [
        Rule(
            key=key,
            value=Decimal(str(row.value)) if isinstance(shipped.value, Decimal) else row.value,
            since=row.since,
            until=row.until,
            title=row.title,
            article=row.article,
            unit=row.unit,
            place=row.place,
            number=row.number,
            source=row.source,
            quote=row.quote,
            checked_by=row.checked_by,
            checked_on=row.checked_on,
            strength=cast(Strength, row.strength),
            overridable=True,
            module=shipped.module,
            own=True,
        )
        for row in RuleValue.objects.filter(key=key)
    ]
