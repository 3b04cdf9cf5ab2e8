"""The yearly report on letters and visits (信访情况年度报告; 信访工作条例 art. 41)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.labels import labels
from chancery.kernel.reports.registers import bounds, period_of
from chancery.kernel.reports.tables import Chart, Column, Section, Series, Table
from chancery.modules.petitions.models import Advice
from chancery.modules.petitions.terms import ANSWERED_LEVEL, Adopted, AdviceKind, Channel, Conclusion, Field, Kind, Mode

from .cases import Case, Rates, cases, definitions, rate, recourses

MOST_ORGANS = 20
COLUMNS = (
    Column(say("Figure of the report")),
    Column(say("Petitions (count)"), "number"),
    Column(say("People (count)"), "number"),
    Column(say("Share of all"), "percent"),
)


def yearly_report(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """What article 41 asks for: figures, fields, organs complained of, what was forwarded and supervised, proposals and their adoption."""
    year = year or today().year
    since, until = date(year, 1, 1), date(year, 12, 31)
    held = cases(actor, since, until)
    fields = _counted(held, lambda case: case.told["field"], Field)
    sections = [
        Section(_counted(held, lambda case: case.told["channel"], Channel), say("How they came (art. 41 (1))")),
        Section(_counted(held, lambda case: case.told["kind"], Kind), say("What kind they were (art. 41 (1))")),
        Section(fields, say("Fields they were about (art. 41 (1))")),
        Section(_complained_of(held), say("Organs most complained of (art. 41 (1))")),
        Section(_passed_on(held), say("Forwarded, handed over, supervised (art. 41 (2))")),
        Section(list(_proposals(actor, since, until)), say("Proposals and their adoption (art. 41 (3))")),
        Section(list(_levels(actor, since, until)), say("Reviews and re-examinations (art. 41 (4))")),
        Section(list(_rates(held)), say("Rates (art. 41 (4))")),
    ]
    table = Table(
        title=say("Yearly report on letters and visits, {year}", year=str(year)),
        columns=COLUMNS,
        sections=sections,
        total=[str(say("Total")), len(held), sum(case.told["people"] for case in held), None],
        period=period_of(since, until),
        source=say("Petitions that {who} may see", who=actor.post_name or actor.name),
        notes=[say("Article 41 of the regulation: the report goes to the own party committee and government and to the petition office above, every year."), *definitions()],
    )  # fmt: skip
    return table, _chart(fields, len(held))


def _counted(held: list[Case], key: Callable[[Case], Any], choices: Any) -> list[list[Any]]:
    """Petitions and people by a choice, the most first."""
    found: dict[str, list[Case]] = {}
    for case in held:
        found.setdefault(key(case), []).append(case)
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return [[str(choices(value).label), *_line(some, len(held))] for value, some in ordered]


def _line(some: Iterable[Case], whole: int) -> list[Any]:
    kept = list(some)
    return [len(kept), sum(case.told["people"] for case in kept), rate(len(kept), whole)]


def _complained_of(held: list[Case]) -> list[list[Any]]:
    counted = Counter(case.told["against"] for case in held if case.told["against"])
    named = labels(counted)
    most = counted.most_common(MOST_ORGANS)
    return [
        [
            named[key].short if key in named else "—",
            *_line((case for case in held if case.told["against"] == key), len(held)),
        ]
        for key, _ in most
    ]


def _passed_on(held: list[Case]) -> list[list[Any]]:
    forwarded = [case for case in held if case.told["mode"] == Mode.FORWARD]
    assigned = [case for case in held if case.told["mode"] == Mode.ASSIGN]
    pressed = [case for case in held if case.told["supervised"]]
    return [
        [str(say("Forwarded")), *_line(forwarded, len(held))],
        [str(say("Handed over, result to be reported")), *_line(assigned, len(held))],
        [str(say("Supervised")), *_line(pressed, len(held))],
    ]


def _proposals(actor: Actor, since: date, until: date) -> Iterable[list[Any]]:
    begin, end = bounds(since, until)
    sent = list(visible(actor, Advice).filter(sent_at__gte=begin, sent_at__lt=end).values_list("kind", "adopted"))
    for kind in AdviceKind:
        mine = [adopted for one, adopted in sent if one == kind]
        taken = sum(adopted in (Adopted.WHOLE, Adopted.PART) for adopted in mine)
        yield [str(kind.label), len(mine), None, None]
        yield [str(say("of these adopted, in whole or in part")), taken, None, rate(taken, len(mine))]


def _levels(actor: Actor, since: date, until: date) -> Iterable[list[Any]]:
    for name, rows in recourses(actor, since, until):
        yield [str(name), len(rows), None, None]
        for conclusion in Conclusion:
            count = sum(row["conclusion"] == conclusion and row["state"] in ANSWERED_LEVEL for row in rows)
            yield [str(conclusion.label), count, None, rate(count, len(rows))]


def _rates(held: list[Case]) -> Iterable[list[Any]]:
    rates = Rates.of(held)
    names: list[tuple[Sentence, tuple[int, int]]] = [
        (say("Acceptance in time"), rates.noticed), (say("Conclusion in time"), rates.concluded),
        (say("Rated (rate)"), rates.rated), (say("Satisfied (rate)"), rates.satisfied),
    ]  # fmt: skip
    for name, (part, whole) in names:
        yield [str(name), part, None, rate(part, whole)]


def _chart(fields: list[list[Any]], whole: int) -> Chart:
    sentence = say("No petition was received in this year.")
    if fields:
        sentence = say(
            "{n} petitions were received; most about “{field}”: {share}%.",
            n=whole,
            field=fields[0][0],
            share=fields[0][3],
        )
    return Chart(
        "bar", [row[0] for row in fields], [Series(say("Petitions (count)"), [row[1] for row in fields])], sentence
    )
