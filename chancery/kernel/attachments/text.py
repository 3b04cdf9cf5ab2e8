"""The text of plain and HTML files in the encodings that offices use."""

from __future__ import annotations

import re
from html import unescape

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_TEXT, Lines

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_BREAKS = frozenset(
    ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "dt", "dd", "hr"]
    + ["section", "article", "header", "footer", "blockquote", "pre", "address", "option"]
)
_DROPPED = frozenset({"script", "style", "template", "noscript", "svg", "title"})


def decoded(content: bytes, *, name: str, first: tuple[str, ...] = ()) -> str:
    """Text from UTF-8 (with or without mark), UTF-16 with mark or GB 18030; refuses what is none of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        first = ("utf-16",)
    for encoding in (*first, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused(
        say("The file {name} is neither UTF-8 nor GB 18030 text. Save it as UTF-8 and upload it again.", name=name)
    )


def read_text(content: bytes, lines: Lines) -> None:
    lines.add(decoded(content, name=lines.name))


class _Page:
    """One pass over a page. html.parser takes quadratic time on an unclosed comment, which an outsider can send."""

    def __init__(self, lines: Lines) -> None:
        self.out = lines
        self.words: list[str] = []

    def read(self, text: str) -> None:
        lowered, at = text.lower() if len(text.lower()) == len(text) else text, 0
        while at >= 0:
            begins = text.find("<", at)
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", unescape(text[at : begins if begins >= 0 else None])))
            if begins < 0:
                break
            at = self._tag(lowered, begins)
        self._flush()

    def _tag(self, text: str, begins: int) -> int:
        """Where the text goes on after a tag or comment; -1 where it never closes."""
        if text.startswith("<!--", begins):
            return _after(text, "-->", begins)
        named = _TAG.match(text, begins)
        if not named:
            if text.startswith(("<!", "<?"), begins):
                return _after(text, ">", begins)
            self.words.append("<")
            return begins + 1
        name = named[2]
        if name in _BREAKS:
            self._flush()
        elif name in ("td", "th") and not named[1]:
            self.words.append("\t")
        if name in _DROPPED and not named[1]:
            closing = text.find(f"</{name}", begins)
            return _after(text, ">", closing) if closing >= 0 else -1
        return _after(text, ">", begins)

    def _flush(self) -> None:
        self.out.add(re.sub(r" *\t *", "\t", "".join(self.words)).strip())
        self.words = []


def _after(text: str, end: str, begins: int) -> int:
    found = text.find(end, begins)
    return found + len(end) if found >= 0 else -1


def read_html(content: bytes, lines: Lines) -> None:
    """What a reader would see, a line a block, cells parted by tabs. Scripts and styles are dropped."""
    named = _CHARSET.search(content[:2048])
    encoding = named[1].decode("ascii").lower() if named else ""
    first = {"gb2312": ("gb18030",), "gbk": ("gb18030",)}.get(encoding, (encoding,) if encoding == "big5" else ())
    text = decoded(content, name=lines.name, first=("utf-8-sig", *first))
    if len(text) > 4 * MAX_TEXT:
        raise Refused(
            say(
                "The file {name} holds more than {most} characters of text. Split it and upload the parts.",
                name=lines.name,
                most=4 * MAX_TEXT,
            )
        )
    _Page(lines).read(text)
