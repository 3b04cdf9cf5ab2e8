"""Where the words stand in a text, cut to what fits one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .tokens import fold, plain

AROUND = 36
Segments = list[tuple[str, bool]]


def excerpt(source: str, words: str, *, around: int = AROUND) -> Segments:
    """The surroundings of the first hit as pieces of text, each with whether it is a hit (摘要).

    The pieces are raw text: the page escapes them. Without a hit it is the beginning of the text.
    """
    spots = _spots(source, words)
    if not spots:
        short = source[: 2 * around]
        return [(short + ("…" if len(source) > len(short) else ""), False)] if short else []
    begin = max(0, spots[0][0] - around)
    end = min(len(source), max(spots[0][1] + around, begin + 2 * around))
    pieces: Segments = [("…", False)] if begin else []
    at = begin
    for first, last in spots:
        if last > end:
            break
        pieces += [(source[at:first], False), (source[first:last], True)]
        at = last
    pieces.append((source[at:end] + ("…" if end < len(source) else ""), False))
    return [piece for piece in pieces if piece[0]]


def has_hit(source: str, words: str) -> bool:
    return bool(_spots(source, words))


def _spots(source: str, words: str) -> Sequence[tuple[int, int]]:
    """First and last places of all hits, overlaps joined."""
    folded = fold(source)
    spots: list[tuple[int, int]] = []
    for word in {plain(part) for part in words.split()}:
        pattern = r"\s*".join(re.escape(character) for character in word)
        spots += [match.span() for match in re.finditer(pattern, folded) if match.end() > match.start()]
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spots):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
