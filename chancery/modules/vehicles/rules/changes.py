"""What must be right when vehicles are bought, renewed, rented or disposed of (logistics R-CA-01 to 05, 17, 18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.modules.vehicles.models import Change
from chancery.modules.vehicles.selectors.fleet import charged_to, coming_this_year, quota_of
from chancery.modules.vehicles.terms import NEW_ENERGY, Body, Category, ChangeKind, Energy, Ground, Outlet, Source

from .asking import answer, number, value

COMING = (ChangeKind.PURCHASE, ChangeKind.RENEWAL, ChangeKind.RENTAL)


def price_within_cap(row: Change, asked: Mapping[str, Any]) -> Answer:
    """The price does not exceed the standard of the category (配备标准; R-CA-01)."""
    if row.kind not in (ChangeKind.PURCHASE, ChangeKind.RENEWAL) or row.category == Category.SPECIAL:
        return OK
    key = cap_key(row)
    most = number(key)
    sentence = say(
        "Above the standard for “{category}”: {price} yuan is more than {most} yuan.",
        category=say(Category(row.category)._label_),  # type: ignore[attr-defined]
        price=row.price,
        most=most,
    )
    own = answer(key, row.price <= most, sentence)
    if own.ok or key in ("cap_large_bus", "cap_special_case"):
        return own
    special = (
        row.category != Category.CONFIDENTIAL
        and row.energy not in NEW_ENERGY
        and row.price <= number("cap_special_case")
    )
    return answer("cap_special_case", False, sentence) if special and row.body != Body.SEDAN else own


def cap_key(row: Change) -> str:
    """Which cap of the standard a vehicle falls under."""
    if row.body == Body.LARGE_BUS:
        return "cap_large_bus"
    if row.body in (Body.MEDIUM_BUS, Body.TRUCK):
        return "cap_special_case"
    if row.energy in NEW_ENERGY and row.body == Body.SEDAN:
        return "cap_new_energy"
    if row.category == Category.CONFIDENTIAL:
        return "cap_confidential"
    return "cap_enforcement" if row.category == Category.ENFORCEMENT else "cap_general"


def displacement_within_cap(row: Change, asked: Mapping[str, Any]) -> Answer:
    """The engine is not larger than the standard (排气量; R-CA-01)."""
    if row.kind not in COMING or row.displacement is None or row.category == Category.SPECIAL or row.body in (Body.LARGE_BUS, Body.TRUCK):  # fmt: skip
        return OK
    small = row.category in (Category.CONFIDENTIAL, Category.ENFORCEMENT)
    key = "litres_confidential" if small else "litres_general"
    if row.category != Category.CONFIDENTIAL and row.body != Body.SEDAN:
        key = "litres_special_case"
    most = number(key)
    return answer(key, row.displacement <= most, say("The engine has {has} litres; the standard allows {most}.", has=row.displacement, most=most))  # fmt: skip


def within_quota(row: Change, asked: Mapping[str, Any]) -> Answer:
    """No vehicle above the quota (不得超编制; 机关事务管理条例 art. 25; R-CA-02)."""
    if row.kind not in (ChangeKind.PURCHASE, ChangeKind.RENTAL):
        return OK
    most = quota_of(row.unit_id, row.category)
    rule = value("quota")
    if most is None:
        sentence = say("No quota of this category stands for {unit}. Enter it, or say under which paper it may have one.", unit=str(row.unit))  # fmt: skip
        return Answer(False, sentence, rule.cite, "ask")
    has = charged_to(row.unit_id, row.category)
    sentence = say(
        "Above the quota: {unit} may have {most} and has {has} already.", unit=str(row.unit), most=most, has=has
    )
    return answer("quota", has < most, sentence)


def source_is_clean(row: Change, asked: Mapping[str, Any]) -> Answer:
    """Nothing is borrowed from subordinate units and nothing donated (机关事务管理条例 art. 25; R-CA-04)."""
    clean = row.kind == ChangeKind.DISPOSAL or row.source not in (Source.DONATED, Source.BORROWED)
    return answer("source", clean, say("A vehicle that was donated or borrowed cannot be taken into the fleet."))


def rental_within_standard(row: Change, asked: Mapping[str, Any]) -> Answer:
    """A rented vehicle is no better than an own one may be (不得超标准租用; R-CA-05)."""
    if row.kind != ChangeKind.RENTAL:
        return OK
    most = number("hire_day") * 250
    return answer("rental", row.price <= most, say("The rent of {price} yuan a year is above the standard of {most} yuan.", price=row.price, most=most))  # fmt: skip


def not_for_promotion(row: Change, asked: Mapping[str, Any]) -> Answer:
    """No early renewal because a leader was promoted or transferred (2025条例)."""
    clean = row.kind != ChangeKind.RENEWAL or row.ground != Ground.PROMOTION
    return answer(
        "no_early_renewal", clean, say("A vehicle is not renewed because a leader was promoted or transferred.")
    )


def renewal_is_due(row: Change, asked: Mapping[str, Any]) -> Answer:
    """A vehicle is renewed when its age is reached, earlier only for safety (更新年限; R-CA-03)."""
    if row.kind != ChangeKind.RENEWAL or row.ground == Ground.SAFETY:
        return OK
    if row.vehicle is None:
        return Answer(False, say("Name the vehicle that is renewed."))
    begun = row.vehicle.registered_on
    if begun is None:
        return answer(
            "renewal_age", False, say("It is not known when {plate} was first registered.", plate=row.vehicle.plate)
        )
    years, most = Decimal((today() - begun).days) / Decimal("365.25"), number("renewal_age")
    sentence = say("{plate} is {years} years old; it is renewed after {most} years.", plate=row.vehicle.plate, years=years.quantize(Decimal("0.1")), most=most)  # fmt: skip
    return answer("renewal_age", years > most, sentence)


def new_energy_first(row: Change, asked: Mapping[str, Any]) -> Answer:
    """New-energy vehicles come first; another one wants a reason (2025条例; R-CA-17)."""
    if row.kind not in COMING or row.energy in NEW_ENERGY or row.category == Category.SPECIAL:
        return OK
    sentence = say("“{energy}”: new-energy vehicles come first; say why this one is needed.", energy=say(Energy(row.energy)._label_))  # type: ignore[attr-defined]  # fmt: skip
    return answer("new_energy_first", False, sentence)


def new_energy_share(row: Change, asked: Mapping[str, Any]) -> Answer:
    """The share of new energy in what is bought and renewed in a year (R-CA-17)."""
    if row.kind not in (ChangeKind.PURCHASE, ChangeKind.RENEWAL) or row.energy in NEW_ENERGY:
        return OK
    green, whole = coming_this_year(row.pk)
    share, least = Decimal(100 * green) / (whole + 1), number("new_energy_share")
    sentence = say("With this one {share}% of the vehicles of the year are new energy; {least}% is the aim.", share=share.quantize(Decimal("0.1")), least=least)  # fmt: skip
    return answer("new_energy_share", share >= least, sentence)


def vehicle_is_named(row: Change, asked: Mapping[str, Any]) -> Answer:
    """Who renews or disposes says of what."""
    named = row.kind not in (ChangeKind.RENEWAL, ChangeKind.DISPOSAL) or row.vehicle_id is not None
    return Answer(named, say("Name the vehicle that is renewed or disposed of."))


def proceeds_to_treasury(row: Change, asked: Mapping[str, Any]) -> Answer:
    """What a disposal brings goes to the treasury, with the receipt (行政事业性国有资产管理条例 art. 25; R-CA-18)."""
    sold = row.kind == ChangeKind.DISPOSAL and (asked.get("outlet") or row.outlet) == Outlet.AUCTION
    shown = not sold or asked.get("proceeds") is None or bool(str(asked.get("paper") or "").strip())
    return answer("proceeds", shown, say("Proceeds go to the treasury: enter the receipt of the payment."))


PREPARING = (
    vehicle_is_named, source_is_clean, not_for_promotion, price_within_cap, displacement_within_cap, rental_within_standard,
    within_quota, renewal_is_due, new_energy_first, new_energy_share,
)  # fmt: skip
