"""The text of plain and HTML files in the encodings that offices use."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_TEXT, Lines

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
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


class _Html(HTMLParser):
    def __init__(self, lines: Lines) -> None:
        super().__init__(convert_charrefs=True)
        self.out = lines
        self.words: list[str] = []
        self.dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.dropped += 1
        elif tag in _BREAKS:
            self.flush()
        elif tag in ("td", "th") and "".join(self.words).strip():
            self.words.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.dropped = max(0, self.dropped - 1)
        elif tag in _BREAKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def flush(self) -> None:
        self.out.add(re.sub(r" *\t *", "\t", "".join(self.words)).strip())
        self.words = []


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
    parser = _Html(lines)
    for at in range(0, len(text), 1 << 18):
        parser.feed(text[at : at + (1 << 18)])
        lines.check()
    parser.close()
    parser.flush()
