"""Our own tokeniser: Chinese in pairs of characters, other words whole. Pure, and the same for both databases.

Tokens are ASCII: `z4e00z4e8cz` for a pair, `z4e00z` for the last character of a run, `wbudget` and `w2026` for words.
Viewers and nouns are `v2347` and `n12`, which no text can produce, because every token of a text begins with z or w.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_INDEXED = 200_000
MOST_WORDS = 8
LONGEST_WORD = 60
_LONGEST_TOKEN = 64
_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_SPACE_IN_CHINESE = re.compile("(?<=[\u3400-\u9fff])[\\s\u3000]+(?=[\u3400-\u9fff])")


class _Folding(dict[int, int]):
    """Full width to half width and upper to lower case, one character for one, so that places stay the same."""

    def __missing__(self, code: int) -> int:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = ord(plain) if len(plain) == 1 else code
        return self[code]


_folding = _Folding()


def fold(text: str) -> str:
    """Text as it is compared: widths and cases levelled, length unchanged."""
    return text.translate(_folding)


def plain(text: str) -> str:
    """Folded text in which Chinese broken over lines or spaced out is joined again."""
    return _SPACE_IN_CHINESE.sub("", fold(text))


def tokens_of(*texts: str) -> list[str]:
    """The tokens of some texts, each once, in a fixed order."""
    found: dict[str, None] = {}
    room = MOST_INDEXED
    for text in texts:
        for run in _RUN.findall(plain(text[:room])):
            found.update(dict.fromkeys(_tokens_of_run(run)))
        room = max(0, room - len(text))
    return list(found)


@dataclass(frozen=True)
class Word:
    """One word of a question: the folded text that must occur, its tokens, and one of which only the start is known."""

    text: str
    tokens: tuple[str, ...]
    start: str = ""

    @property
    def single(self) -> bool:
        """Whether it is one Chinese character, with which tens of thousands of tokens may begin."""
        return len(self.text) == 1 and not _latin(self.text)


def words_of(question: str) -> list[Word]:
    """The words of a question, parted by blanks; all must be found. One without a letter or digit is left out."""
    words = [_word(plain(part[:LONGEST_WORD])) for part in question.split()[:MOST_WORDS]]
    return [word for word in words if word.tokens or word.start]


def _word(text: str) -> Word:
    runs = _RUN.findall(text)
    tokens: list[str] = []
    start = ""
    for place, run in enumerate(runs):
        last = place == len(runs) - 1 and text.endswith(run)
        if _latin(run):
            token = _latin_token(run)
            start, tokens = (token, tokens) if last else (start, [*tokens, token])
        elif len(run) == 1:
            one = _char(run) + "z"
            start, tokens = (one, tokens) if last else (start, [*tokens, one])
        else:
            pairs = _pairs(run)
            tokens += pairs if last else [*pairs, _char(run[-1]) + "z"]
    return Word(text, tuple(dict.fromkeys(tokens)), start)


def _tokens_of_run(run: str) -> list[str]:
    return [_latin_token(run)] if _latin(run) else [*_pairs(run), _char(run[-1]) + "z"]


def _latin(run: str) -> bool:
    return run[0].isascii()


def _latin_token(run: str) -> str:
    return "w" + run[: _LONGEST_TOKEN - 1]


def _pairs(run: str) -> list[str]:
    return [f"{_char(one)}{_char(two)}z" for one, two in zip(run, run[1:], strict=False)]


def _char(character: str) -> str:
    return f"z{ord(character):x}"
