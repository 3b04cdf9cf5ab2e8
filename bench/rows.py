"""The rows of matters: what a history import would have brought in, in batches of plain tuples."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate, count
from json.encoder import encode_basestring
from random import Random
from typing import Any

from chancery.kernel.audit.merkle import leaf_hash
from chancery.kernel.base.fields import epoch
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.desk.models import NEVER
from chancery.kernel.search.tokens import tokens_of
from chancery.modules.documents.terms import NUMBERED

from .plan import TODAY, Tree
from .words import Title, Words

BATCH = 5_000
DAY = 86_400_000_000
TEN_YEARS = 3_652 * DAY
OPEN = {
    "received": 5, "signed": 5, "registered": 12, "proposing": 15, "instructing": 10,
    "instructed": 5, "acting": 33, "answered": 5, "circulating": 10,
}  # fmt: skip
CLOSED = {"filed": 70, "closed": 28, "sent_back": 2}
STEP = {
    "received": "sign_for", "signed": "register", "registered": "accept", "proposing": "propose", "instructing": "",
    "instructed": "hand_out", "acting": "answer", "answered": "close", "circulating": "finish_circulation",
}  # fmt: skip
CLERKS_OWN = 10
"""Each so many-th row in "registered" falls to the clerk who is measured, so that there is something to accept."""

COLUMNS = {
    "desk_entry": "id noun_id organ_id opened_at opened_by_id number title state urgency due_at closed_at holder_id "
    "holders held_since landed voided_at void_reason",
    "documents_incoming": "id organ_id version state title issuer sender_number kind signed_on addressees urgency arrival "
    "copies pages wants body digest number handling proposal lead_id assist wanted_by answer answered_at retention file_class",
    "desk_task": "id entry_id noun assignee_id move due_at urgency opened_at reading returned urged source",
    "access_grant": "id entry_id viewer_id cause source since until",
    "deadlines_clock": "id entry_id key started_at amount unit place roll due_at provisional met_at stopped_at state",
    "desk_seen": "id entry_id post_id person first_at last_at",
    "desk_remark": "id entry_id kind text at post_id person_id acting_for stage withdrawn_at withdrawn_why",
    "desk_link": "id source_id target_id kind at by",
    "notify_message": "id recipient_id person_id sentence entry_id kind at read_at mailed_at",
    "audit_line": "id at person post acting_for who channel action entry_id outcome request body salt leaf erased",
    "search_searchsource": "entry_id noun title number body viewers",
    "search_text": "entry_id tokens",
}
Batch = dict[str, list[tuple[Any, ...]]]
NEVER_DUE = epoch(NEVER)
BODY = '{"after":{"state":"%s","title":%s},"before":{},"sentence":%s}'
CONTENT = (
    '{"acting_for":null,"action":"documents.incoming.open","at":%d,"body":%s,"channel":"import","entry":%d,'
    '"outcome":"done","person":null,"post":null,"request":"","who":"Bench"}'
)
SENTENCE = json.dumps(
    Sentence("Opened as a matter of history: {cause}", {"cause": "bench"}).as_json(),
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
)
tokens_of_words = lru_cache(maxsize=50_000)(tokens_of)


def _steps(weights: Mapping[str, int]) -> tuple[list[str], list[int]]:
    return list(weights), list(accumulate(weights.values()))


OPEN_STEPS, CLOSED_STEPS = _steps(OPEN), _steps(CLOSED)


@dataclass
class Facts:
    """What the measuring must know of the rows: words by how often they stand in titles, and how many are open."""

    places: Counter[str] = field(default_factory=Counter)
    clerks: Counter[str] = field(default_factory=Counter)
    open: int = 0


@dataclass
class Maker:
    """Makes the rows of one matter after the other; the same seed gives the same rows."""

    tree: Tree
    rows: int
    noun: int
    draw: Random
    words: Words = field(default_factory=Words)
    facts: Facts = field(default_factory=Facts)
    serials: dict[tuple[int, int], Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))
    keys: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))
    now: int = epoch(TODAY)

    def batches(self) -> Iterator[Batch]:
        """All rows in batches of 5,000 matters, oldest first."""
        chosen = list(range(1, self.rows + 1))
        organs = [organ.pk for organ in self.tree.organs]
        for start in range(0, self.rows, BATCH):
            part = chosen[start : start + BATCH]
            fallen = self.draw.choices(organs, cum_weights=self.tree.steps, k=len(part))
            batch: Batch = {table: [] for table in COLUMNS}
            for pk, organ in zip(part, fallen, strict=True):
                self._matter(batch, pk, organ)
            yield batch

    def _matter(self, batch: Batch, pk: int, organ: int) -> None:
        draw, tree = self.draw, self.tree
        opened = self.now - TEN_YEARS + pk * TEN_YEARS // (self.rows + 1)
        is_open = draw.random() < (0.2 if pk > self.rows * 0.8 else 0.0125)
        states, steps = OPEN_STEPS if is_open else CLOSED_STEPS
        state = draw.choices(states, cum_weights=steps)[0]
        if state == "registered" and draw.randrange(CLERKS_OWN) == 0 or pk == self.rows:
            organ, state, is_open = tree.clerk.organ, "registered", True
        title = self.words.title(draw)
        if title.place:
            self.facts.places[title.place] += 1
            if organ == tree.clerk.organ:
                self.facts.clerks[title.place] += 1
        self.facts.open += is_open
        one = _One(pk, organ, opened, state, is_open, title, draw.choices((0, 1, 2), cum_weights=(85, 97, 100))[0])
        self._clock_and_number(one)
        self._parties(one)
        self._main(batch, one)
        self._beside(batch, one)
        self._text(batch, one)

    def _clock_and_number(self, one: _One) -> None:
        draw = self.draw
        late = -1 if draw.random() < 0.15 else 1
        at = (
            self.now + late * draw.randrange(DAY, 30 * DAY) if one.is_open else one.opened + draw.randrange(3, 40) * DAY
        )
        one.due = at if draw.random() < 0.7 else NEVER_DUE
        one.closed = None if one.is_open else min(self.now, one.opened + draw.randrange(1, 60) * DAY)
        if one.state in NUMBERED:
            year = 1970 + int(one.opened / DAY / 365.2425)
            one.number = f"收〔{year}〕{next(self.serials[(one.organ, year)]):04}号"

    def _parties(self, one: _One) -> None:
        """Who must act, who reads, and who sees the matter by a grant."""
        draw, tree = self.draw, self.tree
        organs = tree.organs
        if one.state in ("acting", "answered"):
            one.lead = organs[draw.randrange(1, len(organs))].pk
        if one.is_open:
            holder = one.lead if one.state == "acting" and one.lead else one.organ
            if one.state == "instructing":
                holder = draw.choice(tree.leaders[max(0, organs[one.organ - 1].city)])
            one.todo = [holder]
            if one.state == "acting" and draw.random() < 0.4:
                one.assist = [organs[draw.randrange(1, len(organs))].pk]
                one.todo = list(dict.fromkeys([*one.todo, *one.assist]))
            if one.state == "circulating":
                one.readers = list(dict.fromkeys(draw.choice(tree.posts).pk for _ in range(2)))
        number = draw.choices((0, 1, 2, 3), cum_weights=(20, 65, 85, 100))[0]
        shared = [(draw.choice(tree.posts) if draw.random() < 0.5 else draw.choice(organs)).pk for _ in range(number)]
        one.grants = {
            **dict.fromkeys(shared, "shared"),
            **dict.fromkeys(one.readers, "reading"),
            **dict.fromkeys(one.todo, "assigned"),
        }
        one.viewers = sorted({*tree.above[one.organ], *one.grants})

    def _main(self, batch: Batch, one: _One) -> None:
        draw, words, title = self.draw, self.words, one.title
        desk = self.tree.posts_of.get(one.organ)
        batch["desk_entry"].append((
            one.pk, self.noun, one.organ, one.opened, desk[0] if desk else None, one.number or "", title.text, one.state,
            one.urgency, one.due, one.closed, one.todo[0] if one.todo else None, len(one.todo),
            self.now - draw.randrange(1, 20) * DAY if one.todo else None, True, None, "",
        ))  # fmt: skip
        place = len(title.issuer) * 7 + len(title.kind)
        one.wants = words.wants[place % len(words.wants)][:300] if draw.random() < 0.3 else ""
        one.body = words.bodies[place % len(words.bodies)] if draw.random() < 0.02 else ""
        signed = TODAY.date() - timedelta(days=(self.now - one.opened) // DAY + 2)
        batch["documents_incoming"].append((
            one.pk, one.organ, 1, one.state, title.text, title.issuer, f"云函〔{signed.year}〕{draw.randrange(1, 900)}号",
            title.kind, signed.isoformat(), "", one.urgency, "file", 1, draw.randrange(1, 12), one.wants, one.body, "",
            one.number, "act" if draw.random() < 0.8 else "read", draw.choice(words.proposals) if one.lead else "", one.lead,
            json.dumps(one.assist), None, draw.choice(words.answers) if one.state == "answered" else "",
            one.opened + DAY if one.state == "answered" else None, "10" if one.state == "filed" else "", "",
        ))  # fmt: skip

    def _beside(self, batch: Batch, one: _One) -> None:
        """Tasks, grants, clock, readings, remarks, links, messages and the one line of the trail."""
        draw, key, pk = self.draw, self.keys, one.pk
        for party, reading in [*((p, False) for p in one.todo), *((p, True) for p in one.readers)]:
            move = "" if reading else STEP[one.state]
            due = (one.due, one.urgency, one.opened)
            batch["desk_task"].append((next(key["task"]), pk, self.noun, party, move, *due, reading, False, 0, None))
        for party, cause in one.grants.items():
            batch["access_grant"].append((next(key["grant"]), pk, party, cause, "", one.opened, None))
        if one.state == "acting" and one.due != NEVER_DUE:
            batch["deadlines_clock"].append(
                (
                    next(key["clock"]),
                    pk,
                    "handling",
                    one.opened,
                    10,
                    "workday",
                    "",
                    True,
                    one.due,
                    False,
                    None,
                    None,
                    "running",
                )
            )
        for post in (party for party in one.grants if party > len(self.tree.organs)):
            if draw.random() < 0.5:
                batch["desk_seen"].append((next(key["seen"]), pk, post, None, one.opened + DAY, one.opened + DAY))
            if draw.random() < 0.3:
                read = None if draw.random() < 0.02 else one.opened + DAY
                batch["notify_message"].append(
                    (
                        next(key["message"]),
                        post,
                        None,
                        '{"text": "Registered", "params": {}}',
                        pk,
                        "task",
                        one.opened,
                        read,
                        one.opened,
                    )
                )
        if draw.random() < 0.3:
            post = draw.choice(self.tree.posts).pk
            text = draw.choice(self.words.proposals)
            batch["desk_remark"].append(
                (next(key["remark"]), pk, "opinion", text, one.opened + DAY, post, None, None, "", None, "")
            )
        if pk > 100 and draw.random() < 0.03:
            batch["desk_link"].append((next(key["link"]), draw.randrange(1, pk), pk, "led_to", one.opened, None))
        batch["audit_line"].append(self._line(one))

    def _line(self, one: _One) -> tuple[Any, ...]:
        body = BODY % (one.state, encode_basestring(one.title.text), SENTENCE)
        salt = self.draw.randbytes(16)
        leaf = leaf_hash(salt, (CONTENT % (one.opened, body, one.pk)).encode())
        return (
            next(self.keys["line"]), one.opened, None, None, None, "Bench", "import", "documents.incoming.open", one.pk,
            "done", "", body, salt, leaf, False,
        )  # fmt: skip

    def _text(self, batch: Batch, one: _One) -> None:
        words = " ".join((one.title.issuer, one.title.kind, one.wants, one.body))
        number = one.number or ""
        batch["search_searchsource"].append(
            (one.pk, self.noun, one.title.text, number, words, " ".join(map(str, one.viewers)))
        )
        own = dict.fromkeys(tokens_of(number, one.title.text))
        own.update(dict.fromkeys(tokens_of_words(words)))
        viewers = " v".join(map(str, one.viewers))
        batch["search_text"].append((one.pk, f"{' '.join(own)} n{self.noun} v{viewers}"))


@dataclass
class _One:
    """What the tables of one matter have in common."""

    pk: int
    organ: int
    opened: int
    state: str
    is_open: bool
    title: Title
    urgency: int
    number: str | None = None
    due: int = 0
    closed: int | None = None
    lead: int | None = None
    assist: list[int] = field(default_factory=list)
    todo: list[int] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)
    grants: dict[int, str] = field(default_factory=dict)
    viewers: list[int] = field(default_factory=list)
    wants: str = ""
    body: str = ""
