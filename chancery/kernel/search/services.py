"""Putting entries into the index and finding them again, only by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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


def index(entry_id: int, *, noun: int, title: str, number: str = "", body: str = "", viewers: Iterable[int]) -> None:
    """Put an entry into the index or bring it up to date (建索引). Part of the caller's transaction."""
    new = SearchSource(
        entry_id=entry_id,
        noun=noun,
        title=title,
        number=number,
        body=body[:MOST_INDEXED].replace("\x00", ""),
        viewers=_viewers(viewers),
    )
    old = SearchSource.objects.filter(pk=entry_id).first()
    if old is None:
        new.save(force_insert=True)
        backends.put(entry_id, _tokens(new))
    elif _columns(old) != _columns(new):
        new.save(force_update=True)
        backends.replace(entry_id, _tokens(old), _tokens(new))


def reindex_viewers(entry_id: int, viewers: Iterable[int]) -> None:
    """Tell the index who may see an entry now. Nothing happens for an entry that is not indexed."""
    old = SearchSource.objects.filter(pk=entry_id).first()
    told = _viewers(viewers)
    if old is None or old.viewers == told:
        return
    before = _tokens(old)
    old.viewers = told
    old.save(update_fields=["viewers"])
    backends.replace(entry_id, before, _tokens(old))


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
    tokens = list(dict.fromkeys(token for word in asked for token in word.tokens))
    tokens += [f"n{noun}"] if noun is not None else []
    starts = list(dict.fromkeys(word.start for word in asked if word.start))
    readers = None if viewers is None else [f"v{int(viewer)}" for viewer in viewers]
    hits: list[Hit] = []
    batch = limit * 2
    for _ in range(ROUNDS):
        keys = backends.candidates(tokens, starts, readers, before=before, limit=batch)
        sources = SearchSource.objects.in_bulk(keys)
        found = (sources[key] for key in keys if key in sources and _really(sources[key], asked))
        hits += [_hit(source, words) for source in found][: limit - len(hits)]
        if len(hits) >= limit or len(keys) < batch:
            break
        before = keys[-1]
    return hits


def _really(source: SearchSource, asked: Sequence[Word]) -> bool:
    """Tokens are a set: only the text itself shows that they stand side by side."""
    doubtful = [word.text for word in asked if len(word.tokens) + bool(word.start) > 1]
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
