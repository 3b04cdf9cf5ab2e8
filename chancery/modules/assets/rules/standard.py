"""The configuration standard (资产配置标准): how many for so many staff, how dear, and when renewed; R-AS-01 to R-AS-04."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.modules.assets.models import Request
from chancery.modules.assets.selectors import could_be_allocated, existing_pieces
from chancery.modules.assets.terms import category_of

from .answers import answer, place_of, value_in

PRINTERS = ("printer_a4", "printer_a4_colour", "printer_a3", "printer_a3_colour")
COLOUR = ("printer_a4_colour", "printer_a3_colour")
A3 = ("printer_a3", "printer_a3_colour")


@dataclass(frozen=True)
class Cap:
    """One cap: the rule it comes from, the items it counts together, and how many there may be."""

    rule: str
    items: tuple[str, ...]
    most: int


def pieces_for(value: Any, staff: int) -> int:
    """How many the standard allows: a percentage of the staff, or steps such as one for each 20 up to 100, then one for each 30."""
    if isinstance(value, list):
        first, until, then = (int(part) for part in value)
        low, high = min(staff, until), max(staff - until, 0)
        return ceil(low / first) + ceil(high / then)
    return floor(staff * Decimal(str(value)) / 100)


def caps_of(item: str, *, staff: int, secret: bool, rank: str, place: str) -> list[Cap]:
    """Every cap that binds an item: its own, and for printers those that count several kinds together."""
    wished: list[tuple[str, tuple[str, ...]]] = [(item, (item,))]
    if item == "desktop" and secret:
        wished = [("desktop.secret", (item,))]
    elif item == "bookcase" and rank == "bureau":
        wished = [("bookcase.bureau", (item,))]
    elif item in PRINTERS:
        wished = [("printer", PRINTERS)]
        wished += [("printer_a3", A3)] if item in A3 else []
        wished += [("printer_colour", COLOUR)] if item in COLOUR else []
    found = [(name, items, value_in(f"cap.{name}", place)) for name, items in wished]
    return [Cap(f"cap.{name}", items, pieces_for(held.value, staff)) for name, items, held in found if held]


def within_quantity(row: Request, asked: Mapping[str, Any]) -> Answer:
    """Existing and requested together stay within the cap (R-AS-01; 财资〔2016〕27号, 国令738 art. 10)."""
    item = category_of(row.category).item
    if not item:
        return OK
    place = place_of(row.organ_id)
    for cap in caps_of(item, staff=row.staff, secret=row.secret, rank=row.rank, place=place):
        had = sum(existing_pieces(one, row.organ_id) for one in cap.items)
        had -= row.replaces.quantity if row.replaces and category_of(row.replaces.category).item in cap.items else 0
        if had + row.quantity > cap.most:
            sentence = say(
                "More than the standard allows: {item}: at most {most} for {staff} staff; there are {had}, asked for are {wanted}.",
                item=category_of(row.category).name, most=cap.most, staff=row.staff, had=had, wanted=row.quantity,
            )  # fmt: skip
            return answer(cap.rule, False, sentence, place=place)
    return OK


def price_cap(row: Request, place: str) -> tuple[str, Decimal] | None:
    """The rule that caps the price of one piece, and the cap; None where the standard has none."""
    item = category_of(row.category).item
    if not item:
        return None
    key = (
        f"price.{item}.bureau" if row.rank == "bureau" and value_in(f"price.{item}.bureau", place) else f"price.{item}"
    )
    held = value_in(key, place)
    if held is None:
        return None
    if isinstance(held.value, list):
        return (key, _by_area(held.value, row.area)) if row.area else None
    return key, Decimal(str(held.value))


def _by_area(steps: list[Any], area: Decimal) -> Decimal:
    """A meeting table is capped by the room: the rate of the class in which its area falls, for the whole area."""
    rate = next(rate for until, rate in steps if not until or area <= until)
    return Decimal(rate) * area


def within_price(row: Request, asked: Mapping[str, Any]) -> Answer:
    """The price stays within the cap (R-AS-02); beyond it a reason is asked for, and the special approval it names."""
    place = place_of(row.organ_id) if category_of(row.category).item else ""
    cap = price_cap(row, place)
    if cap is None or row.price <= cap[1]:
        return OK
    sentence = say("One costs {price} yuan; the standard allows {cap} yuan.", price=row.price, cap=cap[1])
    return answer(cap[0], False, sentence, place=place)


def old_enough(row: Request, asked: Mapping[str, Any]) -> Answer:
    """Nothing is renewed before its minimum life, unless it is destroyed beyond repair (R-AS-03)."""
    old = row.replaces
    item = category_of(old.category).item if old else ""
    place = place_of(row.organ_id) if item else ""
    least = value_in(f"least.{item}", place) if item else None
    if old is None or least is None or row.beyond_repair:
        return OK
    years, age = int(str(least.value)), old.age_in_years(today())
    sentence = say(
        "“{name}” is {age} years old; it is not renewed before {years} years, unless it is destroyed beyond repair.",
        name=old.name, age=age, years=years,
    )  # fmt: skip
    return answer("renewal", age >= years, sentence, place=place)


def pool_was_searched(row: Request, asked: Mapping[str, Any]) -> Answer:
    """What can be allocated is allocated before anything is bought (R-AS-04; 国令738 art. 11)."""
    there = could_be_allocated(row.category, row.organ_id)
    return answer(
        "pool_first",
        not there,
        say(
            "{count} pieces of this kind lie in the pool or idle in the house. Allocate them first, or say why not.",
            count=there,
        ),
    )
