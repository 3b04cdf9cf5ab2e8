"""Vehicles, drivers, quotas and trainings of the city."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from chancery.kernel.flow.engine import open_row
from chancery.kernel.org.services import holders
from chancery.modules.vehicles.models import Attendance, Driver, Quota, Training, Vehicle

from .scene import BUREAU, Scene

HOMES = {
    "市机关事务管理局": ("市机关综合服务中心地下车库B2", 30.2741, 120.1551),
    "清河县政府": ("清河县政府大院", 30.4412, 120.3019),
}


def build_fleet(scene: Scene) -> None:
    """Drivers first, because vehicles name their usual ones."""
    _drivers(scene)
    _vehicles(scene)
    for unit, category, most in scene.material["quotas"]:
        since = scene.until.date().replace(month=1, day=1)
        values = {"unit": scene.organ(unit), "category": category, "most": most, "paper": f"云公车编〔{since.year}〕{most}号", "since": since}  # fmt: skip
        open_row(Quota, organ=scene.organ(BUREAU).pk, values=values)
    _trainings(scene)


def _drivers(scene: Scene) -> None:
    bureau, chance, day = scene.organ(BUREAU), scene.chance, scene.until.date()
    posts = [post for key, listed in scene.city.posts.items() if key[1] == "驾驶员" for post in listed]
    for place, name in enumerate(scene.material["drivers"]):
        post = posts[place] if place < len(posts) else None
        held = holders(post.pk) if post else []
        values = {
            "name": held[0].name if held else name,
            "post": post,
            "phone": f"139{chance.randrange(10_000_000, 99_999_999)}",
            "licence": scene.material["licences"][place % 10],
            "licensed_on": day - timedelta(days=chance.randrange(2200, 9000)),
            "licence_until": day + timedelta(days=chance.randrange(25, 1900) if place else 21),
            "duty": "leave" if place in (13, 31) else "on",
            "confidential": place < 4,
            "praised": "2025年度模范驾驶员" if place in (0, 5) else "",
        }
        scene.drivers.append(open_row(Driver, organ=bureau.pk, values=values))


def _vehicles(scene: Scene) -> None:
    serial = 0
    for make, category, unit, age, many in scene.material["fleet"]:
        for _ in range(many):
            row = _vehicle(scene, serial, scene.material["makes"][make], category, unit, age)
            scene.vehicles.append(row)
            scene.rates[row.pk] = scene.material["makes"][make]["rate"] * scene.chance.uniform(0.95, 1.07)
            serial += 1
    scene.rates[scene.vehicles[10].pk] *= 1.36  # stands out among its like


def _vehicle(scene: Scene, serial: int, make: dict[str, Any], category: str, unit: str, age: int) -> Vehicle:
    chance, day = scene.chance, scene.until.date()
    keeper = scene.organ(unit) if unit in scene.material["own"] else scene.organ(BUREAU)
    home, lat, lon = HOMES.get(unit if unit in HOMES else BUREAU, HOMES[BUREAU])
    licensed = [one for one in scene.drivers if one.may_drive(make["licence"]) and one.duty == "on"]
    electric = make["energy"] == "electric"
    plate = f"云A·D{serial * 37 % 900 + 100:04d}F" if electric else f"云A·0H{serial * 53 % 900 + 100}"
    values = {
        "plate": plate, "make_model": make["name"], "category": category, "body": make["body"], "seats": make["seats"], "energy": make["energy"],
        "licence": make["licence"], "displacement": _decimal(make.get("displacement")), "tank": _decimal(make.get("tank")),
        "range_km": make.get("range_km"), "price": Decimal(make["price"]),
        "vin": f"L{chance.randrange(10**15, 10**16 - 1)}", "registered_on": day - timedelta(days=age * 365 + chance.randrange(20, 300)),
        "unit": scene.organ(unit), "status": "repair" if serial in (9, 26) else "in_use", "odometer": age * 14_500 + chance.randrange(900, 9_000),
        "driver": licensed[serial % len(licensed)], "home": home, "home_lat": lat, "home_lon": lon, "marked": category != "confidential",
        "insurer": scene.material["insurer"], "insured_until": day + timedelta(days=5 if serial == 3 else chance.randrange(15, 360)),
        "inspected_until": day + timedelta(days=12 if serial == 14 else chance.randrange(25, 700)), "gps_until": day + timedelta(days=chance.randrange(20, 400)),
    }  # fmt: skip
    made: Vehicle = open_row(Vehicle, organ=keeper.pk, values=values)
    return made


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _trainings(scene: Scene) -> None:
    bureau = scene.organ(BUREAU).pk
    for name, topic, hours, back in scene.material["trainings"]:
        values = {"name": name, "topic": topic, "held_on": scene.until.date() - timedelta(days=back), "hours": Decimal(str(hours)), "place": "机关大院第三会议室"}  # fmt: skip
        training = open_row(Training, organ=bureau, values=values)
        there = scene.chance.sample(scene.drivers, 34)
        Attendance.objects.bulk_create(Attendance(training=training, driver=driver) for driver in there)
