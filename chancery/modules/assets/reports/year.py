"""The yearly report (国有资产年度报告; 国令738 art. 43-46): each organ's own figures, rolled up the tree, and the proof that they add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.models import Organ
from chancery.kernel.reports.registers import period_of
from chancery.kernel.reports.tables import Column, Section, Table
from chancery.modules.assets.models import Asset, Charge, months_after
from chancery.modules.assets.rules.value import account_months
from chancery.modules.assets.selectors import without_account
from chancery.modules.assets.services.depreciation import cards_in_fen, charges_of, earlier_stretches, sums_of

from .reach import reach_of

AT_ONCE = 60_000
"""So many cards are summed while the page is made; beyond, the yearly run of the worker is asked for."""


def year_lines(actor: Actor, year: int) -> tuple[Sequence[Charge], list[Sentence]]:
    """The lines of a year that the actor may see, and what is to be said of them: from the yearly run, else summed now."""
    organs = reach_of(actor)
    kept = Charge.objects.filter(year=year)
    if organs is not None:
        kept = kept.filter(organ__in=organs)
    lines = list(kept.order_by("organ", "category"))
    if lines:
        return lines, [say("From the yearly run of {moment}.", moment=lines[0].at)]
    there = Asset.unscoped.filter(organ__in=organs) if organs is not None else Asset.unscoped.all()
    if len(there.values_list("pk", flat=True)[: AT_ONCE + 1]) > AT_ONCE:
        raise Refused(say("So many cards are summed by the yearly run; start it under “Yearly depreciation”."))
    found = sums_of(year, cards_in_fen(organs), earlier_stretches())
    return charges_of(year, found), [say("Summed now from the cards.")]


@dataclass
class Unit:
    """One organ in the tree: its own figures and those of all below it."""

    organ: Organ
    own: list[Any] = field(default_factory=lambda: [0, Decimal(0), Decimal(0), Decimal(0)])
    children: list[Unit] = field(default_factory=list)

    def total(self) -> list[Any]:
        """Own figures and those of the children, added up."""
        sums = list(self.own)
        for child in self.children:
            sums = [had + more for had, more in zip(sums, child.total(), strict=True)]
        return sums


def tree_of(lines: Iterable[Charge], organs: Iterable[Organ]) -> list[Unit]:
    """The organs as a tree with their own figures; a section's figures are those of the organ it belongs to."""
    known = {organ.pk: organ for organ in organs}
    units = {pk: Unit(organ) for pk, organ in known.items() if organ.level != Organ.Level.SECTION}
    for line in lines:
        home = _proper(line.organ_id, known)
        if home in units:
            had = units[home].own
            units[home].own = [had[0] + line.cards, had[1] + line.cost, had[2] + line.charged, had[3] + line.closing]
    roots: list[Unit] = []
    for pk, unit in units.items():
        above = _proper(known[pk].parent_id or 0, known)
        (units[above].children if above in units else roots).append(unit)
    return roots


def _proper(pk: int, known: dict[int, Organ]) -> int:
    while pk in known and known[pk].level == Organ.Level.SECTION and known[pk].parent_id:
        pk = known[pk].parent_id or 0
    return pk


def yearly_report(actor: Actor, *, year: int | None = None) -> Table:
    """The yearly report by organ, and whether every total equals its own figures and the sum of its children."""
    year = year or today().year
    lines, notes = year_lines(actor, year)
    reach = reach_of(actor)
    notes += unaccounted(reach)
    organs = Organ.objects.exclude(level=Organ.Level.OUTSIDE)
    organs = organs.filter(pk__in=reach) if reach is not None else organs
    roots = tree_of(lines, organs)
    rows: list[list[Any]] = []
    for root in roots:
        _walk(root, 0, rows)
    ledger = [
        sum(line.cards for line in lines),
        *[sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("cost", "charged", "closing")],
    ]
    rolled = (
        [sum(figures, start=type(figures[0])()) for figures in zip(*(root.total() for root in roots), strict=True)]
        if roots
        else ledger
    )
    silent = [row[0].strip() for row in rows if row[2] == 0]
    return Table(
        title=say("Yearly report on state assets {year}", year=str(year)),
        columns=[
            Column(say("Organ"), wide=True), Column(say("Own cards"), "number"), Column(say("Cards together"), "number"), Column(say("Original value together"), "money"),
            Column(say("Charged in the year"), "money"), Column(say("Accumulated depreciation"), "money"), Column(say("Net value"), "money"),
        ],
        sections=[Section(rows)],
        total=[str(say("Total")), None, ledger[0], ledger[1], ledger[2], ledger[3], ledger[1] - ledger[3]],
        period=period_of(date(year, 1, 1), date(year, 12, 31)),
        source=say("Rolled up along the organs: a section belongs to its organ."),
        notes=[*notes, proof(ledger, rolled), *_missing(silent)],
    )  # fmt: skip


def _walk(unit: Unit, depth: int, rows: list[list[Any]]) -> None:
    together = unit.total()
    rows.append(
        [
            "　" * depth + unit.organ.short_name,
            unit.own[0],
            together[0],
            together[1],
            together[2],
            together[3],
            together[1] - together[3],
        ]
    )
    for child in sorted(unit.children, key=lambda one: (one.organ.position, one.organ.pk)):
        _walk(child, depth + 1, rows)


def proof(ledger: Sequence[Any], rolled: Sequence[Any]) -> Sentence:
    """The ledger summed at once against the organs added up along the tree (汇总核对; R-AS-14)."""
    if list(ledger) == list(rolled):
        return say(
            "Proved: the totals of the organs, added up along the tree, equal the ledger: {cards} cards, {cost} yuan.",
            cards=ledger[0],
            cost=ledger[1],
        )
    return say(
        "Not proved: the ledger has {cards} cards and {cost} yuan, the organs together {other} cards and {sum} yuan.",
        cards=ledger[0], cost=ledger[1], other=rolled[0], sum=rolled[1],
    )  # fmt: skip


def unaccounted(reach: Sequence[int] | None) -> list[Sentence]:
    """What was built and delivered so long ago that its final account is overdue (竣工财务决算; R-AS-08, 国令738 art. 31)."""
    months = account_months()
    n = without_account(months_after(today(), -months), reach).count()
    if not n:
        return []
    return [
        say(
            "{n} constructions were delivered more than {months} months ago and stand at an estimate: their final account is overdue.",
            n=n,
            months=months,
        )
    ]


def _missing(silent: Sequence[str]) -> list[Sentence]:
    if not silent:
        return []
    return [say("Without any card, so perhaps not reported: {organs}.", organs="、".join(silent[:20]))]
