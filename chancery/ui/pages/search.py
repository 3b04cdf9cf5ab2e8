"""One box for everything: matters and registers by their words, people and organs by name, a number at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Entry, Noun, Sight
from chancery.kernel.module.declare import Screen
from chancery.kernel.module.registry import address, noun_key, registry
from chancery.kernel.org.labels import Label, labels
from chancery.kernel.org.models import Organ, Person, Tenure
from chancery.kernel.org.services import holding
from chancery.kernel.search.excerpts import Segments
from chancery.kernel.search.services import Hit, find
from chancery.ui.refusing import answer

PAGE = 20
ROUNDS = 6
BESIDE = 6
MOST_CHIPS = 8
LONGEST = 120


@dataclass(frozen=True)
class Found:
    """One result: its kind, where it leads, and the pieces of text in which the words stand."""

    entry: Entry
    kind: str
    href: str
    title: Segments
    number: Segments
    body: Segments
    look: str
    state: str
    holder: Label | None
    exact: bool = False


@dataclass(frozen=True)
class Kinds:
    """The nouns that this post may read: the screen and the key of each, by its small number."""

    by_id: dict[int, tuple[str, Screen]]

    def title(self, noun: int) -> str:
        return gettext(str(self.by_id[noun][1].title))


def search(request: HttpRequest) -> HttpResponse:
    """Everything that holds the words (检索), newest first; a number that was typed whole stands on top."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    kinds, wished = _kinds(actor), request.GET.get("kind", "")
    before = request.GET.get("before", "")
    noun = next((pk for pk, (key, _) in kinds.by_id.items() if key == wished), None)
    first = not before.isdigit()
    exact = _exact(actor, words, kinds, noun) if first and words else []
    hits = _hits(actor, words, kinds, noun, None if first else int(before)) if words else []
    rows = _rows(exact, hits[:PAGE], kinds)
    context = {
        "words": words, "searched": words, "rows": rows, "kind": wished if noun else "",
        "chips": _chips(kinds, noun, hits), "first": first, "older": hits[PAGE - 1].entry_id if len(hits) > PAGE else "",
        "people": _people(words) if first and words and not noun else [],
        "organs": _organs(words) if first and words and not noun else [],
    }  # fmt: skip
    return answer(request, "ui/search/page.html", context, part="list")


def _kinds(actor: Actor) -> Kinds:
    readable = {noun_key(m, screen): screen for m, screen in registry.screens() if screen.read in actor.actions}
    rows = Noun.objects.filter(key__in=readable).values_list("pk", "key")
    order = list(readable)
    return Kinds({pk: (key, readable[key]) for pk, key in sorted(rows, key=lambda row: order.index(row[1]))})


def _exact(actor: Actor, words: str, kinds: Kinds, noun: int | None) -> list[Entry]:
    """Entries with just this number, which the index would bury among longer ones."""
    rows = Entry.objects.filter(number=words, noun__in=[noun] if noun else list(kinds.by_id), landed=True)
    if not actor.everything:
        seen = Sight.objects.filter(viewer__in=actor.viewers, opened_at=OuterRef("opened_at"), entry_id=OuterRef("pk"))
        rows = rows.filter(Exists(seen))
    return list(rows.select_related("organ").order_by("-opened_at")[:BESIDE])


def _hits(actor: Actor, words: str, kinds: Kinds, noun: int | None, before: int | None) -> list[Hit]:
    """One page and one hit more. What the post may see but not read as a kind is passed over."""
    viewers = None if actor.everything else actor.viewers
    kept: list[Hit] = []
    for _ in range(ROUNDS):
        found = find(words, viewers=viewers, noun=noun, limit=PAGE + 1, before=before)
        kept += [hit for hit in found if hit.noun in kinds.by_id]
        if len(kept) > PAGE or len(found) <= PAGE:
            break
        before = found[-1].entry_id
    return kept[: PAGE + 1]


def _rows(exact: Sequence[Entry], hits: Sequence[Hit], kinds: Kinds) -> list[Found]:
    tops = {entry.pk: entry for entry in exact}
    entries = Entry.objects.filter(landed=True).select_related("organ").in_bulk([hit.entry_id for hit in hits])
    named = labels(entry.holder_id for entry in (*exact, *entries.values()))
    by_key = {hit.entry_id: hit for hit in hits}
    rows = [_found(entry, by_key.get(entry.pk), kinds, named, exact=True) for entry in exact]
    rest = [entries[hit.entry_id] for hit in hits if hit.entry_id in entries and hit.entry_id not in tops]
    return rows + [_found(entry, by_key[entry.pk], kinds, named) for entry in rest]


def _found(entry: Entry, hit: Hit | None, kinds: Kinds, named: dict[int, Label], *, exact: bool = False) -> Found:
    key, screen = kinds.by_id[entry.noun_id]
    known = screen.flow if screen.flow and entry.state in screen.flow.by_value else None
    return Found(
        entry, kinds.title(entry.noun_id), address(key, entry.pk),
        hit.title if hit else [(entry.title, False)], hit.number if hit and not exact else [(entry.number, exact)],
        hit.body if hit else [], known.state(entry.state).look if known else "",
        known.label(entry.state) if known else "", named.get(entry.holder_id or 0), exact,
    )  # fmt: skip


@dataclass(frozen=True)
class KindChip:
    key: str
    title: str
    on: bool


def _chips(kinds: Kinds, noun: int | None, hits: Sequence[Hit]) -> dict[str, list[KindChip]]:
    """Kinds as links: all of them while they are few, else those that were met; the others in a small menu."""
    rows = [(pk, KindChip(key, kinds.title(pk), pk == noun)) for pk, (key, _) in kinds.by_id.items()]
    if len(rows) <= MOST_CHIPS:
        return {"shown": [chip for _, chip in rows], "more": []}
    met = {hit.noun for hit in hits} | {noun}
    shown = [chip for pk, chip in rows if pk in met][:MOST_CHIPS]
    return {"shown": shown, "more": [chip for _, chip in rows if chip not in shown]}


@dataclass(frozen=True)
class SomePerson:
    person: Person
    posts: Sequence[Any]


def _people(words: str) -> list[SomePerson]:
    """People by name or staff number, each with the posts of today."""
    found = list(
        Person.objects.filter(Q(name__contains=words) | Q(staff_number=words)).order_by("left_on", "name", "pk")[
            :BESIDE
        ]
    )
    held = Tenure.objects.filter(holding(today()), person__in=found).select_related("post__organ")
    by_person: dict[int, list[Tenure]] = {}
    for tenure in held:
        by_person.setdefault(tenure.person_id, []).append(tenure)
    return [SomePerson(person, [t.post for t in by_person.get(person.pk, [])]) for person in found]


def _organs(words: str) -> list[Organ]:
    named = Organ.objects.filter(Q(name__contains=words) | Q(short_name__contains=words))
    return list(named.select_related("parent").order_by("until", "position", "pk")[:BESIDE])
