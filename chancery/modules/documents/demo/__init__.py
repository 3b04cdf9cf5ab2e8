"""The documents of the believable city: old registers brought in as history, the last weeks told by moves."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.base.clock import HOUSE, clock_at, now
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.flow.engine import open_row
from chancery.kernel.notify.models import Message
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.reading import read_lines
from chancery.modules.documents.services import take_in

from .stories import story_of
from .teller import OFFICE, Teller, organ_named, paper_of

SEED = 20261122
BEGUN = timedelta(days=45)
"""How long the office has worked on the platform; what came earlier was brought in from its old register."""


def demo(city: City, *, count: int = 240) -> None:
    """Fill the past year with `count` documents, most of them filed, the newest still under way and some overdue."""
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))["document"]
    teller = Teller(city, random.Random(SEED), material, {}, now())
    for number, moment in enumerate(_arrivals(teller, count)):
        tell = _tell if moment > teller.until - BEGUN else _bring_in
        tell(teller, material[number % len(material)], moment)
    Message.objects.filter(at__lt=teller.until - timedelta(days=4)).update(read_at=teller.until)


def _arrivals(teller: Teller, count: int) -> Iterator[datetime]:
    """When documents came: in office hours, and more of them in the last weeks."""
    days = [
        int(365 * teller.chance.random() ** 1.3) if teller.chance.random() < 0.75 else teller.chance.randrange(9)
        for _ in range(count)
    ]
    moments = []
    for back in days:
        day = (teller.until - timedelta(days=back, hours=1)).astimezone(HOUSE).date()
        clock = time(8 + teller.chance.randrange(9), teller.chance.randrange(60), teller.chance.randrange(60))
        moments.append(_in_hours(datetime.combine(day, clock, HOUSE)))
    return iter(sorted(moment for moment in moments if moment < teller.until))


def _in_hours(moment: datetime) -> datetime:
    """The same moment if somebody works then, else the next working morning."""
    calendar, local = calendar_for(), moment.astimezone(HOUSE)
    if calendar.is_working(local.date()) and 8 <= local.hour < 18:
        return moment
    day = local.date() if local.hour < 8 else local.date() + timedelta(days=1)
    return datetime.combine(calendar.next_working(day), time(8, 30 + local.minute % 30), HOUSE)


def _tell(teller: Teller, plan: Mapping[str, Any], moment: datetime) -> None:
    """One document from its arrival as far as the present lets it come."""
    organ = teller.city.organ(OFFICE) if teller.chance.random() < 0.84 else organ_named(teller, plan["lead"])
    if not all(teller.holding(f"documents.{role}", organ.pk) for role in ("clerk", "drafter", "leader")):
        organ = teller.city.organ(OFFICE)
    with clock_at(moment):
        clerk = teller.one_of("documents.clerk", organ.pk)
        text = paper_of(teller, plan, organ.name, moment.astimezone(HOUSE).date())
        taken = take_in(BytesIO(text.encode()), f"{plan['title'][-40:]}.txt", organ=organ.pk, actor=clerk)
    if taken.row is None:
        raise RuntimeError(f"The demo's own document was refused: {taken.refusal}")
    row, at = taken.row, moment
    story = story_of(teller, plan, row, clerk)
    if moment > teller.until - timedelta(days=16) and teller.chance.random() < 0.5:
        story = story[: teller.chance.randrange(len(story))]  # so that each desk has something on it
    for _, hours, step in story:
        at = _in_hours(
            at
            + timedelta(
                hours=hours * (0.3 + 1.6 * teller.chance.random()) * (7 if teller.chance.random() < 0.12 else 1)
            )
        )
        if at >= teller.until:
            return
        with clock_at(at):
            row = step(teller, row)


def _bring_in(teller: Teller, plan: Mapping[str, Any], moment: datetime) -> None:
    """A document of the time before the platform, brought in from the old register as history."""
    organ = teller.city.organ(OFFICE)
    read = read_lines(paper_of(teller, plan, organ.name, moment.astimezone(HOUSE).date()).split("\n"))
    clerk = teller.one_of("documents.clerk", organ.pk)
    day = moment.astimezone(HOUSE).date()
    number = f"收〔{day.year}〕{teller.serial(organ.pk, day.year):04}号"
    with clock_at(moment):
        open_row(
            Incoming,
            organ=organ.pk,
            actor=clerk,
            at="filed",
            cause="旧收文登记簿导入",
            opened_at=moment,
            values={
                "title": plan["title"],
                "issuer": plan["issuer"],
                "sender_number": read.number,
                "kind": plan["kind"],
                "signed_on": read.signed_on,
                "number": number,
                "lead": organ_named(teller, plan["lead"]),
                "body": plan["body"].strip(),
                "retention": teller.chance.choices(["permanent", "30", "10"], [2, 4, 4])[0],
                "file_class": "综合类",
            },
        )
