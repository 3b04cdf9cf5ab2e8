"""Putting entries into the index and finding them again, only by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from chancery.kernel.base.bulk import insert_rows, update_row

from . import backends
from .excerpts import Segments, excerpt, has_hit
from .models import SearchSource
from .tokens import MOST_INDEXED, Word, plain, tokens_of, words_of

ROUNDS = 8


@dataclass(frozen=True)
class Hit:
    """A found entry: where the words stand, as pieces of raw text with whether each is a hit."""

    entry_id: int
    noun: int
    title: Segments = field(default_factory=list)
    number: Segments = field(default_factory=list)
    body: Segments = field(default_factory=list)


@dataclass(frozen=True)
class Text:
    """The text of an entry, and who may see it."""

    entry_id: int
    noun: int
    title: str
    viewers: Iterable[int]
    number: str = ""
    body: str = ""

    @property
    def source(self) -> SearchSource:
        return SearchSource(
            entry_id=self.entry_id,
            noun=self.noun,
            title=self.title,
            number=self.number,
            body=self.body[:MOST_INDEXED].replace("\x00", ""),
            viewers=_viewers(self.viewers),
        )


def index_fresh(texts: Iterable[Text]) -> None:
    """Put entries into the index that were never there, all of them together."""
    sources = [text.source for text in texts]
    insert_rows(sources)
    backends.put_all([(source.pk, _tokens(source)) for source in sources])


def index(
    entry_id: int,
    *,
    noun: int,
    title: str,
    number: str = "",
    body: str = "",
    viewers: Iterable[int] | None = None,
    also: Iterable[int] = (),
) -> None:
    """Put an entry into the index or bring it up to date (建索引). Part of the caller's transaction.

    Without `viewers` those stay whom the index knows, and `also` are added.
    """
    old = SearchSource.objects.filter(pk=entry_id).first()
    seen = {*_known(old), *also} if viewers is None else viewers
    text = Text(entry_id, noun, title, seen, number, body)
    if old is None:
        index_fresh([text])
    else:
        _put(old, text.source)


def reindex_viewers(entry_id: int, viewers: Iterable[int]) -> None:
    """Tell the index who may see an entry now. Nothing happens for an entry that is not indexed."""
    if old := SearchSource.objects.filter(pk=entry_id).first():
        _seen_by(old, viewers)


def add_viewers(entry_id: int, fresh: Iterable[int]) -> None:
    """Tell the index who may see an entry too. Nothing happens for an entry that is not indexed."""
    if old := SearchSource.objects.filter(pk=entry_id).first():
        _seen_by(old, {*_known(old), *fresh})


def _known(source: SearchSource | None) -> list[int]:
    return [int(viewer) for viewer in source.viewers.split()] if source else []


def _seen_by(old: SearchSource, viewers: Iterable[int]) -> None:
    new = copy(old)
    new.viewers = _viewers(viewers)
    _put(old, new)


def _put(old: SearchSource, new: SearchSource) -> None:
    if _columns(old) != _columns(new):
        columns = ("noun", "title", "number", "body", "viewers")
        told = {name: getattr(new, name) for name in columns if getattr(new, name) != getattr(old, name)}
        update_row(SearchSource, told, entry=old.pk)
        backends.replace(old.pk, _tokens(old), _tokens(new))


def remove(entry_id: int) -> None:
    """Take an entry out of the index."""
    old = SearchSource.objects.filter(pk=entry_id).first()
    if old is not None:
        backends.take_out(entry_id, _tokens(old))
        old.delete()


def rebuild() -> int:
    """Make the index anew from what was put in, as after a change of the tokeniser. Returns how many entries."""
    backends.clear()
    count = 0
    for source in SearchSource.objects.order_by("pk").iterator(chunk_size=500):
        backends.put(source.pk, _tokens(source))
        count += 1
    return count


def find(
    words: str,
    *,
    viewers: Sequence[int] | None,
    noun: int | None = None,
    limit: int = 20,
    before: int | None = None,
) -> list[Hit]:
    """Entries with all the words, newest first (检索), that one of `viewers` may see; None sees everything.

    Words are parted by blanks. Each is found where it begins at a Chinese character or at the start of a Latin word or
    a number. `before` is the last entry of the page before.
    """
    asked = words_of(words)
    if not asked or (viewers is not None and not viewers):
        return []
    whole, light = Sought.of(asked, viewers, noun), Sought.of(asked, viewers, noun, light=True)
    hits: list[Hit] = []
    batch, rounds = limit * 2, ROUNDS
    while rounds:
        keys = light.newest(before=before, limit=batch)
        sources = SearchSource.objects.in_bulk(keys)
        found = (sources[key] for key in keys if key in sources and _really(sources[key], asked))
        hits += [_hit(source, words) for source in found][: limit - len(hits)]
        if len(hits) >= limit or len(keys) < batch:
            break
        before, rounds = keys[-1], rounds - 1
        if not rounds and light != whole:
            light, rounds = whole, ROUNDS
    return hits


def keys_with(words: str, *, viewers: Sequence[int] | None, noun: int, most: int) -> list[int] | None:
    """Entries of a noun that the index gives for these words, in no order; None where there are more than `most`.

    `among` says which of them really have the words.
    """
    asked = words_of(words)
    if not asked or (viewers is not None and not viewers):
        return []
    found = Sought.of(asked, viewers, noun, light=True).some(limit=most + 1)
    return None if len(found) > most else found


def among(keys: Sequence[int], words: str, *, viewers: Sequence[int] | None, noun: int) -> set[int]:
    """Which of these entries have all the words."""
    asked = words_of(words)
    if not asked or not keys:
        return set()
    return truly(Sought.of(asked, viewers, noun).among(keys), words)


def truly(keys: Sequence[int], words: str) -> set[int]:
    """Which of the entries that the index gave have the words as they were typed, side by side."""
    asked = words_of(words)
    if not _doubtful(asked):
        return set(keys)
    return {source.pk for source in SearchSource.objects.filter(pk__in=keys) if _really(source, asked)}


@dataclass(frozen=True)
class Sought:
    """What is asked of the index: whole tokens, beginnings of tokens, and the readers of whom one must see the entry."""

    tokens: tuple[str, ...]
    starts: tuple[str, ...]
    readers: tuple[str, ...] | None

    @classmethod
    def of(
        cls, asked: Sequence[Word], viewers: Sequence[int] | None, noun: int | None, *, light: bool = False
    ) -> Sought:
        """`light` leaves out a single Chinese character beside other words: it would open half the index, and the text shows it."""
        kept = [word for word in asked if not word.single] if light else []
        kept = kept or list(asked)
        tokens = list(dict.fromkeys(token for word in kept for token in word.tokens))
        tokens += [f"n{noun}"] if noun is not None else []
        starts = dict.fromkeys(word.start for word in kept if word.start)
        return cls(tuple(tokens), tuple(starts), None if viewers is None else tuple(f"v{int(one)}" for one in viewers))

    def newest(self, *, before: int | None, limit: int) -> list[int]:
        return backends.candidates(self.tokens, self.starts, self.readers, before=before, limit=limit)

    def some(self, *, limit: int) -> list[int]:
        return backends.some(self.tokens, self.starts, self.readers, limit=limit)

    def among(self, keys: Sequence[int]) -> list[int]:
        return backends.among(self.tokens, self.starts, self.readers, keys)


def _doubtful(asked: Sequence[Word]) -> list[str]:
    """Words that only the text itself shows: of several tokens, which are a set, or left out as a single character."""
    return [word.text for word in asked if word.single or len(word.tokens) + bool(word.start) > 1]


def _really(source: SearchSource, asked: Sequence[Word]) -> bool:
    doubtful = _doubtful(asked)
    if not doubtful:
        return True
    texts = [plain(text) for text in (source.number, source.title, source.body)]
    return all(any(word in text for text in texts) for word in doubtful)


def _hit(source: SearchSource, words: str) -> Hit:
    body = excerpt(source.body, words) if has_hit(source.body, words) else []
    return Hit(
        source.pk,
        source.noun,
        excerpt(source.title, words, around=200),
        excerpt(source.number, words, around=60),
        body,
    )


def _tokens(source: SearchSource) -> list[str]:
    readers = [f"v{viewer}" for viewer in source.viewers.split()]
    return [*tokens_of(source.number, source.title, source.body), f"n{source.noun}", *readers]


def _viewers(viewers: Iterable[int]) -> str:
    return " ".join(str(viewer) for viewer in sorted(set(viewers)))


def _columns(source: SearchSource) -> tuple[object, ...]:
    return (source.noun, source.title, source.number, source.body, source.viewers)
