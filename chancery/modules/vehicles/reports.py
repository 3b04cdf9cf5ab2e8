"""Statistics of official vehicles: against the quota, costs, kilometres, idle vehicles, trips not served (机关事务管理条例 art. 26)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from chancery.kernel.access.rows import visible
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.org.models import Organ
from chancery.kernel.reports.registers import MOST_ROWS, bounds, period_of
from chancery.kernel.reports.tables import Chart, Column, Section, Series, Table

from .models import Expense, Quota, Trip, Vehicle
from .rules.asking import number
from .selectors.costs import Account, accounts, outstanding, unit_of
from .terms import GONE_STATES, NEW_ENERGY, Category, Declined, ExpenseKind, Status, TripState

Q_COLUMNS = (
    Column(say("Unit of the quota"), wide=True),
    Column(say("Category of vehicle")),
    Column(say("Quota"), "number"),
    Column(say("Vehicles"), "number"),
    Column(say("New energy"), "number"),
    Column(say("Quota left"), "number"),
    Column(say("Above the quota"), "number"),
)
TENTH = Decimal("0.1")


def against_quota(actor: Actor) -> tuple[Table, Chart]:
    """Vehicles against the quota by unit and category (公务用车编制与实有情况; R-CA-02, 17)."""
    day = today()
    allowed: dict[tuple[int, str], int] = {}
    held = visible(actor, Quota).filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day)
    )
    for unit, category, most in held.filter(entry__voided_at__isnull=True).values_list("unit", "category", "most")[
        :MOST_ROWS
    ]:
        allowed[unit, category] = allowed.get((unit, category), 0) + most
    kept = visible(actor, Vehicle).exclude(status=Status.DISPOSED).filter(entry__voided_at__isnull=True)
    counted = kept.annotate(charged_to=Coalesce("unit_id", "organ_id")).values("charged_to", "category")
    there = {
        (row["charged_to"], row["category"]): (row["n"], row["green"])
        for row in counted.annotate(n=Count("pk"), green=Count("pk", filter=Q(energy__in=NEW_ENERGY))).order_by()
    }
    names = dict(Organ.objects.filter(pk__in={unit for unit, _ in (*allowed, *there)}).values_list("pk", "short_name"))
    rows = [
        [names[unit], str(Category(category).label), most, n, green, max(0, most - n), max(0, n - most)]
        for unit, category in sorted({*allowed, *there}, key=lambda key: (names[key[0]], key[1]))
        for most in [allowed.get((unit, category), 0)]
        for n, green in [there.get((unit, category), (0, 0))]
    ]
    total = [str(say("Total")), None, *(sum(row[place] for row in rows) for place in range(2, 7))]
    above = sum(row[6] for row in rows)
    sentence = say("{n} vehicles stand against a quota of {most}; {above} are above it; {share}% are new energy.",
                   n=total[3], most=total[2], above=above, share=_share(total[4], total[3]))  # fmt: skip
    table = Table(title=say("Official vehicles against the quota"), columns=Q_COLUMNS, sections=[Section(rows)], total=total,
                  period=say("as of {day}", day=day.isoformat()), source=_source(actor))  # fmt: skip
    top = sorted(rows, key=lambda row: -row[3])[:12]
    chart = Chart("bar", [f"{row[0]} {row[1]}" for row in top], [Series(say("Quota"), [row[2] for row in top]), Series(say("Vehicles"), [row[3] for row in top])], sentence)  # fmt: skip
    return table, chart


C_COLUMNS = (
    Column(say("Plate"), "code"),
    Column(say("Make and model"), wide=True),
    Column(say("Fuel and charging"), "money"),
    Column(say("Repair"), "money"),
    Column(say("Insurance"), "money"),
    Column(say("Other cost"), "money"),
    Column(say("Together"), "money"),
    Column(say("Kilometres"), "number"),
    Column(say("Use for 100 km"), "code"),
    Column(say("Yuan for a km"), "decimal"),
    Column(say("Stands out")),
)


def single_vehicles(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """Single-vehicle accounting of a year (单车核算; 机关事务管理条例 art. 26(2); 公共机构节能条例 art. 34), by the unit of the quota."""
    year = year or today().year
    since, until = date(year, 1, 1), min(date(year, 12, 31), today())
    vehicles = list(visible(actor, Vehicle).select_related("unit", "organ").order_by("plate")[: MOST_ROWS + 1])
    found = accounts(vehicles[:MOST_ROWS], since, max(since, until))
    out = {one.vehicle.pk: median for one, median in outstanding(found, ratio=number("outlier_ratio"), score=number("outlier_score"))}  # fmt: skip
    by_unit: dict[str, list[Account]] = {}
    for one in found:
        by_unit.setdefault(str(one.vehicle.unit or one.vehicle.organ), []).append(one)
    sections = [
        Section([_account_row(one, out) for one in some], Sentence("{unit}", {"unit": unit}))
        for unit, some in sorted(by_unit.items())
    ]
    total = _total(found)
    per_km = str(total[9] or "—")
    table = Table(title=say("Accounting for each vehicle in {year}", year=str(year)), columns=C_COLUMNS, sections=sections, total=total,
                  period=period_of(since, until), source=_source(actor), cut=len(vehicles) > MOST_ROWS,
                  notes=[say("Use: what was filled after the first reading of the period, over the kilometres since then."),
                         say("Stands out: more than {ratio} times the median of the same body and energy.", ratio=number("outlier_ratio"))])  # fmt: skip
    units = sorted(by_unit.items(), key=lambda item: -sum(one.total for one in item[1]))[:15]
    sentence = say(
        "All vehicles cost {sum} yuan, {rate} yuan a km; {n} stand out.", sum=total[6], rate=per_km, n=len(out)
    )
    chart = Chart("bar", [name for name, _ in units], [Series(say("Cost"), [float(sum(one.total for one in some)) for _, some in units], "¥")], sentence)  # fmt: skip
    return table, chart


def _account_row(one: Account, out: dict[int, Decimal]) -> list[Any]:
    named = _named([one])
    median = out.get(one.vehicle.pk)
    words = str(say("median {median}", median=median)) if median is not None else None
    use = f"{one.use} {unit_of(one.vehicle.energy)}" if one.use is not None else None
    return [one.vehicle.plate, one.vehicle.make_model, *named, one.total, one.km, use, one.per_km, words]


def _named(found: list[Account]) -> list[Decimal]:
    """Energy, repair, insurance and all the rest."""
    groups = (("fuel", "power"), ("repair",), ("insurance",))
    sums = [sum((one.amounts.get(kind, Decimal(0)) for one in found for kind in kinds), Decimal(0)) for kinds in groups]
    return [*sums, sum((one.total for one in found), Decimal(0)) - sum(sums)]


def _total(found: list[Account]) -> list[Any]:
    whole, km = sum((one.total for one in found), Decimal(0)), sum(one.km for one in found)
    per_km = (whole / km).quantize(Decimal("0.01")) if km else None
    return [str(say("Total")), None, *_named(found), whole, km, None, per_km, None]


T_COLUMNS = (
    Column(say("Organ"), wide=True),
    Column(say("Trips asked for"), "number"),
    Column(say("Served"), "number"),
    Column(say("Rode along"), "number"),
    Column(say("Kilometres"), "number"),
    *(Column(say(one._label_), "number") for one in Declined),  # type: ignore[attr-defined]
    Column(say("Trips cancelled"), "number"),
)


def trips_served(actor: Actor, *, since: date | None = None, until: date | None = None) -> tuple[Table, Chart]:
    """Trips by organ: asked, served, pooled, kilometres, and why they were not served (用车情况统计)."""
    until = until or today()
    since = since or until.replace(day=1)
    begin, end = bounds(since, until)
    rows = visible(actor, Trip).filter(
        entry__opened_at__gte=begin, entry__opened_at__lt=end, entry__voided_at__isnull=True
    )
    gone = Q(state__in=GONE_STATES, joins__isnull=True)
    told: Any = rows.values("organ__short_name").annotate(
        asked=Count("pk"), served=Count("pk", filter=Q(state__in=(TripState.DISPATCHED, TripState.OUT, *GONE_STATES))),
        pooled=Count("pk", filter=Q(joins__isnull=False)), low=Sum("odometer_out", filter=gone), high=Sum("odometer_in", filter=gone),
        cancelled=Count("pk", filter=Q(state=TripState.CANCELLED)),
        **{f"no_{one.value}": Count("pk", filter=Q(declined=one)) for one in Declined},
    )  # fmt: skip
    lines = [
        [row["organ__short_name"], row["asked"], row["served"], row["pooled"], (row["high"] or 0) - (row["low"] or 0),
         *(row[f"no_{one.value}"] for one in Declined), row["cancelled"]]
        for row in told.order_by("-asked", "organ__short_name")[:MOST_ROWS]
    ]  # fmt: skip
    total = (
        [str(say("Total")), *(sum(line[place] for line in lines) for place in range(1, len(T_COLUMNS)))]
        if lines
        else []
    )
    why = [sum(line[5 + place] for line in lines) for place, _ in enumerate(Declined)]
    refused = sum(why)
    sentence = say(
        "{asked} trips were asked for and {refused} were not served.", asked=total[1] if total else 0, refused=refused
    )
    table = Table(title=say("Trips asked for and served"), columns=T_COLUMNS, sections=[Section(lines)], total=total, period=period_of(since, until), source=_source(actor))  # fmt: skip
    return table, Chart("bar", [str(one.label) for one in Declined], [Series(say("Not served"), why)], sentence)


I_COLUMNS = (
    Column(say("Plate"), "code"),
    Column(say("Make and model"), wide=True),
    Column(say("Unit of the quota")),
    Column(say("Trips"), "number"),
    Column(say("Kilometres"), "number"),
    Column(say("Working days with a trip"), "number"),
    Column(say("Share of working days"), "percent"),
    Column(say("Idle")),
)


def utilisation(actor: Actor, *, since: date | None = None, until: date | None = None) -> tuple[Table, Chart]:
    """How much each vehicle is used, idle ones first: days with a trip over working days (R-CA-16)."""
    until = until or today()
    since = since or until - timedelta(days=91)
    begin, end = bounds(since, until)
    calendar = calendar_for(actor.place)
    worked = sum(calendar.is_working(since + timedelta(days=step)) for step in range((until - since).days + 1)) or 1
    vehicles = list(visible(actor, Vehicle).filter(status=Status.IN_USE).select_related("unit", "organ")[:MOST_ROWS])
    days = _days_out([one.pk for one in vehicles], begin, end)
    held = {one.vehicle.pk: one for one in accounts(vehicles, since, until)}
    least = number("idle_share")
    rows: list[list[Any]] = []
    for one in vehicles:
        share = (Decimal(100 * days[one.pk]) / worked).quantize(TENTH)
        idle = str(say("Idle: propose a transfer")) if share < least else None
        rows.append(
            [
                one.plate,
                one.make_model,
                str(one.unit or one.organ),
                held[one.pk].trips,
                held[one.pk].km,
                days[one.pk],
                share,
                idle,
            ]
        )
    rows.sort(key=lambda row: (row[6], row[0]))
    idle_ones = sum(row[7] is not None for row in rows)
    sentence = say(
        "{idle} of {n} vehicles were out on fewer than {least}% of the working days.",
        idle=idle_ones,
        n=len(rows),
        least=least,
    )
    table = Table(title=say("Use of the vehicles"), columns=I_COLUMNS, sections=[Section(rows)], period=period_of(since, until), source=_source(actor),
                  notes=[say("Vehicles that stay idle are proposed for a transfer within the government.")])  # fmt: skip
    top = rows[:20]
    return table, Chart(
        "bar",
        [row[0] for row in top],
        [Series(say("Share of working days"), [float(row[6]) for row in top], "%")],
        sentence,
    )


def _days_out(vehicles: list[int], begin: datetime, end: datetime) -> Counter[int]:
    rows = Trip.unscoped.filter(
        vehicle__in=vehicles, state__in=(TripState.OUT, *GONE_STATES), leaves_at__gte=begin, leaves_at__lt=end
    )
    days = {(pk, at.astimezone(HOUSE).date()) for pk, at in rows.values_list("vehicle", "leaves_at")[:200_000]}
    return Counter(pk for pk, _ in days)


def costs_by_month(actor: Actor, *, year: int | None = None) -> tuple[Table, Chart]:
    """What the vehicles cost month by month and kind by kind (公务用车运行维护费; 三公经费)."""
    year = year or today().year
    spent = visible(actor, Expense).filter(spent_on__year=year, entry__voided_at__isnull=True)
    sums: dict[tuple[int, str], Decimal] = {}
    for month, kind, amount in spent.values_list("spent_on__month", "kind").annotate(total=Sum("amount")).order_by():
        sums[month, kind] = amount
    kinds = list(ExpenseKind)
    last = max((month for month, _ in sums), default=0)
    rows: list[list[Any]] = []
    for month in range(1, last + 1):
        line = [sums.get((month, kind.value), Decimal(0)) for kind in kinds]
        rows.append([f"{year}-{month:02}", *line, sum(line, Decimal(0))])
    total = [str(say("Total")), *(sum((row[place] for row in rows), Decimal(0)) for place in range(1, len(kinds) + 2))]
    columns = [
        Column(say("Month"), "code"),
        *(Column(say(kind._label_), "money") for kind in kinds),
        Column(say("Together"), "money"),
    ]  # type: ignore[attr-defined]
    table = Table(title=say("Costs of the vehicles in {year}", year=str(year)), columns=columns, sections=[Section(rows)], total=total,
                  period=period_of(date(year, 1, 1), date(year, 12, 31)), source=_source(actor))  # fmt: skip
    sentence = say("The vehicles cost {sum} yuan in {year}.", sum=total[-1], year=str(year))
    return table, Chart(
        "line", [row[0] for row in rows], [Series(say("Together"), [float(row[-1]) for row in rows], "¥")], sentence
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0"


def _source(actor: Actor) -> Sentence:
    """Whose figures these are: what one sees is what one counts."""
    if actor.everything or not actor.organ:
        return say("Vehicles of all organs, as of {day}", day=today().isoformat())
    reach = actor.viewers[1] if len(actor.viewers) > 1 else actor.organ
    organ = Organ.objects.filter(pk=reach).values_list("name", flat=True).first() or ""
    return say("Vehicles that {organ} may see, as of {day}", organ=organ, day=today().isoformat())
