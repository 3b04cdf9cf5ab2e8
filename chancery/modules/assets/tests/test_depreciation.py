"""Depreciation: exact to the fen, never below zero, the year adds up, and one pass over a million cards says the same as each card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.kernel.flow.steps import press
from chancery.modules.assets.models import Asset, Charge, Revaluation
from chancery.modules.assets.selectors import net_of, stretches_of
from chancery.modules.assets.services.depreciation import run_year, sums_of
from chancery.modules.assets.terms.depreciation import (
    NEVER_ENDS,
    Stretch,
    accumulated,
    bettered,
    cost_on,
    day_of,
    month_of,
    net_value,
)
from tests.maker import make, maker

BEGIN = month_of(date(2020, 3, 1))
COST = st.one_of(st.integers(0, 300), st.integers(0, 10**10))
MONTHS = st.integers(0, 120)


@st.composite
def histories(draw):
    """A card through time: bought, perhaps bettered, perhaps struck off."""
    stretches = [Stretch(draw(COST), BEGIN, draw(MONTHS))]
    for _ in range(draw(st.integers(0, 2))):
        month = stretches[-1].since + draw(st.integers(0, 40))
        ended, begun = bettered(stretches[-1], month=month, cost=draw(COST), months=draw(MONTHS))
        stretches[-1:] = [ended, begun]
    if draw(st.booleans()):
        stretches[-1] = stretches[-1].ended(stretches[-1].since + draw(st.integers(0, 60)))
    return stretches


@given(COST, MONTHS)
def test_the_months_together_are_the_cost_to_the_fen(cost, months):
    one = Stretch(cost, BEGIN, months)
    charges = [one.accumulated(BEGIN + n) - one.accumulated(BEGIN + n - 1) for n in range(-2, months + 3)]
    assert sum(charges) == (cost if months else 0)
    assert min(charges) >= 0


@given(COST, MONTHS)
def test_ordinary_months_are_alike_and_none_takes_more_than_a_fen_too_much(cost, months):
    one = Stretch(cost, BEGIN, months)
    charges = [one.accumulated(BEGIN + n) - one.accumulated(BEGIN + n - 1) for n in range(months)]
    assert set(charges[: one.ordinary]) <= {one.monthly}
    if months:
        assert abs(one.monthly * months - cost) <= months


@given(histories())
def test_net_value_never_rises_but_by_a_betterment_and_is_never_below_zero(stretches):
    begun = {one.since for one in stretches}
    last = None
    for month in range(BEGIN, BEGIN + 300):
        net = net_value(stretches, day_of(month))
        assert 0 <= net <= cost_on(stretches, day_of(month))
        assert last is None or month in begun or net <= last
        last = net


@given(histories())
def test_steps_say_the_same_as_months(stretches):
    for one in stretches:
        for month in range(one.since - 1, one.since + 130):
            told = sum(amount for start, end, amount in one.charges() if start <= month < end)
            assert told == one.accumulated(month) - one.accumulated(month - 1)


@given(st.integers(1, 10**9), st.integers(1, 120), st.integers(0, 119), st.integers(0, 10**9), st.integers(1, 120))
def test_a_betterment_depreciates_the_new_value_to_the_end_and_leaves_the_past_alone(cost, months, after, new, left):
    one = Stretch(cost, BEGIN, months)
    ended, begun = bettered(one, month=BEGIN + after, cost=new, months=left)
    before = [one.accumulated(BEGIN + n) for n in range(-1, after)]
    assert [accumulated([ended, begun], day_of(BEGIN + n)) for n in range(-1, after)] == before
    assert accumulated([ended, begun], day_of(BEGIN + after + left)) == new


@settings(max_examples=60)
@given(st.lists(histories(), max_size=6), st.integers(2019, 2030))
def test_the_run_of_a_year_is_what_the_cards_say_one_by_one(cards, year):
    told = dict(enumerate(cards))
    rows = [
        (pk, 1, "A", card[-1].cost, card[-1].accrued, card[-1].months, card[-1].since, card[-1].until, card[0].since)
        for pk, card in told.items()
    ]
    found = sums_of(year, rows, {pk: card[:-1] for pk, card in told.items() if len(card) > 1}).get((1, "A"))
    first, last = year * 12, year * 12 + 11
    there = [card for card in cards if card[0].since <= last and card[-1].until >= first]
    assert (found.cards if found else 0) == sum(card[-1].until > last for card in there)
    if found is None:
        return
    alive = [card for card in there if card[-1].until > last]
    assert found.closing == sum(accumulated(card, day_of(last)) for card in alive)
    assert found.cost == sum(cost_on(card, day_of(last)) for card in alive)
    months = [
        sum(one.accumulated(m) - one.accumulated(m - 1) for card in there for one in card)
        for m in range(first, last + 1)
    ]
    assert found.months == months


@pytest.mark.django_db
def test_a_new_card_takes_the_life_of_its_category(city):
    card = make(Asset, city=city, category="A02010105", cost=Decimal("4320.00"), acquired_on=date(2024, 11, 20))
    assert (card.months, card.depreciates_from) == (72, date(2024, 11, 1))
    assert net_of(card, date(2024, 11, 30)) == 426_000
    assert net_of(card, date(2030, 10, 1)) == 0
    assert net_of(card, date(2024, 10, 31)) == 0


@pytest.mark.django_db
def test_relics_and_books_are_not_depreciated(city):
    card = make(Asset, city=city, category="A03000000", cost=Decimal("90000.00"), acquired_on=date(1999, 1, 1))
    assert net_of(card, date(2026, 11, 23)) == 9_000_000


@pytest.mark.django_db
def test_a_booked_betterment_keeps_what_was_before(city):
    card = make(Asset, city=city, category="A02010105", cost=Decimal("7200.00"), acquired_on=date(2025, 1, 1))
    before = net_of(card, date(2026, 5, 1))
    row = make(Revaluation, city=city, asset=card, cost=Decimal("9000.00"), months=48, from_month=date(2026, 6, 1))
    press(row, "book", actor=maker(), asked={"voucher": "记-12"})
    card = Asset.unscoped.get(pk=card.pk)
    assert net_of(card, date(2026, 5, 1)) == before
    assert net_of(card, date(2026, 6, 1)) == 900_000 - 17 * 10_000 - (900_000 - 170_000 + 24) // 48
    assert [one.cost for one in stretches_of(card)] == [720_000, 900_000]
    assert net_of(card, date(2030, 6, 1)) == 0


@pytest.mark.django_db
def test_the_yearly_run_keeps_one_line_for_each_organ_and_category_and_can_be_repeated(city):
    for cost in ("4320.00", "7200.00"):
        make(Asset, city=city, category="A02010105", cost=Decimal(cost), acquired_on=date(2025, 12, 1))
    assert run_year(2026) == run_year(2026) == 1
    line = Charge.objects.get(year=2026)
    assert (line.cards, line.cost, line.charged) == (2, Decimal("11520.00"), Decimal("1920.00"))
    assert line.opening + line.charged == line.closing == Decimal("2080.00")
    assert line.months == [16_000] * 12
    assert month_of(date.max) < NEVER_ENDS
