"""Positions from a file: GPX or CSV, each bounded in size, number and time before it is believed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from math import isfinite
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from chancery.kernel.attachments.xml import CHUNK, Walker
from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

MOST_BYTES = 24 * 1024 * 1024
MOST_POSITIONS = 200_000
LONGEST = timedelta(days=366)
FASTEST = 400
HEADINGS = {
    "at": ("time", "timestamp", "datetime", "时间", "定位时间", "上报时间"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "long", "longitude", "经度"),
    "speed": ("speed", "km/h", "速度", "时速"),
}
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S")


@dataclass(frozen=True)
class Fix:
    """Where a vehicle was at a moment, and how fast by its own device (km/h)."""

    at: datetime
    lat: float
    lon: float
    speed: float | None = None


def read_positions(stream: BinaryIO, name: str) -> list[Fix]:
    """The positions of a GPX or CSV file in the order of time. Raises Refused with what is wrong and where."""
    told = stream.read(MOST_BYTES + 1)
    if len(told) > MOST_BYTES:
        raise Refused(
            say("The file {name} is larger than {most} MB. It was not read.", name=name, most=MOST_BYTES >> 20)
        )
    found = sorted(_gpx(told, name) if told.lstrip()[:1] == b"<" else _csv(told, name), key=lambda fix: fix.at)
    if len(found) < 2:
        raise Refused(say("The file {name} holds fewer than two positions with a time.", name=name))
    if found[-1].at - found[0].at > LONGEST:
        raise Refused(say("The positions of {name} lie more than a year apart.", name=name))
    return found


def _fix(at: str, lat: str, lon: str, speed: str, where: Any) -> Fix:
    """One position. Raises Refused with the place in the file."""
    numbers = []
    for label, text, most in ((say("latitude"), lat, 90), (say("longitude"), lon, 180)):
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number) or abs(number) > most:
            raise Refused(
                say(
                    "{where}: “{written}” is no {label}. Nothing was kept.", where=where, written=text[:30], label=label
                )
            )
        numbers.append(number)
    return Fix(_moment(at, where), numbers[0], numbers[1], _speed(speed))


def _speed(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and 0 <= number <= FASTEST else None


def _moment(text: str, where: Any) -> datetime:
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = next((read for form in FORMS if (read := _by(text, form))), None)  # type: ignore[assignment]
    if moment is None or not 1990 <= moment.year <= 2200:
        raise Refused(say("{where}: “{written}” is no moment. Nothing was kept.", where=where, written=text[:30]))
    return (moment if moment.tzinfo else moment.replace(tzinfo=HOUSE)).astimezone(UTC)


def _by(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007  the house's zone follows
    except ValueError:
        return None


def _too_many(name: str) -> Refused:
    return Refused(
        say("The file {name} holds more than {most} positions. Cut it into days.", name=name, most=MOST_POSITIONS)
    )


def _csv(told: bytes, name: str) -> Iterator[Fix]:
    text = _decoded(told, name)
    try:
        rows = csv.reader(StringIO(text), delimiter=";" if text[:400].count(";") > text[:400].count(",") else ",")
        heads = [cell.strip().casefold() for cell in next(rows, [])]
        at = {
            key: next((place for place, head in enumerate(heads) if head in words), None)
            for key, words in HEADINGS.items()
        }
        if at["at"] is None or at["lat"] is None or at["lon"] is None:
            raise Refused(say("The first row of {name} names no columns for time, latitude and longitude.", name=name))
        for number, row in enumerate(rows, start=2):
            if number > MOST_POSITIONS + 1:
                raise _too_many(name)
            if any(row):
                cells = {key: row[place] if place is not None and place < len(row) else "" for key, place in at.items()}
                yield _fix(cells["at"], cells["lat"], cells["lon"], cells["speed"], say("Row {n}", n=number))
    except csv.Error as error:
        raise Refused(say("{name} cannot be read as a table: {what}.", name=name, what=str(error))) from error


def _decoded(told: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return told.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise Refused(say("The file {name} is neither a GPX file nor a table of text.", name=name))


class _Points(Walker):
    """Collects the track points of a GPX file."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: list[Fix] = []
        self.held: dict[str, str] = {}
        self.read = ""

    def enter(self, tag: str, attributes: dict[str, str]) -> None:
        self.read = ""
        if tag in ("trkpt", "wpt", "rtept"):
            self.held = {"lat": attributes.get("lat", ""), "lon": attributes.get("lon", "")}

    def text(self, text: str) -> None:
        if len(self.read) < 60:
            self.read += text

    def leave(self, tag: str) -> None:
        if tag in ("time", "speed") and self.held:
            self.held[tag] = self.read
        elif tag in ("trkpt", "wpt", "rtept"):
            if self.held.get("time"):
                self._keep()
            self.held = {}

    def _keep(self) -> None:
        if len(self.found) >= MOST_POSITIONS:
            raise _too_many(self.name)
        where, told = say("Position {n}", n=len(self.found) + 1), self.held
        metres_a_second = _speed(told.get("speed", ""))
        fix = _fix(told["time"], told["lat"], told["lon"], "", where)
        self.found.append(Fix(fix.at, fix.lat, fix.lon, metres_a_second * 3.6 if metres_a_second is not None else None))


def _gpx(told: bytes, name: str) -> list[Fix]:
    walker = _Points(name)
    parser: Any = DefusedXMLParser(target=walker, forbid_dtd=True)
    try:
        for start in range(0, len(told), CHUNK):
            parser.feed(told[start : start + CHUNK])
        parser.close()
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise Refused(say("The file {name} is damaged or no GPX file. It was not read.", name=name)) from error
    return walker.found
