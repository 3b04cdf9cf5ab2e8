"""A house of its own for the journeys: a freshly built city in a folder, served by the command line like any other."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

MATTERS = 40
PATIENCE = 300
"""How many fifths of a second a served house may take until it answers."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a city that was built in `folder` and is served until the block ends."""
    with fresh_database() as database:
        told = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "chancery.site.settings",
            "CHANCERY_DATA": str(folder),
            **database,
        }
        command = [sys.executable, "-m", "chancery"]
        built = subprocess.run(
            [*command, "demo", "--no-serve", "--matters", str(MATTERS)],
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert built.returncode == 0, built.stderr[-4000:]
        port = free_port()
        with (folder / "serve.log").open("w") as log:
            house = subprocess.Popen(
                [*command, "serve", "--port", str(port)], env=told, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                wait_for(house, port, folder / "serve.log")
                yield f"http://127.0.0.1:{port}"
            finally:
                house.terminate()
                house.wait(timeout=30)


def wait_for(house: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the port answers; a house that ended says why."""
    for _ in range(PATIENCE):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            try:
                house.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            break
    raise AssertionError(f"The house does not answer: {log.read_text()[-4000:]}")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def fresh_database() -> Iterator[dict[str, str]]:
    """Beside the PostgreSQL database that CHANCERY_DATABASE names, an empty one; without it, nothing (SQLite in the folder)."""
    named = os.environ.get("CHANCERY_DATABASE", "")
    if not named.startswith("postgres"):
        yield {}
        return
    parts = urlsplit(named)
    name = f"{parts.path.strip('/') or 'chancery'}_journeys_{os.getpid()}"
    door = parts._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(door, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {"CHANCERY_DATABASE": parts._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(door, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
