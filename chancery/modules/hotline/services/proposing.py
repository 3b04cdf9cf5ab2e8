"""What is proposed about a request: its subject and organ, and the orders that are like it. Each says why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b

from django.db import connection

from chancery.kernel.base.clock import now
from chancery.kernel.base.masking import mask_text
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.hotline.models import Caller, Fingerprint, Order, Subject
from chancery.modules.hotline.rules.asking import number
from chancery.modules.hotline.selectors.competence import competences, nearest

from .callers import phone_key

MOST_SUGGESTED, MOST_ALIKE, EACH, LOOKED_AT = 3, 5, 25, 60
BANDS, ROWS = 6, 2
_WORTHLESS = re.compile(r"[\W_]+")
Point = tuple[float, float]


@dataclass(frozen=True)
class Suggestion:
    """A subject and the organ that is competent for it, how likely, and the words that decided (分类派单建议)."""

    subject: int
    organ: int | None
    share: float
    words: Sequence[str] = ()
    subject_name: str = ""
    organ_name: str = ""


@dataclass(frozen=True)
class Lookalike:
    """An order that may be about the same (疑似重复)."""

    order: int
    number: str
    title: str
    share: float
    why: Sequence[Sentence] = field(default_factory=list)
    state: str = ""


def suggest(text: str, area: str = "") -> list[Suggestion]:
    """The likeliest subjects of a text with the organs of the list, best first."""
    found: dict[int, tuple[float, list[str], str]] = {}
    for key, name, words in Subject.unscoped.filter(ended_on=None, entry__voided_at=None).values_list("pk", "name", "words"):  # fmt: skip
        hits = [word for word in dict.fromkeys((name, *words.split())) if word in text]
        if hits:
            found[key] = (float(sum(len(word) for word in hits)), hits, name)
    total = sum(score for score, *_ in found.values())
    best = sorted(found.items(), key=lambda item: -item[1][0])[:MOST_SUGGESTED]
    lines = competences([key for key, _ in best]) if best else []
    told = []
    for key, (score, hits, name) in best:
        line = nearest([one for one in lines if one.subject_id == key], area)
        organ, organ_name = (line.lead_id, line.lead.short_name) if line else (None, "")
        told.append(Suggestion(key, organ, round(score / total, 3), tuple(hits), name, organ_name))
    return told


def lookalikes(text: str, phone: str = "", address: str = "", point: Point | None = None) -> list[Lookalike]:
    """Orders of the last days that are like this one, best first: like text, same telephone, same place."""
    since = now() - timedelta(days=number("repeat_days"))
    of_caller = set(_of_phone(phone, since))
    keys = fingerprints(text, address, point)
    candidates = list(dict.fromkeys([*sorted(of_caller, reverse=True), *_under(keys)]))[:LOOKED_AT]
    rows = Order.unscoped.filter(pk__in=candidates, entry__opened_at__gte=since, entry__voided_at=None)
    grams, place = _grams(mask_text(text)), _plain(mask_text(address))
    found = []
    for row in rows.select_related("entry").only("number", "title", "text", "place", "state", "entry__opened_at"):
        share, same_place = _alike(grams, _grams(row.text)), bool(place) and _plain(row.place) == place
        why = [say("Like text: {share} %", share=round(share * 100))] if share >= 0.3 else []
        why += [say("Same telephone")] * (row.pk in of_caller) + [say("Same place")] * same_place
        whole = min(1.0, share + 0.15 * (row.pk in of_caller) + 0.15 * same_place)
        if why and whole >= 0.3:
            found.append(Lookalike(row.pk, row.number or "", row.title, round(whole, 3), why, row.state))
    return sorted(found, key=lambda one: (-one.share, -one.order))[:MOST_ALIKE]


def fingerprints(text: str, address: str = "", point: Point | None = None) -> list[int]:
    """The keys under which a text and its place are found again: equal for what is the same, often for what is like it."""
    words, place = _plain(mask_text(text)), _plain(mask_text(address))
    keys = [_key("text", words)] if words else []
    keys += [_key("place", place)] if place else []
    keys += [_key("point", f"{point[0]:.3f} {point[1]:.3f}")] if point else []
    grams = _grams(words)
    hashes = [int.from_bytes(blake2b(gram.encode(), digest_size=BANDS * ROWS * 4).digest()) for gram in grams]
    if len(hashes) >= 4:
        least = [min((one >> (32 * n)) & 0xFFFFFFFF for one in hashes) for n in range(BANDS * ROWS)]
        keys += [_key(f"band{n}", str(least[n * ROWS : (n + 1) * ROWS])) for n in range(BANDS)]
    return list(dict.fromkeys(keys))


def remember(order: int, keys: Sequence[int]) -> list[Fingerprint]:
    """The rows by which an order is found again."""
    return [Fingerprint(key=key, order_id=order) for key in keys]


def _under(keys: Sequence[int]) -> list[int]:
    """The newest orders under these keys, a few of each: a text that came ten thousand times costs no more."""
    if not keys:
        return []
    one = f"select order_id from (select order_id from hotline_fingerprint where key = %s order by order_id desc limit {EACH}) as k"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join([one] * len(keys)), list(keys))
        found = [int(row[0]) for row in cursor.fetchall()]
    return sorted(set(found), key=lambda order: (-found.count(order), -order))


def _of_phone(phone: str, since: object) -> list[int]:
    key = phone_key(phone)
    calls = Caller.objects.filter(phone_hash=key, at__gte=since).order_by("-at")
    return list(calls.values_list("order", flat=True)[:EACH]) if key else []


def _key(kind: str, value: str) -> int:
    return int.from_bytes(blake2b(f"{kind}:{value}".encode(), digest_size=8).digest(), signed=True)


def _plain(text: str) -> str:
    return _WORTHLESS.sub("", text).lower()


def _grams(text: str) -> set[str]:
    words = _plain(text)
    return {words[n : n + 2] for n in range(len(words) - 1)}


def _alike(one: set[str], other: set[str]) -> float:
    """The share of what two texts have in common."""
    return len(one & other) / len(one | other) if one and other else 0.0
