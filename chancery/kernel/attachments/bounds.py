"""What a file from outside may cost: size, members, text and time, all checked before or while it is read."""

from __future__ import annotations

import io
import os
import re
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

MEBIBYTE = 2**20
MAX_BYTES = 64 * MEBIBYTE
MAX_MEMBERS = 5000
MAX_DIRECTORY = 2 * MEBIBYTE
MAX_UNPACKED = 256 * MEBIBYTE
MAX_RATIO = 200
RATIO_COUNTS_FROM = 8 * MEBIBYTE
MAX_DEPTH = 250
MAX_PAGES = 3000
MAX_TEXT = 5_000_000
MAX_CELLS = 4_000_000
SECONDS = 20.0

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Source = Path | bytes | BinaryIO


def opened(source: Source, *, name: str, max_bytes: int = MAX_BYTES) -> tuple[BinaryIO, int]:
    """The source as a seekable stream and its size in bytes. Refuses an empty or too large file without reading it."""
    stream: BinaryIO
    if isinstance(source, bytes):
        stream = io.BytesIO(source)
    elif isinstance(source, Path):
        stream = source.open("rb")
    else:
        stream = source
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise Refused(say("The file {name} is empty.", name=name))
    if size > max_bytes:
        raise Refused(
            say(
                "The file {name} has {size} MB; one file may have {most} MB at most.",
                name=name,
                size=-(-size // MEBIBYTE),
                most=max_bytes // MEBIBYTE,
            )
        )
    return stream, size


@dataclass
class Lines:
    """Collects the text of one file line by line, within a number of characters and a time."""

    name: str
    seconds: float = SECONDS
    most: int = MAX_TEXT
    lines: list[str] = field(default_factory=list)
    characters: int = 0
    started: float = field(default_factory=time.monotonic)

    def add(self, text: str) -> None:
        for part in text.splitlines() or ("",):
            line = _UNPRINTABLE.sub("", part).rstrip()
            if line.strip():
                self.characters += len(line)
                self.lines.append(line)
        self.check()

    def check(self) -> None:
        if self.characters > self.most:
            raise Refused(
                say(
                    "The file {name} holds more than {most} characters of text. Split it and upload the parts.",
                    name=self.name,
                    most=self.most,
                )
            )
        if time.monotonic() - self.started > self.seconds:
            raise Refused(
                say(
                    "The file {name} could not be read within {seconds} seconds. Save it anew or split it.",
                    name=self.name,
                    seconds=int(self.seconds),
                )
            )


def unzipped(stream: BinaryIO, *, name: str) -> ZipFile:
    """Open a package whose directory, member count, unpacked size and ratio are within bounds."""
    _check_directory(stream, name)
    try:
        package = ZipFile(stream)
    except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise broken(name) from error
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise Refused(
            say(
                "The file {name} holds {n} parts inside; {most} is the most.",
                name=name,
                n=len(members),
                most=MAX_MEMBERS,
            )
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused(
            say("The file {name} is protected by a password. Remove the password and upload it again.", name=name)
        )
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO):
        raise Refused(
            say(
                "The file {name} would unpack to {size} MB from {packed} KB. It was not opened.",
                name=name,
                size=unpacked // MEBIBYTE,
                packed=-(-packed // 1024),
            )
        )
    return package


def broken(name: str) -> Refused:
    return Refused(
        say(
            "The file {name} is damaged and cannot be read. Open it where it was made, save it anew and upload that.",
            name=name,
        )
    )


def _check_directory(stream: BinaryIO, name: str) -> None:
    """zipfile loads the whole directory before anybody can count it, so its size is read first."""
    size = stream.seek(0, os.SEEK_END)
    tail_at = max(0, size - 65_557)
    stream.seek(tail_at)
    tail = stream.read()
    stream.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise broken(name)
    members, directory = struct.unpack("<HI", tail[end + 10 : end + 16])
    zip64 = end >= 20 and tail[end - 20 : end - 16] == b"PK\x06\x07"
    if zip64 or directory > MAX_DIRECTORY or members > MAX_MEMBERS:
        raise Refused(
            say("The file {name} holds {n} parts inside; {most} is the most.", name=name, n=members, most=MAX_MEMBERS)
        )
