"""Compiling the catalogues with Babel, so that a bare machine needs no msgfmt."""

from __future__ import annotations

import logging
from pathlib import Path


def compile_if_stale(folder: Path) -> None:
    """Write each `.mo` whose `.po` is newer. Where the folder cannot be written, the pages stay English and the log says so."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # half a second, paid only when a catalogue has changed
    from babel.messages.pofile import read_po  # noqa: PLC0415

    try:
        with source.open("rb") as read, compiled.open("wb") as written:
            write_mo(written, read_po(read))
    except OSError as error:
        logging.getLogger(__name__).warning("The catalogue %s could not be compiled: %s", source, error)
