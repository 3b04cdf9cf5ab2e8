"""Streamed XML with its traps shut: no document types, no entities, no bottomless nesting, no tree in memory."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .bounds import MAX_DEPTH, Lines, broken

CHUNK = 1 << 16


class Walker:
    """Receives the events of one XML part. Subclasses say what a start, a text and an end mean to them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition("}")[2]
        self.path.append(local)
        if len(self.path) > MAX_DEPTH:
            raise Refused(
                say(
                    "The file {name} is nested deeper than {most} levels inside. It was not read.",
                    name=self.name,
                    most=MAX_DEPTH,
                )
            )
        self.enter(local, {key.rpartition("}")[2]: value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.leave(self.path[-1])
        self.path.pop()

    def data(self, text: str) -> None:
        self.text(text)

    def close(self) -> None: ...

    def enter(self, tag: str, attributes: dict[str, str]) -> None: ...

    def leave(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def walk(package: ZipFile, member: str, walker: Walker, lines: Lines) -> None:
    """Feed one member of a package to the walker in chunks, checking the time between them."""
    parser: Any = DefusedXMLParser(target=walker, forbid_dtd=True)
    try:
        with package.open(member) as part:
            while chunk := part.read(CHUNK):
                parser.feed(chunk)
                lines.check()
        parser.close()
    except DefusedXmlException as error:
        raise Refused(
            say(
                "The file {name} declares entities or a document type inside, as no proper file does. It was not read.",
                name=lines.name,
            )
        ) from error
    except (
        ParseError,
        BadZipFile,
        ZlibError,
        KeyError,
        EOFError,
        ValueError,
        OSError,
        NotImplementedError,
        LookupError,
    ) as error:
        raise broken(lines.name) from error
