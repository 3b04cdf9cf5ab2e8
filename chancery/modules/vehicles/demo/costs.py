"""Two years of what the vehicles cost, with a few that stand out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.flow.engine import open_row
from chancery.modules.vehicles.models import Expense, Vehicle

from .scene import Scene

LITRE, KWH = Decimal("7.62"), Decimal("0.88")


def tell_costs(scene: Scene) -> None:
    """Quarter by quarter as the fuel card was settled, then each refuelling of the last weeks."""
    today = scene.until.astimezone(HOUSE).date()
    for place, one in enumerate(scene.vehicles):
        month_km = scene.chance.randrange(500, 1_500)
        odometer = one.odometer - month_km * 27
        for back in (23, 20, 17, 14, 11, 8, 5, 2):
            odometer += month_km * 3
            _energy(scene, one, today - timedelta(days=back * 30 + 2), odometer, month_km * 3)
        for back in (38, 24, 10):
            step = min(month_km, int(float(one.tank or 60) * 85 / scene.rates[one.pk]))
            odometer = min(odometer + step, one.odometer)
            _energy(scene, one, today - timedelta(days=back - place % 4), odometer, step)
        for back in (400, 35):
            _spend(scene, one, today - timedelta(days=back + place % 20), "insurance", one.price * Decimal("0.021") + 950, supplier=scene.material["insurer"])  # fmt: skip
        _upkeep(scene, one, place, today)
    _odd_ones(scene, today)


def _energy(scene: Scene, one: Vehicle, day: date, odometer: int, km: int) -> None:
    quantity = Decimal(str(round(km * scene.rates[one.pk] / 100 * scene.chance.uniform(0.96, 1.05), 2)))
    electric = one.energy == "electric"
    amount = quantity * (KWH if electric else LITRE)
    place = "机关大院充电桩" if electric else scene.material["stations"][one.pk % 2]
    _spend(
        scene, one, day, "power" if electric else "fuel", amount, quantity=quantity, odometer=odometer, supplier=place
    )


def _upkeep(scene: Scene, one: Vehicle, place: int, today: date) -> None:
    if one.status == "repair" or place % 3 == 0:
        _spend(scene, one, today - timedelta(days=40 + place * 3), "repair", Decimal(scene.chance.randrange(480, 3_200)), part="更换机油三滤、检查制动",
               supplier=scene.material["workshops"][place % 2])  # fmt: skip


def _odd_ones(scene: Scene, today: date) -> None:
    """What the findings are about: a tank filled above its size, a repair too dear, a workshop that was not appointed."""
    burning = [one for one in scene.vehicles if one.tank]
    full = burning[2]
    _spend(scene, full, today - timedelta(days=9), "fuel", Decimal("612.40"), quantity=((full.tank or Decimal(60)) * Decimal("1.22")).quantize(Decimal("0.01")), odometer=full.odometer, supplier=scene.material["stations"][0])  # fmt: skip
    dear = burning[-1]
    _spend(scene, dear, today - timedelta(days=16), "repair", Decimal("38600"), part="变速箱总成", supplier="松岭县顺达汽修", contracted=False, warranty_until=today + timedelta(days=180))  # fmt: skip


def _spend(scene: Scene, one: Vehicle, day: date, kind: str, amount: Decimal, **more: Any) -> None:
    values = {"vehicle": one, "kind": kind, "spent_on": day, "amount": amount.quantize(Decimal("0.01")), **more}
    with clock_at(datetime.combine(day, time(16), HOUSE)):
        open_row(Expense, organ=one.organ_id, values=values)
