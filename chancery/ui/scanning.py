"""What a page that scans labels asks of a module: things in groups, what can be said of them, and an answer to each saying.

A module gives a `Round`; `pages/scanner.py` makes of it a page for the phone, with a camera or without, with a
network or without. Nothing here knows what is scanned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Label, Sentence, say

MOST_TOLD = 100
"""Observations in one sending."""
MOST_CARRIED = 5000
"""Things on one phone."""
KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")
WORDS, CODE = 500, 200
GONE = timedelta(days=60)
"""An observation older than this comes from a phone whose clock is wrong."""

Kind = Literal["taken", "known", "conflict", "partly", "late", "foreign", "refused"]
"""How an observation was answered; all but `refused` are kept for good, whatever the answer."""


@dataclass(frozen=True)
class Verb:
    """What can be said of a thing (结论): one button.

    `fits` says when it is offered: the thing belongs to where one stands, or to somewhere else, or always.
    `wants` is the label of words that must be written with it; `listed` puts the button beside each thing of a list;
    `short` is what a tag says of it.
    """

    key: str
    label: Label
    fits: Literal["here", "elsewhere", "always"] = "always"
    main: bool = False
    wants: Label = ""
    listed: bool = False
    short: Label = ""


@dataclass(frozen=True)
class Group:
    """Where things belong (分组): a room, a shelf. `done` and `odd` count those of `total` that were seen, and not as expected."""

    key: str
    title: str
    total: int = 0
    done: int = 0
    odd: int = 0

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class Thing:
    """One thing that should be there: the codes on its label, where it belongs, and what is known of it."""

    key: int
    codes: tuple[str, ...]
    group: str
    title: str
    under: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    verb: str = ""
    odd: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "k": self.key,
            "c": self.codes,
            "g": self.group,
            "t": self.title,
            "u": self.under,
            "f": self.facts,
            "v": self.verb,
            "o": self.odd,
        }


@dataclass(frozen=True)
class Told:
    """An observation as it came in: by whom is known from the request, when from the phone's clock, corrected."""

    key: str
    verb: str
    at: datetime
    thing: int | None = None
    code: str = ""
    host: str = ""
    group: str = ""
    words: str = ""
    photo: UploadedFile[Any] | None = field(default=None, compare=False)

    def at_home(self) -> Told:
        """The same, with a label of this house: its host says nothing more."""
        return replace(self, host="")


@dataclass(frozen=True)
class Verdict:
    """The answer to one observation (回执), in a sentence."""

    key: str
    kind: Kind
    sentence: Sentence

    @property
    def well(self) -> bool:
        return self.kind in ("taken", "known")

    def as_json(self) -> dict[str, str]:
        return {"key": self.key, "kind": self.kind, "sentence": str(self.sentence)}


@dataclass(frozen=True)
class Round:
    """A round (巡查) that somebody walks with a phone.

    `find` gives the thing behind a code or says why there is none; `tell` keeps an observation and answers it: the same
    key always gets the same answer and is kept once. `closed` says why nothing is taken any more; what comes then is
    still told, and the module keeps it as late. `extra` is said of what is on no list.
    """

    key: str
    title: str
    address: str
    back: str
    verbs: tuple[Verb, ...]
    group_label: Label
    groups: Callable[[], Sequence[Group]]
    things: Callable[[Sequence[str], int], Sequence[Thing]]
    thing: Callable[[int], Thing | None]
    find: Callable[[str, str], Thing | Sentence]
    tell: Callable[[Told], Verdict]
    extra: Verb | None = None
    closed: Sentence | None = None

    def verb(self, key: str) -> Verb | None:
        """A verb by its key, the extra one included."""
        every = (*self.verbs, *([self.extra] if self.extra else []))
        return next((verb for verb in every if verb.key == key), None)


def read_code(raw: str) -> tuple[str, str]:
    """The code and the host in what a label holds: `https://host/a/CODE` as scanned, or `abcd-1234 5` as typed."""
    text = raw.strip()[:CODE]
    if "://" in text:
        with suppress(ValueError):
            parts = urlsplit(text)
            return parts.path.rstrip("/").rpartition("/")[2], parts.netloc.lower()
    return re.sub(r"[\s-]", "", text).upper(), ""


def told_one(given: Mapping[str, Any], *, photo: Any = None, shift: timedelta = timedelta()) -> Told:
    """One observation from what was posted. Raises Refused for what cannot be one."""
    key, verb = str(given.get("key", "")), str(given.get("verb", ""))[:24]
    if not KEY.fullmatch(key) or not verb:
        raise Refused(say("An observation came without its key or without what was seen."))
    at = _moment(given.get("at"), shift)
    thing = str(given.get("thing") or "")
    code, host = read_code(str(given.get("code") or ""))
    return Told(
        key=key,
        verb=verb,
        at=at,
        thing=int(thing) if thing.isascii() and thing.isdigit() and len(thing) < 18 else None,
        code=code,
        host=host,
        group=str(given.get("group") or "")[:40],
        words=str(given.get("words") or "").replace("\x00", "").strip()[:WORDS],
        photo=photo,
    )


def _moment(given: Any, shift: timedelta) -> datetime:
    """When it was seen, by the clock of the house; never in the future, never absurdly long ago."""
    at = None
    with suppress(ValueError):
        at = parse_datetime(given) if isinstance(given, str) else None
    here = now()
    if at is None or at.tzinfo is None:
        return here
    try:
        at += shift
    except OverflowError:
        return here
    return at if here - GONE < at <= here else here


def told_many(text: str, files: MultiValueDict[str, Any]) -> Iterable[Told | Verdict]:
    """The observations of one sending; one that cannot be read gets its refusal and spoils no other.

    Raises Refused when the whole cannot be read. The phone says what time it thinks it is: its error is taken away.
    """
    try:
        given = json.loads(text)
        rows = given["told"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(
            say("What the phone sent cannot be read. Nothing of it was kept; it stays on the phone.")
        ) from None
    if not isinstance(rows, list) or len(rows) > MOST_TOLD:
        raise Refused(say("At most {most} observations at a time.", most=MOST_TOLD))
    shift = _shift(given.get("now"))
    for row in rows:
        given_key = str(row.get("key", ""))[:40] if isinstance(row, dict) else ""
        try:
            yield told_one(row if isinstance(row, dict) else {}, photo=files.get(f"photo-{given_key}"), shift=shift)
        except Refused as refusal:
            yield Verdict(given_key, "refused", refusal.sentence)


def _shift(given: Any) -> timedelta:
    """By how much the phone's clock is wrong; a few seconds are the network's."""
    try:
        said = parse_datetime(given) if isinstance(given, str) else None
    except ValueError:
        said = None
    if said is None or said.tzinfo is None:
        return timedelta()
    shift = now() - said
    return shift if abs(shift) > timedelta(seconds=30) else timedelta()
