"""Letters and visits of the believable city: half a year of them, some through all three levels."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.petitions.models import Advice
from chancery.modules.petitions.services.taking_in import Person, take_in

from .steps import Telling, office_hours, tell

OFFICES = ("市信访局", "市政府办公室")
WHAT = ("title", "text", "channel", "field", "place")


def demo(city: City, **_: Any) -> None:
    """Tell each petition from its arrival as far as the present lets it come; it does not grow with the documents."""
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))
    telling = Telling(city, material["words"], now())
    plans = sorted(material["petition"], key=lambda plan: -plan["ago"])
    for place, plan in enumerate(plans):
        _tell(telling, plan, OFFICES[place % 2])
    _propose(telling, material["advice"])


def _tell(telling: Telling, plan: dict[str, Any], house: str) -> None:
    at = office_hours(telling.until - timedelta(days=plan["ago"]))
    organ = telling.city.organ(house)
    person = Person(plan["name"], plan["phone"], plan.get("address", ""), companions=tuple(plan.get("companions", ())))
    values = {name: plan[name] for name in WHAT} | {
        "kind": plan.get("kind", "claim"), "people": plan.get("people", 1), "confidential": plan.get("confidential", False),
        "urgent": plan.get("urgent", False), "received_at": at,
    }  # fmt: skip
    if "against" in plan:
        values["against_id"] = telling.city.organ(plan["against"]).pk
    with clock_at(at):
        row = take_in(person, values, organ=organ.pk, actor=telling.registrar(organ.pk))
    tell(telling, plan, row, at)


def _propose(telling: Telling, plan: dict[str, Any]) -> None:
    """A proposal that was adopted, and one that waits for its answer (三项建议)."""
    organ, to = telling.city.organ(OFFICES[0]), telling.city.organ(plan["to"])
    for back, answered in ((40, True), (6, False)):
        at = office_hours(telling.until - timedelta(days=back))
        values = {"title": plan["title"] if answered else plan["title"] + "（第二次）", "text": plan["text"], "to": to}
        with clock_at(at):
            actor = telling.registrar(organ.pk)
            row = press(open_row(Advice, organ=organ.pk, values=values, actor=actor), "send", actor=actor).row
        if answered:
            with clock_at(at + timedelta(days=9)):
                told = {"adopted": "whole", "answer": plan["answer"]}
                press(row, "answer", actor=telling.holder(row), asked=told)
