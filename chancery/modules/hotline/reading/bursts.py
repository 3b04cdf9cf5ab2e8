"""Bursts (突发热点): more of one subject or one place within the hour than is usual for that hour of the week."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log
from typing import Literal

from chancery.kernel.base.clock import HOUSE

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
LEAST = 5
"""Fewer than this are never a burst, however rare the subject is."""
CHANCE = 1e-4
RAREST = 0.3
"""What is usual is never taken to be less an hour: one call is no pattern."""
COPIES = 3
"""Orders with the very same words count so often, whoever sends them thousandfold."""
MOST_EVENTS = 20_000
MOST_KEYS = 20_000
_FORGETS = 0.9

Key = tuple[Literal["subject", "place"], str]


@dataclass(frozen=True, slots=True)
class Event:
    """One order as bursts see it: when, of which subject, where, and a signature of its words."""

    moment: datetime
    subject: str = ""
    place: str = ""
    signature: int = 0

    @property
    def keys(self) -> list[Key]:
        told: list[Key] = [("subject", self.subject), ("place", self.place)]
        return [key for key in told if key[1]]


@dataclass(frozen=True, slots=True)
class Burst:
    """A subject or a place, how many orders in the hour, how many are usual, and how little likely that is by chance."""

    kind: Literal["subject", "place"]
    key: str
    count: int
    usual: float
    chance: float


@dataclass
class Usual:
    """What is usual (常态): a mean for each subject and place by hour of the week, weeks long gone weighing less.

    `means` holds what was counted up to the last full hour; it is plain data and bounded: the key that was silent
    longest is forgotten first.
    """

    means: OrderedDict[Key, dict[int, float]] = field(default_factory=OrderedDict)
    weeks: float = 0.0
    began: datetime | None = None

    @classmethod
    def of(cls, events: Iterable[Event], *, until: datetime) -> Usual:
        """What was usual in these events, whose order does not matter; a week that is not over counts by its share."""
        usual = cls()
        known = [event for event in events if event.moment < until]
        if not known:
            return usual
        usual.began = min(event.moment for event in known)
        ages = Counter(
            (key, hour_of_week(event.moment), int((until - event.moment) / WEEK))
            for event in known
            for key in event.keys
        )
        for (key, hour, age), count in sorted(ages.items()):
            hours = usual.means.setdefault(key, {})
            hours[hour] = hours.get(hour, 0.0) + count * _FORGETS**age
        length = (until - usual.began) / WEEK
        whole = int(length)
        usual.weeks = sum(_FORGETS**age for age in range(whole)) + (length - whole) * _FORGETS**whole
        while len(usual.means) > MOST_KEYS:
            del usual.means[min(usual.means, key=lambda key: (sum(usual.means[key].values()), key))]
        return usual

    def expected(self, key: Key, moment: datetime) -> float:
        """How many orders this hour of the week usually brings, the hours beside it lending their weight."""
        hours = self.means.get(key, {})
        at = hour_of_week(moment)
        near = 2 * hours.get(at, 0.0) + hours.get((at - 1) % 168, 0.0) + hours.get((at + 1) % 168, 0.0)
        return max(RAREST, near / 4 / max(1.0, self.weeks))


class Watch:
    """The last hour, kept as orders come (监测); it forgets by itself and never holds more than its bound."""

    def __init__(self, usual: Usual | None = None, *, least: int = LEAST, chance: float = CHANCE) -> None:
        self.usual = usual or Usual()
        self.least = least
        self.chance = chance
        self._events: deque[Event] = deque()
        self._copies: dict[Key, Counter[int]] = {}

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Event) -> list[Burst]:
        """Take an order in and say which bursts it belongs to now; one that comes late is put where it belongs."""
        late = 0
        while late < len(self._events) and self._events[-1 - late].moment > event.moment:
            late += 1
        self._events.insert(len(self._events) - late, event)
        for key in event.keys:
            self._copies.setdefault(key, Counter())[event.signature] += 1
        self.forget(self._events[-1].moment)
        return [burst for key in event.keys if (burst := self._burst(key, self._events[-1].moment))]

    def forget(self, now: datetime) -> None:
        """Let go of what is older than an hour, and of the oldest beyond the bound."""
        while self._events and (self._events[0].moment <= now - HOUR or len(self._events) > MOST_EVENTS):
            gone = self._events.popleft()
            for key in gone.keys:
                copies = self._copies[key]
                copies[gone.signature] -= 1
                if not copies[gone.signature]:
                    del copies[gone.signature]
                if not copies:
                    del self._copies[key]

    def bursts(self, now: datetime) -> list[Burst]:
        """All bursts of the hour that ends now, the least likely first."""
        self.forget(now)
        found = [burst for key in self._copies if (burst := self._burst(key, now))]
        return sorted(found, key=lambda burst: (burst.chance, -burst.count, burst.kind, burst.key))

    def _burst(self, key: Key, now: datetime) -> Burst | None:
        copies = self._copies.get(key, Counter[int]())
        count = sum(min(each, COPIES) if signature else each for signature, each in copies.items())
        usual = self.usual.expected(key, now)
        chance = tail(count, usual)
        if count < self.least or chance > self.chance:
            return None
        return Burst(key[0], key[1], count, round(usual, 2), chance)


def find_bursts(events: Iterable[Event], usual: Usual, now: datetime, *, least: int = LEAST) -> list[Burst]:
    """The bursts of the hour that ends now, from events in any order."""
    watch = Watch(usual, least=least)
    for event in sorted(_within(events, now), key=lambda event: event.moment):
        watch.add(event)
    return watch.bursts(now)


def _within(events: Iterable[Event], now: datetime) -> Iterator[Event]:
    return (event for event in events if now - HOUR < event.moment <= now)


def hour_of_week(moment: datetime) -> int:
    """0 for Monday's first hour in the house, 167 for Sunday's last."""
    here = moment.astimezone(HOUSE)
    return here.weekday() * 24 + here.hour


def tail(count: int, usual: float) -> float:
    """How likely so many or more are by chance alone when `usual` are usual (Poisson)."""
    if count <= 0:
        return 1.0
    term, total = -usual, 0.0
    for number in range(count):
        total += exp(term)
        term += log(usual) - log(number + 1)
    if total < 0.999999:
        return max(0.0, 1.0 - total)
    above, step = 0.0, exp(term)
    for number in range(count, count + 1000):  # what is left is tiny: add it up itself, not as a difference
        above += step
        step *= usual / (number + 1)
        if step < above * 1e-12:
            break
    return above
