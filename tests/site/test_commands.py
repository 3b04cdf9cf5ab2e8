"""The command line, as a newcomer types it: on an empty folder, with an SQLite database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest


def chancery(*words: str, data: Path, fails: bool = False) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("CHANCERY_DATABASE", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run(
        [sys.executable, "-m", "chancery", *words, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with a handful of documents."""
    folder = tmp_path_factory.mktemp("house")
    told = chancery("demo", "--no-serve", "--matters", "6", data=folder)
    assert "zhoumin" in told
    return folder


@pytest.mark.slow
def test_a_fresh_house_is_in_order(house: Path) -> None:
    assert "in order" in chancery("verify", data=house)


@pytest.mark.slow
def test_building_twice_keeps_what_is_there(house: Path) -> None:
    assert "was built" not in chancery("demo", "--no-serve", data=house)


@pytest.mark.slow
def test_a_backup_comes_back_whole_and_verified(house: Path, tmp_path: Path) -> None:
    archive, fresh = tmp_path / "house.tar", tmp_path / "fresh"
    chancery("backup", str(archive), data=house)
    assert "in order" in chancery("restore", str(archive), data=fresh)
    assert "不是空文件夹" in chancery("restore", str(archive), data=house, fails=True)


@pytest.mark.slow
def test_a_changed_archive_is_refused(house: Path, tmp_path: Path) -> None:
    archive, opened = tmp_path / "house.tar", tmp_path / "opened"
    chancery("backup", str(archive), data=house)
    with tarfile.open(archive) as tar:
        tar.extractall(opened, filter="data")
    (opened / "audit.key").write_bytes(b"x" * 32)
    with tarfile.open(archive, "w") as tar:
        for path in opened.iterdir():
            tar.add(path, path.name)
    assert "audit.key" in chancery("restore", str(archive), data=tmp_path / "fresh", fails=True)


@pytest.mark.slow
def test_files_are_read_and_taken_in_from_the_command_line(house: Path, tmp_path: Path) -> None:
    paper = tmp_path / "来文.txt"
    paper.write_text(
        "云东省财政厅关于报送绩效目标的通知\n云东财发〔2026〕71号\n各市财政局：\n请于月底前报送。\n云东省财政厅\n2026年11月3日\n"
    )
    secret = tmp_path / "密件.txt"
    secret.write_text("机密★1年\n云东省财政厅文件\n关于某事的通知\n")
    read = json.loads(chancery("read", str(paper), "--json", data=house))
    assert read[0]["number"] == "云东财发〔2026〕71号"
    told = chancery("import", "documents", str(paper), str(secret), data=house, fails=True)
    assert "1 taken in, 1 refused" in told
    assert "机密" in told
