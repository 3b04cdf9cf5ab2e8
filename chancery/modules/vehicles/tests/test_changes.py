"""Buying, renewing and disposing: each refusal with its rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Change, Quota, Vehicle
from tests.maker import make, maker

from .fleet import vehicle

pytestmark = pytest.mark.django_db


def asked(city, **values):
    unit = city.organ("市财政局")
    return make(
        Change,
        city=city,
        **{"unit": unit, "price": Decimal(150_000), "energy": "electric", "category": "general", **values},
    )


def refusal(row, **told) -> Refused:
    with pytest.raises(Refused) as caught:
        press(row, "submit", actor=maker(), asked=told)
    assert row.entry.closed_at is None
    return caught.value


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"category": "confidential", "energy": "petrol", "price": Decimal("120000.01")}, "cap_confidential"),
        ({"price": Decimal("180000.01")}, "cap_new_energy"),
        ({"category": "confidential", "body": "small_bus", "price": Decimal(170_000)}, "cap_confidential"),
        ({"body": "large_bus", "price": Decimal(460_000)}, "cap_large_bus"),
        ({"energy": "petrol", "displacement": Decimal("2.0")}, "litres_general"),
        ({"source": "donated"}, "source"),
        ({"source": "borrowed"}, "source"),
        ({"kind": "rental", "price": Decimal(260_000)}, "rental"),
    ],
)
def test_what_the_standards_forbid_no_reason_helps(city, values, rule):
    told = refusal(asked(city, **values), reason="工作需要")
    assert told.cite.rule == f"vehicles.{rule}"
    assert told.cite.verified
    assert told.cite.quote


def test_nothing_is_bought_above_the_quota(city):
    unit = city.organ("市财政局")
    make(Quota, city=city, unit=unit, category="general", most=1)
    vehicle(city, unit=unit)
    assert refusal(asked(city), reason="工作需要").cite.rule == "vehicles.quota"


def test_a_unit_without_a_quota_says_under_which_paper(city):
    row = asked(city)
    assert refusal(row).strength == "ask"
    assert press(row, "submit", actor=maker(), asked={"reason": "云公车编〔2026〕9号"}).row.state == "approving"


def test_a_promotion_renews_no_vehicle(city):
    old = vehicle(city, registered_on=date(2010, 1, 1))
    row = asked(city, kind="renewal", vehicle=old, ground="promotion")
    assert refusal(row, reason="新任领导").cite.rule == "vehicles.no_early_renewal"


def test_a_young_vehicle_is_renewed_for_safety_only(city):
    young = vehicle(city, registered_on=date(2022, 1, 1))
    told = refusal(asked(city, kind="renewal", vehicle=young, ground="age"))
    assert (told.cite.rule, told.cite.verified) == ("vehicles.renewal_age", False)
    safe = asked(city, kind="renewal", vehicle=young, ground="safety")
    assert press(safe, "submit", actor=maker()).row.state == "approving"


def test_a_disposal_takes_the_vehicle_out_of_the_quota_and_keeps_the_row(city):
    old = vehicle(city)
    row = make(Change, city=city, at="approved", kind="disposal", vehicle=old)
    told = {"carried_on": "2026-11-20", "paper": "缴款书00123", "outlet": "auction", "proceeds": "8600"}
    row = press(row, "carry_out", actor=maker(), asked=told).row
    old.refresh_from_db()
    assert (row.state, old.status, row.proceeds) == ("done", "disposed", Decimal(8600))


def test_a_purchase_enters_the_register_once(city):
    row = make(Change, city=city, at="approved", unit=city.organ("市财政局"), price=Decimal(150_000))
    press(
        row, "carry_out", actor=maker(), asked={"carried_on": "2026-11-20", "paper": "合同7号", "plate": "云A·D0007F"}
    )
    found = Vehicle.unscoped.get(plate="云A·D0007F")
    assert (found.unit_id, found.price) == (city.organ("市财政局").pk, Decimal(150_000))


def test_the_share_of_new_energy_is_advice_and_stands_in_the_trail(city):
    moved = press(asked(city, energy="petrol"), "submit", actor=maker(), asked={"reason": "山区道路"})
    assert [answer.cite.rule for answer in moved.advice if answer.strength == "advise"] == ["vehicles.new_energy_share"]
