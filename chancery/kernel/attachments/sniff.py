"""What a file is, by its content. The name is only compared with it afterwards."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import BinaryIO, Literal

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say

from .bounds import unzipped

Kind = Literal[
    "pdf", "docx", "xlsx", "pptx", "ofd", "html", "txt", "png", "jpeg", "gif", "webp", "mp3", "m4a", "ogg", "wav", "amr"
]

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ofd": "application/ofd",
    "html": "text/html",
    "txt": "text/plain",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "amr": "audio/amr",
}
EXTENSIONS: dict[str, frozenset[str]] = {
    "docx": frozenset({"docx", "docm"}),
    "xlsx": frozenset({"xlsx", "xlsm"}),
    "pptx": frozenset({"pptx", "pptm"}),
    "html": frozenset({"html", "htm", "xhtml"}),
    "txt": frozenset({"txt", "csv", "md", "log", "json", "xml", "ics"}),
    "jpeg": frozenset({"jpeg", "jpg"}),
    "m4a": frozenset({"m4a", "mp4", "aac"}),
    "ogg": frozenset({"ogg", "oga", "opus"}),
}
PICTURES = frozenset(kind for kind, media in MEDIA_TYPES.items() if media.startswith("image/"))
SOUNDS = frozenset(kind for kind, media in MEDIA_TYPES.items() if media.startswith("audio/"))
HEAD = 4096
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"ID3", "mp3"),
    *((bytes((0xFF, second)), "mp3") for second in (0xF2, 0xF3, 0xFA, 0xFB)),
    (b"OggS", "ogg"),
    (b"#!AMR", "amr"),
)
_RIFF: dict[bytes, Kind] = {b"WEBP": "webp", b"WAVE": "wav"}
_SPOKEN = {b"M4A ", b"M4B ", b"mp42", b"isom", b"3gp4", b"3gp5"}
"""Brands of the container that telephones record into; a film has them too, but nobody here plays one."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(stream: BinaryIO, *, name: str) -> Kind:
    """The kind of a seekable stream. Refuses what the house does not take, with what to do instead."""
    stream.seek(0)
    head = stream.read(HEAD)
    kind = _by_start(head)
    if kind is None and head.startswith(b"PK"):
        kind = _package(stream, name)
    if kind is None:
        _refuse_known(stream, head, name)
        kind = _words(head, name)
    stream.seek(0)
    return kind


def disagreement(kind: str, name: str) -> Sentence | None:
    """A note where the name says one thing and the content another; the content is what counts."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if not extension or extension in EXTENSIONS.get(kind, frozenset({kind})):
        return None
    return say(
        "The name {name} ends in {extension}, but the content is {kind}; it is kept as {kind}.",
        name=name,
        extension=extension,
        kind=kind.upper(),
    )


def _by_start(head: bytes) -> Kind | None:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:12] in _SPOKEN else None
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)


def _package(stream: BinaryIO, name: str) -> Kind:
    with unzipped(stream, name=name) as package:
        members = set(package.namelist())
    if "OFD.xml" in members:
        return "ofd"
    if any(re.fullmatch(r"word/document\d*\.xml", member) for member in members):
        return "docx"
    if "xl/workbook.xml" in members or "xl/workbook.bin" in members:
        return "xlsx"
    if "ppt/presentation.xml" in members:
        return "pptx"
    raise Refused(
        say(
            "The file {name} is a packed folder. Unpack it and upload the documents one by one.",
            name=name,
        )
    )


def _refuse_known(stream: BinaryIO, head: bytes, name: str) -> None:
    if head.startswith(b"{\\rtf"):
        raise Refused(
            say("The file {name} is RTF. Open it in WPS or Word, save it as DOCX and upload that.", name=name)
        )
    if not head.startswith(_OLE):
        return
    inside = _ole_names(stream)
    if "EncryptedPackage" in inside:
        raise Refused(
            say("The file {name} is protected by a password. Remove the password and upload it again.", name=name)
        )
    for marker, better in (("WordDocument", "DOCX"), ("Workbook", "XLSX"), ("PowerPoint Document", "PPTX")):
        if marker in inside:
            raise Refused(
                say(
                    "The file {name} is in an old office format. Save it as {better} in WPS or Word and upload that.",
                    name=name,
                    better=better,
                )
            )
    raise _not_taken(name)


def _ole_names(stream: BinaryIO) -> set[str]:
    wanted = {
        text: text.encode("utf-16-le")
        for text in ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")
    }
    found: set[str] = set()
    stream.seek(0)
    rest = b""
    while block := stream.read(1 << 20):
        window = rest + block
        found |= {text for text, marker in wanted.items() if marker in window}
        rest = window[-64:]
    return found


def _words(head: bytes, name: str) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "txt"
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    if controls > len(head) // 200:
        raise _not_taken(name)
    return "html" if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else "txt"


def _not_taken(name: str) -> Refused:
    return Refused(
        say(
            "The file {name} is of a kind not kept here. Kept are PDF, OFD, DOCX, XLSX, PPTX, TXT, HTML, pictures and sound.",
            name=name,
        )
    )
