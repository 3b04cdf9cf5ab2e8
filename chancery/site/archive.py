"""One archive of a house: the database, its files and its keys, with a digest of each member."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

KEYS = ("audit.key", "secret.key")
LIST = "contents.json"


def backup(target: Path) -> int:
    """Write everything into one tar file; returns how many members it has. The house may go on working meanwhile."""
    with TemporaryDirectory() as folder:
        database = _dump(Path(folder))
        members = dict(_members(database))
        contents = {name: _digest(path) for name, path in members.items()}
        listed = Path(folder) / LIST
        listed.write_text(json.dumps(contents, indent=0))
        partial = target.with_name(target.name + ".part")
        with tarfile.open(partial, "w") as tar:
            tar.add(listed, LIST)
            for name, path in members.items():
                tar.add(path, name)
        partial.replace(target)
    return len(members)


def restore(source: Path, folder: Path) -> int:
    """Unpack an archive into an empty data folder. Raises Refused for a folder in use or an archive that was changed."""
    if any(item.name not in KEYS for item in folder.iterdir()):
        raise Refused(say("{folder} is not empty. Restore into an empty folder with --data.", folder=folder))
    with tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")  # noqa: S202  the filter refuses paths outside the folder
    contents = json.loads((folder / LIST).read_text())
    for name, digest in contents.items():
        if not (folder / name).exists() or _digest(folder / name) != digest:
            raise Refused(say("{name} in the archive is missing or not what was backed up.", name=name))
    if (folder / "database.dump").exists():
        _pg("pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname", _address(), str(folder / "database.dump"))
    return len(contents)


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / "chancery.sqlite3"
        with (
            closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as live,
            closing(sqlite3.connect(copy)) as kept,
        ):
            live.backup(kept)
        return copy
    dump = folder / "database.dump"
    _pg("pg_dump", "--format=custom", "--file", str(dump), _address())
    return dump


def _members(database: Path) -> Iterator[tuple[str, Path]]:
    yield database.name, database
    data = Path(settings.DATA)
    yield from ((name, data / name) for name in KEYS if (data / name).exists())
    for path in sorted(Path(settings.FILES).rglob("*")):
        if path.is_file():
            yield f"files/{path.relative_to(settings.FILES)}", path


def _pg(*words: str) -> None:
    if shutil.which(words[0]) is None:
        raise Refused(say("{tool} is not installed here; it comes with PostgreSQL's client.", tool=words[0]))
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(say("{tool} failed: {what}", tool=words[0], what=done.stderr.strip()[-300:]))


def _address() -> str:
    told: dict[str, Any] = connection.settings_dict
    host, port, user = told["HOST"] or "", told["PORT"] or "5432", told["USER"] or ""
    password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    return f"postgresql://{user}{password}@{host}:{port}/{told['NAME']}"


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
