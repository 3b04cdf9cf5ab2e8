"""The store: files under the digest of their content, so that none is kept twice and none changes unnoticed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

BLOCK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """The digest (SHA-256, 64 hexadecimal digits) and the size in bytes of what was kept."""

    digest: str
    size: int


class FileStore(Protocol):
    """What a store can do. Another one, such as S3, is named in the setting FILE_STORE."""

    def put(self, stream: BinaryIO) -> Stored:
        """Keep the content of a stream; the same content is kept once."""

    def open(self, digest: str) -> BinaryIO:
        """The content of a digest; FileNotFoundError where it is missing."""

    def verify(self, digest: str) -> bool:
        """Whether the content is there and still has this digest."""


class FolderStore:
    """A folder: `ab/cd/abcd…`, written under another name first, so that a half file never has a digest's name."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: BinaryIO) -> Stored:
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
        half = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                stored = digested(stream, out)
                out.flush()
                os.fsync(out.fileno())
            kept = self.path(stored.digest)
            kept.parent.mkdir(parents=True, exist_ok=True)
            half.replace(kept)
        finally:
            half.unlink(missing_ok=True)
        return stored

    def open(self, digest: str) -> BinaryIO:
        return self.path(digest).open("rb")

    def verify(self, digest: str) -> bool:
        try:
            with self.open(digest) as stream:
                return digested(stream).digest == digest
        except OSError:
            return False

    def path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise FileNotFoundError(digest)
        return self.root / digest[:2] / digest[2:4] / digest


def digested(stream: BinaryIO, out: BinaryIO | None = None) -> Stored:
    """Read a stream block by block; copy it to `out` where one is given."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if out is not None:
            out.write(block)
    return Stored(digest.hexdigest(), size)


def file_store() -> FileStore:
    """The store of this node: a folder by default, another class by the setting FILE_STORE."""
    named = getattr(settings, "FILE_STORE", "")
    return cast(FileStore, import_string(named)()) if named else FolderStore(Path(str(settings.FILES)))
