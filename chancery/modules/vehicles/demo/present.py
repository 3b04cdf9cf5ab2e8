"""Today's board: trips asked for, approved, dispatched, on the road and back, told by the moves that people press."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from chancery.kernel.base.clock import HOUSE, clock_at
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.vehicles.models import Change, Lockup, Series, Trip
from chancery.modules.vehicles.terms import DISPATCHER, KEEPER, PASSENGER, SERVES

from .scene import BUREAU, Scene

# How far each of today's requests has come, and in how many hours it leaves (negative: it left).
PLAN = (
    ("back", -5.0), ("back", -4.0), ("out", -2.5), ("out", -1.5), ("out", -1.0), ("out", -0.5),
    ("dispatched", 1.0), ("dispatched", 1.5), ("dispatched", 2.0), ("dispatched", 3.0), ("dispatched", 22.0), ("dispatched", 24.0),
    ("to_dispatch", 1.0), ("to_dispatch", 1.25), ("to_dispatch", 2.0), ("to_dispatch", 3.5), ("to_dispatch", 23.0), ("to_dispatch", 23.5), ("to_dispatch", 26.0),
    ("approving", 4.0), ("approving", 25.0), ("approving", 27.0), ("asked", 48.0), ("refused", 2.0), ("cancelled", 3.0),
)  # fmt: skip


def tell_today(scene: Scene) -> None:
    """As far as each request has come; on a day off only duty and emergencies are on the road."""
    now = scene.until.astimezone(HOUSE).replace(minute=0, second=0, microsecond=0)
    for place, (state, hours) in enumerate(PLAN):
        leaves_at = _when(now, hours)
        _tell(scene, place, state, leaves_at)
    _series(scene)
    _lockup(scene, now.date())
    _changes(scene)


def _when(now: datetime, hours: float) -> datetime:
    """What is still to come leaves in office hours of a working day."""
    moment, calendar = now + timedelta(hours=hours), calendar_for()
    if hours < 0:
        return moment
    early = time(8, int(hours * 60) % 60 // 15 * 15)
    if moment.hour >= 17 or not calendar.is_working(moment.date()):
        day = calendar.next_working(moment.date() + timedelta(days=moment.hour >= 17))
        return datetime.combine(day, early, HOUSE) + timedelta(hours=int(hours) % 7)
    return datetime.combine(moment.date(), early, HOUSE) + timedelta(hours=1) if moment.hour < 8 else moment


def _tell(scene: Scene, place: int, state: str, leaves_at: datetime) -> None:
    material, off = scene.material, not calendar_for().is_working(leaves_at.date())
    kind, (purpose, destination, km, hours, people) = (
        "general",
        material["errands"][place * 3 % len(material["errands"])],
    )
    if off or place % 6 == 5:
        kind, purpose, destination, km, hours, people = material["special"][2 + place % 3 if off else place % 5]
    asker = scene.who(PASSENGER, scene.organ(material["askers"][place % len(material["askers"])]).pk)
    asked_at = min(scene.until, leaves_at) - timedelta(hours=3)
    values = {
        "purpose": purpose, "kind": kind, "people": people, "leaves_at": leaves_at, "back_at": leaves_at + timedelta(hours=hours), "origin": "机关大院",
        "destination": destination, "km": km, "cross_region": destination.startswith("省"), "contact": asker.name, "phone": "86001234",
    }  # fmt: skip
    with clock_at(asked_at):
        row = open_row(Trip, organ=asker.house or asker.organ or 0, values=values, actor=asker)
    _lead(scene, row, state, asker, asked_at, leaves_at)


def _lead(scene: Scene, row: Any, state: str, asker: Any, at: datetime, leaves_at: datetime) -> None:
    dispatcher = scene.who(DISPATCHER, scene.organ(BUREAU).pk)
    if state == "asked":
        return
    with clock_at(at + timedelta(minutes=4)):
        row = press(row, "submit", actor=asker).row
    if state == "approving":
        return
    with clock_at(at + timedelta(minutes=30)):
        row = approve(scene, row)
    if state == "cancelled":
        press(row, "cancel", actor=asker, asked={"reason": "会议改期。"})
    if state == "refused":
        press(row, "refuse", actor=dispatcher, asked={"declined": "public", "reason": "市内单人办事，请使用公共交通。"})
    if state in ("to_dispatch", "cancelled", "refused"):
        return
    with clock_at(at + timedelta(minutes=50)):
        row = _assigned(scene, row, dispatcher)
    if state in ("out", "back") and row.state == "dispatched":
        with clock_at(leaves_at + timedelta(minutes=3)):
            row = press(row, "go_out", actor=dispatcher, asked={"odometer_out": row.vehicle.odometer}).row
    if state == "back" and row.state == "out":
        with clock_at(min(scene.until, leaves_at + timedelta(hours=3))):
            press(
                row,
                "come_back",
                actor=dispatcher,
                asked={"odometer_in": row.odometer_out + (row.km or 20) + 3, "tolls": 15},
            )


def approve(scene: Scene, row: Any) -> Any:
    """Whoever the open stage asks agrees, until the route has passed."""
    while row.state == "approving":
        task = Task.objects.filter(entry=row.pk, reading=False).order_by("pk").first()
        assert task is not None
        row = press(row, "route.agree", actor=scene.sitting(task.assignee_id), asked={"words": "同意。"}).row
    return row


def _assigned(scene: Scene, row: Any, dispatcher: Any) -> Any:
    """A vehicle that serves such trips, and a driver, both of whom nothing of today holds."""
    serves = [one for one in scene.pool if one.category in SERVES[row.kind] and one.seats > row.people and one.status == "in_use"]  # fmt: skip
    serves = [one for one in serves if not one.range_km or one.range_km > (row.km or 0) * 1.25]
    vehicle = next(
        one for one in sorted(serves, key=lambda one: (one.seats, one.pk * 7 % 11)) if one.pk not in scene.taken
    )
    cleared = [one for one in scene.drivers if one.may_drive(vehicle.licence) and one.duty == "on"]
    cleared = [one for one in cleared if one.confidential or row.kind != "confidential"]
    driver = next(one for one in sorted(cleared, key=lambda one: one.confidential) if one.pk not in scene.taken)
    scene.taken |= {vehicle.pk, driver.pk}
    asked = {"vehicle": vehicle.pk, "driver": driver.pk, "reason": "值班和应急保障。"}
    return press(row, "dispatch", actor=dispatcher, asked=asked).row


def _series(scene: Scene) -> None:
    office = scene.organ("市政府办公室")
    asker, today = scene.who(PASSENGER, office.pk), scene.until.astimezone(HOUSE).date()
    values = {
        "purpose": "每周机要文件交换", "kind": "confidential", "rhythm": "weekly", "since": today - timedelta(days=21), "until": today + timedelta(days=120),
        "leaves": time(9), "minutes": 150, "people": 1, "origin": "机关大院", "destination": "省政府办公厅机要室", "km": 184, "contact": "机要室", "phone": "86001020",
    }  # fmt: skip
    row = open_row(Series, organ=office.pk, values=values, actor=asker)
    row = approve(scene, press(row, "submit", actor=asker).row)
    press(row, "plan_ahead", actor=asker)


def _lockup(scene: Scene, today: date) -> None:
    bureau = scene.organ(BUREAU)
    dispatcher, calendar = scene.who(DISPATCHER, bureau.pk), calendar_for()
    day = next(day for step in range(1, 12) if not calendar.is_working(day := today + timedelta(days=step)))
    vehicle = next(one for one in scene.pool if one.category == "emergency")
    values = {
        "purpose": "周末防汛值班",
        "vehicle": vehicle,
        "kind": "watch",
        "since": day,
        "until": day + timedelta(days=1),
    }
    approve(
        scene, press(open_row(Lockup, organ=bureau.pk, values=values, actor=dispatcher), "submit", actor=dispatcher).row
    )


def _changes(scene: Scene) -> None:
    bureau = scene.organ(BUREAU)
    keeper = scene.who(KEEPER, bureau.pk)
    old = min(scene.pool, key=lambda one: one.registered_on or scene.until.date())
    plans: list[dict[str, Any]] = [
        {"purpose": "更新一辆使用满九年的客车", "kind": "renewal", "category": "general", "body": "small_bus", "energy": "plugin", "price": 169800, "vehicle": old, "ground": "age"},
        {"purpose": "报废不能再用的旧车", "kind": "disposal", "category": "general", "price": 6000, "vehicle": old, "outlet": "scrap"},
        {"purpose": "新购机要交换用车", "kind": "purchase", "category": "confidential", "price": 118000},
    ]  # fmt: skip
    for place, plan in enumerate(plans):
        row = open_row(Change, organ=bureau.pk, values={"unit": bureau, **plan}, actor=keeper)
        if place < 2:
            press(row, "submit", actor=keeper, asked={"reason": "按年度配备更新计划。"})
