"""Single-vehicle accounting: what it comes to, and what stands out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.modules.vehicles.models import Alert, Expense, Quota, Vehicle
from chancery.modules.vehicles.reports import against_quota, single_vehicles, trips_served, utilisation
from chancery.modules.vehicles.selectors.costs import Refuelling, accounts, consumption, stands_out
from chancery.modules.vehicles.services.findings import look_over
from tests.maker import make, maker

from .fleet import vehicle, waiting

DAY = date(2026, 11, 1)
quantities = st.decimals(1, 120, places=2)


@given(st.lists(st.tuples(st.integers(1, 900), quantities), min_size=2, max_size=20), st.randoms())
def test_consumption_does_not_depend_on_the_order_of_the_readings(steps, chance):
    odometer, readings = 1_000, []
    for km, quantity in steps:
        odometer += km
        readings.append(Refuelling(DAY, odometer, quantity))
    told = consumption(readings)
    chance.shuffle(readings)
    assert consumption(readings) == told
    driven = sum(km for km, _ in steps[1:])
    filled = sum(quantity for _, quantity in steps[1:])
    assert abs(told - filled * 100 / driven) <= Decimal("0.05")


@pytest.mark.parametrize("readings", [[], [(100, 40)], [(100, 40), (100, 30)]])
def test_there_is_no_consumption_without_kilometres(readings):
    assert consumption([Refuelling(DAY, km, Decimal(litres)) for km, litres in readings]) is None


@given(st.lists(st.decimals(7, 9, places=1), min_size=3, max_size=30), st.decimals(7, 9, places=1))
def test_nobody_stands_out_among_its_like_for_a_grain(others, value):
    assert not stands_out(value, others, ratio=Decimal("1.4"), score=Decimal(12))
    assert stands_out(Decimal(16), others, ratio=Decimal("1.4"), score=Decimal(12))


def refuel(city, one, odometer, litres, *, back=30, **more):
    told = {
        "kind": "fuel",
        "spent_on": DAY - timedelta(days=back),
        "amount": Decimal(litres) * 8,
        "quantity": Decimal(litres),
        **more,
    }
    return make(Expense, city=city, vehicle=one, odometer=odometer, **told)


@pytest.mark.django_db
def test_an_account_adds_up_and_leaves_out_what_was_voided(city):
    one = vehicle(city)
    for odometer, litres in ((1_000, 50), (1_600, 48), (2_200, 48)):
        refuel(city, one, odometer, litres)
    make(Expense, city=city, vehicle=one, kind="repair", spent_on=DAY, amount=Decimal("832.10"))
    (told,) = accounts([one], DAY - timedelta(days=60), DAY)
    assert told.total == Decimal(146 * 8) + Decimal("832.10")
    assert (told.km, told.use) == (1_200, Decimal("8.0"))
    assert told.per_km == Decimal("1.67")


@pytest.mark.django_db
def test_looking_over_opens_each_finding_once(city):
    one = vehicle(city, tank=Decimal(50), price=Decimal(150_000), registered_on=date(2018, 1, 1))
    refuel(city, one, 1_000, 80, back=0)
    make(Expense, city=city, vehicle=one, kind="repair", spent_on=DAY, amount=Decimal(30_000), contracted=False)
    made = look_over(maker(), since=DAY)
    assert sorted(alert.kind for alert in made) == ["fuel", "repair", "repair"]
    assert look_over(maker(), since=DAY) == []
    assert Alert.unscoped.filter(state="open").count() == 3


@pytest.mark.django_db
def test_a_vehicle_that_drinks_more_than_its_like_is_found(city):
    fleet = [vehicle(city) for _ in range(5)]
    for place, one in enumerate(fleet):
        for step in range(3):
            refuel(city, one, 1_000 + 600 * step, 48 if place else 70, back=20 - step)
    assert [alert.vehicle_id for alert in look_over(maker(), since=DAY)] == [fleet[0].pk]


@pytest.mark.django_db
def test_statistics_count_vehicles_trips_and_reasons(city):
    unit = city.organ("市财政局")
    make(Quota, city=city, unit=unit, category="general", most=1)
    for _ in range(2):
        vehicle(city, unit=unit)
    waiting(city)
    make(type(waiting(city)), city=city, at="refused", declined="public")
    table, chart = against_quota(maker())
    assert [row[2:] for row in table.rows if row[0] == unit.short_name] == [[1, 2, 0, 0, 1]]
    table, chart = trips_served(maker())
    assert table.total[1] == 3
    assert sum(chart.series[0].values) == 1
    for report in (single_vehicles, utilisation):
        table, _ = report(maker())
        assert len(table.rows) == Vehicle.unscoped.count()


@pytest.mark.django_db
def test_a_vehicle_that_drinks_more_than_it_did_is_found(city):
    one = vehicle(city)
    for step, (litres, back) in enumerate(((50, 330), (48, 300), (48, 270), (60, 60), (60, 30))):
        refuel(city, one, 1_000 + 600 * step, litres, back=back)
    (alert,) = look_over(maker(), since=DAY)
    assert (alert.kind, alert.vehicle_id) == ("consumption", one.pk)


@pytest.mark.django_db
def test_a_part_under_warranty_is_not_paid_twice(city):
    one = vehicle(city)
    told = {"vehicle": one, "kind": "repair", "part": "变速箱", "amount": Decimal(900)}
    make(Expense, city=city, spent_on=DAY - timedelta(days=90), warranty_until=DAY + timedelta(days=90), **told)
    make(Expense, city=city, spent_on=DAY, **told)
    assert ["变速箱" in alert.title for alert in look_over(maker(), since=DAY)] == [True]
