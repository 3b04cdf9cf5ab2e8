"""Pages that anybody may send to: who sends too much, and a small proof of work instead of a captcha (防刷).

A sender is known by a keyed hash of the address whose salt changes each day; the address itself is never kept.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say

SALT = "public"
OLDEST = timedelta(hours=6)
"""A form that was open longer is given a new ticket."""
STEEPEST = 6
"""So often the proof of work doubles at most: 64 times the ordinary, a minute on a phone."""
LONGEST = 20


@dataclass(frozen=True)
class Allowance:
    """How often something may come in within so many seconds (限额), and what is said to whoever comes more often."""

    name: str
    most: int
    seconds: int
    sentence: Sentence


class Counter(Protocol):
    """Where is counted; a module keeps the table."""

    def add(self, mark: str, until: datetime) -> int:
        """Count once more under a mark that is forgotten after `until`, and give how often it was."""

    def seen(self, mark: str) -> int:
        """How often something was counted under a mark."""


@dataclass(frozen=True)
class Puzzle:
    """A proof of work (算题): which number below `most`, put behind the salt, gives the goal? And the ticket it belongs to."""

    ticket: str
    key: str
    salt: str
    goal: str
    most: int


@dataclass(frozen=True)
class Ticket:
    """A form that was given out (凭据): once good for sending, worth more when its puzzle is solved."""

    key: str
    at: datetime
    goal: str
    salt: str
    solved: bool = False

    @property
    def age(self) -> timedelta:
        return now() - self.at


def sender(request: HttpRequest) -> str:
    """The address of whoever sends, as counters know it (来源标识); a whole IPv6 network counts as one."""
    return mark("sender", _address(request))


def mark(name: str, value: str) -> str:
    """What stands for a value today; nobody can tell the value from it, nor find it tomorrow."""
    return salted_hmac(f"crowd:{name}:{today().isoformat()}", value, algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """The address itself; behind proxies that the office runs, the one that the outermost of them saw."""
    proxies = int(getattr(settings, "TRUSTED_PROXIES", 0))
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    raw = told[-proxies] if 0 < proxies <= len(told) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(raw)
    except ValueError:
        return str(raw)[:45]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def slot_of(allowance: Allowance, who: str) -> tuple[str, datetime]:
    """Under which mark something is counted now, and until when: the part of the house's day into which it falls."""
    midnight = datetime.combine(today(), time(), HOUSE)
    slot = int((now() - midnight).total_seconds()) // allowance.seconds
    until = min(midnight + timedelta(seconds=(slot + 1) * allowance.seconds), midnight + timedelta(days=1))
    return mark(f"{allowance.name}:{slot}", who), until


def count(counter: Counter, allowance: Allowance, who: str) -> None:
    """Count one more. Raises Refused with the allowance's sentence and the time when it goes on."""
    under, until = slot_of(allowance, who)
    if counter.add(under, until) > allowance.most:
        raise Refused(say("{sentence} It goes on at {at}.", sentence=allowance.sentence, at=until))


def seen(counter: Counter, allowance: Allowance, who: str) -> int:
    """How often it was counted in this hour or day."""
    return counter.seen(slot_of(allowance, who)[0])


def set_puzzle(size: int, *, before: int = 0) -> Puzzle:
    """A fresh ticket with its puzzle; it doubles with each thing that was sent from there `before`."""
    most = size << min(before, STEEPEST)
    salt, key = secrets.token_hex(8), secrets.token_urlsafe(18)
    goal = sha256(f"{salt}{secrets.randbelow(most)}".encode()).hexdigest()
    told = {"key": key, "at": now().isoformat(), "salt": salt, "goal": goal, "most": most}
    return Puzzle(signing.dumps(told, salt=SALT), key, salt, goal, most)


def puzzle_of(signed: str) -> Puzzle | None:
    """The puzzle of a ticket that comes back with its form; None if it is none of ours, or too old."""
    told = _told(signed)
    if told is None or now() - datetime.fromisoformat(str(told["at"])) > OLDEST:
        return None
    return Puzzle(signed, str(told["key"]), str(told["salt"]), str(told["goal"]), int(str(told["most"])))


def ticket_of(signed: str, work: str) -> Ticket | None:
    """The ticket with which something was sent, and whether its puzzle is solved; None as above."""
    told = _told(signed)
    if told is None or puzzle_of(signed) is None:
        return None
    salt, goal = str(told["salt"]), str(told["goal"])
    reached = sha256(f"{salt}{work[:LONGEST]}".encode()).hexdigest()
    return Ticket(
        str(told["key"]), datetime.fromisoformat(str(told["at"])), goal, salt, hmac.compare_digest(reached, goal)
    )


def waits(ticket: Ticket, seconds: int) -> int:
    """How many seconds a form without proof of work still waits (慢通道)."""
    if ticket.solved:
        return 0
    return max(0, -int((ticket.age - timedelta(seconds=seconds)).total_seconds() // 1))


def _told(signed: str) -> Mapping[str, object] | None:
    try:
        told: Mapping[str, object] = signing.loads(signed[:2000], salt=SALT)
    except signing.BadSignature:
        return None
    return told
