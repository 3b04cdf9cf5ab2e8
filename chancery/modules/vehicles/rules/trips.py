"""What must be right when a vehicle and a driver are given to a trip (logistics R-CA-06, 07, 14, 15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import OK, Answer, Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.modules.vehicles.models import Driver, Trip, Vehicle
from chancery.modules.vehicles.selectors.trips import around, driver_with, exception_for, riders_of, vehicle_with
from chancery.modules.vehicles.terms import HOLDING, LOCKUP_KINDS, SERVES, Duty, Kind, Means, Status

from .asking import answer, number, value

SPEED = 60
"""Kilometres an hour that a trip is reckoned with where only its kilometres are known."""
MOST_SHIFT = 31 * 24 * 60


@dataclass(frozen=True)
class Assignment:
    """A trip with the vehicle, the driver and the times that it would have."""

    trip: Trip
    vehicle: Vehicle
    driver: Driver | None
    leaves_at: datetime
    back_at: datetime
    host: Trip | None = None

    @property
    def days(self) -> list[date]:
        first, last = self.leaves_at.astimezone(HOUSE).date(), self.back_at.astimezone(HOUSE).date()
        return [first + timedelta(days=step) for step in range(min((last - first).days, 60) + 1)]


Check = Callable[[Assignment], Answer]


def minutes_of(asked: Mapping[str, Any], name: str) -> timedelta:
    """A number of minutes of a small form; none stands for zero. Raises Refused for more than a month."""
    minutes = Decimal(asked.get(name) or 0)
    if not minutes.is_finite() or abs(minutes) > MOST_SHIFT:
        raise Refused(say("A trip cannot be moved by more than a month."))
    return timedelta(minutes=int(minutes))


def assignment_of(row: Trip, asked: Mapping[str, Any]) -> Assignment | None:
    """What the answers of `dispatch` and `change` come to; None where a hired vehicle serves or nothing was asked yet.

    Raises Refused for a vehicle without a driver, a trip that is not there, or an end before the beginning.
    """
    told = tuple(str(asked.get(name) or "") for name in ("vehicle", "driver", "joins", "shift", "longer"))
    known: tuple[tuple[str, ...], Assignment | None] | None = row.__dict__.get("_assignment")
    if known is None or known[0] != told:
        known = (told, _assign(row, asked, *told[:3]))
        row.__dict__["_assignment"] = known
    return known[1]


def _assign(row: Trip, asked: Mapping[str, Any], wished: str, by: str, joined: str) -> Assignment | None:
    if wished == Means.HIRED or (not wished and row.vehicle_id is None and not joined):
        return None
    leaves_at = row.leaves_at + minutes_of(asked, "shift")
    back_at = row.back_at + minutes_of(asked, "shift") + minutes_of(asked, "longer")
    if back_at <= leaves_at:
        raise Refused(say("The trip would end before it begins: {begins} to {ends}.", begins=leaves_at, ends=back_at))
    host = _host(row, joined)
    if host is not None:
        vehicle, driver = host.vehicle, host.driver
    else:
        vehicle = vehicle_with(wished or row.vehicle_id)
        driver = driver_with(by) if by else None
        if vehicle is not None and driver is None:
            driver = row.driver if not wished or row.driver_id else vehicle.driver
    if vehicle is None:
        raise Refused(say("There is no such vehicle."))
    if driver is None:
        raise Refused(say("{plate} has no usual driver: name one.", plate=vehicle.plate))
    return Assignment(row, vehicle, driver, leaves_at, back_at, host)


def _host(row: Trip, joined: str) -> Trip | None:
    if not joined:
        return None
    host = Trip.unscoped.select_related("vehicle", "driver").filter(pk=int(joined)).exclude(pk=row.pk).first()
    if host is None or host.vehicle is None or host.joins_id is not None:
        raise Refused(say("That trip has no vehicle of its own into which another one could be put."))
    return host


def fits(trip: Trip, vehicle: Vehicle, driver: Driver | None) -> list[Answer]:
    """Everything that speaks against giving this vehicle and driver to this trip, for boards and proposals."""
    one = Assignment(trip, vehicle, driver, trip.leaves_at, trip.back_at)
    return [found for check in EVERY if not (found := check(one)).ok]


def in_service(one: Assignment) -> Answer:
    """The vehicle is in service, insured and inspected on the day (R-CA-14)."""
    vehicle, day = one.vehicle, one.days[-1]
    if vehicle.status != Status.IN_USE:
        return Answer(False, say("{plate} cannot be sent: it is “{status}”.", plate=vehicle.plate, status=_label(vehicle, "status")))  # fmt: skip
    for key, until, words in (
        ("insured", vehicle.insured_until, say("{plate} is insured until {day} only.", plate=vehicle.plate, day=_on(vehicle.insured_until))),
        ("inspected", vehicle.inspected_until, say("The inspection of {plate} ends on {day}.", plate=vehicle.plate, day=_on(vehicle.inspected_until))),
    ):  # fmt: skip
        if until is not None and until < day:
            return answer(key, False, words)
    return OK


def category_fits(one: Assignment) -> Answer:
    """A vehicle serves the purpose for which it is kept (定向保障; 办法 arts 3, 4)."""
    served = one.vehicle.category in SERVES[Kind(one.trip.kind)]
    sentence = say(
        "{plate} is kept for “{category}” and does not serve “{kind}”.",
        plate=one.vehicle.plate,
        category=_label(one.vehicle, "category"),
        kind=_label(one.trip, "kind"),
    )
    return answer("category_fits", served, sentence)


def seats_enough(one: Assignment) -> Answer:
    """Nobody stands: the driver, the people of this trip and of those that ride along (道路交通安全法 art. 49)."""
    people = one.trip.people + 1
    host = one.host or (one.trip if one.trip.pk else None)
    if host is not None:
        people += sum(rider.people for rider in riders_of(host) if rider.pk != one.trip.pk)
    if one.host is not None:
        people += one.host.people
    sentence = say("{plate} has {seats} seats for {people} people with the driver.", plate=one.vehicle.plate, seats=one.vehicle.seats, people=people)  # fmt: skip
    return answer("seats", people <= one.vehicle.seats, sentence)


def driver_licensed(one: Assignment) -> Answer:
    """The driver is on duty, with a licence of the class that is valid on the last day."""
    driver, vehicle = one.driver, one.vehicle
    if driver is None:
        return OK
    if driver.duty != Duty.ON:
        return Answer(False, say("{driver} is not on duty.", driver=driver.name))
    if driver.licence_until is not None and driver.licence_until < one.days[-1]:
        return answer("licensed", False, say("The licence of {driver} ends on {day}.", driver=driver.name, day=_on(driver.licence_until)))  # fmt: skip
    sentence = say("{driver} drives class {has}; {plate} needs {needs}.", driver=driver.name, has=driver.licence, plate=vehicle.plate, needs=vehicle.licence)  # fmt: skip
    return answer("licensed", driver.may_drive(vehicle.licence), sentence)


def driver_cleared(one: Assignment) -> Answer:
    """Confidential mail goes with a driver who is cleared for it (机要通信)."""
    cleared = one.trip.kind != Kind.CONFIDENTIAL or one.driver is None or one.driver.confidential
    name = one.driver.name if one.driver else ""
    return answer("category_fits", cleared, say("{driver} is not cleared for confidential mail.", driver=name))


def driving_minutes(leaves_at: datetime, back_at: datetime, km: int | None) -> Decimal:
    """How long somebody drives on a trip: what its kilometres take, at most its whole length."""
    whole = Decimal((back_at - leaves_at).total_seconds()) / 60
    return min(whole, Decimal(km) / SPEED * 60) if km else whole


def driver_rested(one: Assignment) -> Answer:
    """Nobody drives more than four hours without twenty minutes of rest (实施条例 art. 62(7); R-CA-15)."""
    if one.driver is None or one.host is not None:
        return OK
    rest, most = timedelta(minutes=int(number("rest_minutes"))), number("drive_minutes")
    stretch = [(one.leaves_at, one.back_at, one.trip.km)]
    others = [(trip.leaves_at, trip.back_at, trip.km) for trip in around(one.driver.pk, one.trip.pk, one.leaves_at, one.back_at)]  # fmt: skip
    for trip in sorted(others):
        if stretch[-1][1] <= trip[0] < stretch[-1][1] + rest:
            stretch.append(trip)
    for trip in sorted(others, reverse=True):
        if stretch[0][0] - rest < trip[1] <= stretch[0][0]:
            stretch.insert(0, trip)
    driven = sum((driving_minutes(*part) for part in stretch), Decimal(0)) if len(stretch) > 1 else Decimal(0)
    sentence = say(
        "{driver} would drive {minutes} minutes on end, with less than {rest} minutes of rest in between; at most {most}.",
        driver=one.driver.name,
        minutes=int(driven),
        rest=int(number("rest_minutes")),
        most=int(most),
    )
    return answer("drive_minutes", driven <= most, sentence)


def not_sealed(one: Assignment) -> Answer:
    """On days off vehicles are sealed, except for duty, emergency and confidential mail (封存停驶; R-CA-07)."""
    calendar = calendar_for()
    off = next((day for day in one.days if not calendar.is_working(day)), None)
    if off is None or one.trip.kind in LOCKUP_KINDS or exception_for(one.vehicle.pk, off):
        return OK
    sentence = say("{plate} is sealed on {day}: there is no exception for it.", plate=one.vehicle.plate, day=off)
    return answer("sealed_on_days_off", False, sentence)


def range_enough(one: Assignment) -> Answer:
    """The battery reaches, with a reserve."""
    vehicle, km = one.vehicle, one.trip.km
    if not vehicle.range_km or not km or vehicle.energy != "electric":
        return OK
    wanted = int(km * number("range_factor"))
    sentence = say("{plate} reaches {range} km; the trip wants {wanted} km with the reserve.", plate=vehicle.plate, range=vehicle.range_km, wanted=wanted)  # fmt: skip
    return answer("range_factor", wanted <= vehicle.range_km, sentence)


def rides_along_rightly(one: Assignment) -> Answer:
    """Confidential mail is never pooled, and trips that are pooled leave about the same time (拼车)."""
    if one.host is None:
        return OK
    if Kind.CONFIDENTIAL in (one.trip.kind, one.host.kind):
        return answer("pool_confidential", False, say("Confidential mail does not ride with others."))
    apart = abs((one.host.leaves_at - one.leaves_at).total_seconds()) / 60
    gap = int(value("pool_gap").value)  # type: ignore[arg-type]
    return answer("pool_gap", apart <= gap, say("The two trips leave {apart} minutes apart; at most {gap}.", apart=int(apart), gap=gap))  # fmt: skip


EVERY: tuple[Check, ...] = (
    in_service, category_fits, seats_enough, driver_licensed, driver_cleared, driver_rested, not_sealed, range_enough,
    rides_along_rightly,
)  # fmt: skip


def asking(check: Check) -> Callable[[Trip, Mapping[str, Any]], Answer]:
    """The check of an assignment as a check of the moves that make one."""

    def checked(row: Trip, asked: Mapping[str, Any]) -> Answer:
        one = assignment_of(row, asked)
        return check(one) if one else OK

    checked.__name__, checked.__doc__ = check.__name__, check.__doc__
    return checked


ASSIGNING = tuple(asking(check) for check in EVERY)


def emergency_only(row: Trip, asked: Mapping[str, Any]) -> Answer:
    """Only an emergency leaves before it is approved (应急先派后补)."""
    ok = row.kind in (Kind.EMERGENCY, Kind.CONFIDENTIAL)
    return answer("call_out", ok, say("Only emergencies and confidential mail go out before approval; this one waits for it."))  # fmt: skip


def hire_is_modest(row: Trip, asked: Mapping[str, Any]) -> Answer:
    """No hired vehicle above the standard (不得超标准租用车辆; 机关事务管理条例 art. 25; R-CA-05)."""
    fee = asked.get("hire_fee")
    if fee is None or not fee.is_finite():
        return OK
    days = max(1, (row.back_at - row.leaves_at).days + 1)
    most = number("hire_day") * days
    return answer("hire_day", fee <= most, say("Hiring for {fee} yuan is above {most} yuan for {days} days.", fee=fee, most=most, days=days))  # fmt: skip


def nobody_rides_along(row: Trip, asked: Mapping[str, Any]) -> Answer:
    """A vehicle is not taken away from those who ride along in it."""
    riders: Iterable[Trip] = riders_of(row) if row.state in HOLDING else ()
    named = [str(rider.entry.title) for rider in riders]
    sentence = say("{n} trips ride along in it: {trips}. Take those back first.", n=len(named), trips="、".join(named))
    return Answer(not named, sentence)


def _on(day: date | None) -> str:
    return day.isoformat() if day else ""


def _label(row: Any, column: str) -> Any:
    field = row._meta.get_field(column)
    words = dict(field.flatchoices).get(getattr(row, column), "")
    return say(words)
