"""The cards of the city: every organ's computers, furniture and machines, and the large things of the administrative centre."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.flow.engine import open_row
from chancery.kernel.org.models import Organ
from chancery.modules.assets.models import Asset
from chancery.modules.assets.terms import Status

from .teller import Teller

SCALE = 0.5
"""So that about 1,400 cards come together."""
PROPER = (Organ.Level.OFFICE, Organ.Level.DEPARTMENT, Organ.Level.COUNTY, Organ.Level.TOWNSHIP)


def organs_proper(teller: Teller) -> list[Organ]:
    """Every organ that keeps assets, each once."""
    unique = {organ.pk: organ for organ in teller.city.organs.values()}
    return [organ for organ in unique.values() if organ.level in PROPER and teller.people.get(organ.pk)]


def tell_cards(teller: Teller, *, share: float) -> None:
    """The registers as they were brought in, and what was bought since."""
    serial = 0
    for organ in organs_proper(teller):
        large = 1.6 if organ.level in (Organ.Level.OFFICE, Organ.Level.DEPARTMENT) else 0.7
        for kind in teller.material["kind"]:
            for _ in range(round(kind[7] * large * share * SCALE + teller.chance.random() * 0.5)):
                serial += 1
                teller.cards.append(_card(teller, organ, kind, serial))
    for line in teller.material["single"]:
        serial += 1
        _single(teller, line, serial)


def _card(teller: Teller, organ: Organ, kind: list[Any], serial: int) -> Asset:
    category, name, brand, specifications, low, high, unit, _, pieces, personal = kind
    chance = teller.chance
    age = int(3650 * chance.random() ** 1.4) + 5
    acquired = teller.until.astimezone(HOUSE).date() - timedelta(days=age)
    price = Decimal(chance.randrange(low, high, 20))
    user = chance.choice(teller.people[organ.pk]) if personal and chance.random() < 0.9 else None
    section = user.post.organ_id if user else None
    idle = user is None and personal
    values = {
        "number": f"{organ.place[:6] or '900100'}{acquired.year}{serial:05}",
        "name": name, "category": category, "brand": brand, "specification": chance.choice(specifications), "unit": unit,
        "serial": f"{chance.randrange(16**8):08X}" if pieces == 1 else "", "quantity": pieces, "acquired_on": acquired, "booked_on": acquired + timedelta(days=12),
        "voucher": f"记-{chance.randrange(1, 300)}", "cost": price * pieces, "fiscal": price * pieces, "procurement": "central" if price > 1000 else "dispersed",
        "supplier": chance.choice(teller.material["suppliers"]), "contract": f"CG{acquired.year}-{chance.randrange(1, 400):03}",
        "warranty_until": acquired + timedelta(days=1095) if category.startswith("A0201") else None,
        "status": Status.IDLE if idle else Status.IN_USE, "user_id": user.person_id if user else None, "section_id": section,
        "building": _building(teller, organ), "room": f"{chance.randrange(2, 10)}{chance.randrange(1, 26):02}", "shared": category in ("A02020100", "A02021118"),
    }  # fmt: skip
    return _open(teller, organ, values, acquired)


def _building(teller: Teller, organ: Organ) -> str:
    if organ.level in (Organ.Level.COUNTY, Organ.Level.TOWNSHIP):
        return f"{organ.short_name}办公楼"
    return str(teller.material["buildings"][organ.pk % 4])


def _single(teller: Teller, line: list[Any], serial: int) -> None:
    category, name, specification, price, unit, organ_name, building, room = line
    organ = teller.city.organ(organ_name)
    acquired = date(2012 + serial % 11, 1 + serial % 12, 8)
    values = {
        "number": f"900100{acquired.year}{serial:05}", "name": name, "category": category, "specification": specification, "unit": unit, "cost": Decimal(price),
        "fiscal": Decimal(price), "acquired_on": acquired, "acquisition": "construction" if category.startswith("A01") else "purchase", "building": building, "room": room,
        "area": Decimal("21600.00") if category == "A01010100" else None, "address": "云城市望江路1号" if category.startswith("A01") else "",
    }  # fmt: skip
    teller.cards.append(_open(teller, organ, values, acquired))


def _open(teller: Teller, organ: Organ, values: dict[str, Any], acquired: date) -> Asset:
    """Registers of the time before the platform were brought in some days ago; what is younger was entered then."""
    brought = teller.until - timedelta(days=teller.chance.randrange(60, 64), minutes=teller.chance.randrange(500))
    day = (teller.until.astimezone(HOUSE).date() - acquired).days
    moment = brought if day > 60 else teller.until - timedelta(days=day, minutes=teller.chance.randrange(400))
    card: Asset = open_row(
        Asset, organ=organ.pk, values=values, actor=teller.one_of("keeper", organ.pk), opened_at=moment
    )
    return card
