"""The rates in practice, by organ and by month."""

from __future__ import annotations

from datetime import date

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.labels import labels
from chancery.kernel.reports.registers import period_of
from chancery.kernel.reports.tables import Chart, Column, Section, Series, Table

from .cases import Case, Rates, cases, definitions

MOST_ORGANS = 60
COLUMNS = (
    Column(say("Month or organ")),
    Column(say("Received (petitions)"), "number"),
    Column(say("Acceptance in time"), "percent"),
    Column(say("Conclusion in time"), "percent"),
    Column(say("Rated (rate)"), "percent"),
    Column(say("Satisfied (rate)"), "percent"),
)


def rates_by_organ(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """及时受理率、按期办结率、参评率、满意率 of a year, by month of receipt and by the organ that handles."""
    year = year or today().year
    since, until = date(year, 1, 1), date(year, 12, 31)
    held = cases(actor, since, until)
    by_month: dict[str, list[Case]] = {}
    by_organ: dict[int, list[Case]] = {}
    for case in held:
        by_month.setdefault(f"{case.told['received_at'].astimezone(HOUSE):%Y-%m}", []).append(case)
        if case.told["handled_by"]:
            by_organ.setdefault(case.told["handled_by"], []).append(case)
    named = labels(by_organ)
    months = [[month, *Rates.of(some).cells] for month, some in by_month.items()]
    ordered = sorted(by_organ.items(), key=lambda item: -len(item[1]))
    organs = [[named[key].short if key in named else "—", *Rates.of(some).cells] for key, some in ordered[:MOST_ORGANS]]
    table = Table(
        title=say("Rates of letters and visits in {year}", year=str(year)),
        columns=COLUMNS,
        sections=[Section(months, say("By month of receipt")), Section(organs, say("By the organ that handles"))],
        total=[str(say("Total")), *Rates.of(held).cells],
        period=period_of(since, until),
        source=say("Petitions that {who} may see", who=actor.post_name or actor.name),
        notes=definitions(),
        cut=len(ordered) > MOST_ORGANS,
    )
    return table, _chart(months, Rates.of(held))


def _chart(months: list[list[object]], whole: Rates) -> Chart:
    sentence = say("No petition was received in this year.")
    if whole.received:
        accepted, concluded = whole.cells[1], whole.cells[2]
        sentence = say("{n} petitions were received; {accepted}% accepted and {concluded}% concluded in time.", n=whole.received,
                       accepted="—" if accepted is None else accepted, concluded="—" if concluded is None else concluded)  # fmt: skip
    values = [[None if row[place] is None else float(str(row[place])) for row in months] for place in (2, 3)]
    return Chart(
        kind="line",
        labels=[str(row[0]) for row in months],
        series=[Series(say("Acceptance in time"), values[0], "%"), Series(say("Conclusion in time"), values[1], "%")],
        sentence=sentence,
    )
