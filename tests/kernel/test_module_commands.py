"""A module adds verbs to the command line, and mistakes are answered with a sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.module.declare import Command, Module
from chancery.site import commandline
from chancery.site.installed import MODULES

HERE = "tests.kernel.test_module_commands"
MODULE = Module(
    "seals",
    "Seals",
    "office",
    commands=(
        Command("count", "Counts the words of a file", f"{HERE}:count"),
        Command("refuse", "Says no", f"{HERE}:refuse"),
    ),
)


def count(words: Sequence[str]) -> Iterator[str]:
    yield str(len(Path(words[0]).read_text("utf-8").split()))


def refuse(words: Sequence[str]) -> Iterator[str]:
    raise Refused(say("There are no messages to learn from."))


def test_a_verb_runs_with_the_words_behind_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "words.txt"
    file.write_text("one two three", "utf-8")

    assert commandline.run_verb(MODULE, ["count", str(file)]) == 0
    assert capsys.readouterr().out == "3\n"


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_lists_every_verb_with_its_title(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert commandline.run_verb(MODULE, words) == 0
    said = capsys.readouterr().out
    assert "chancery seals count  Counts the words of a file" in said
    assert "chancery seals refuse  Says no" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["weigh"], "The module seals has no command 'weigh'."),
        (["count", "nowhere.txt"], "nowhere.txt: No such file or directory."),
        (["refuse"], "learn"),
    ],
)
def test_a_mistake_is_a_sentence_and_the_exit_code_two(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    assert commandline.run_verb(MODULE, words) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_the_line_reaches_the_module_it_names_before_any_setting_was_read(tmp_path: Path) -> None:
    key = MODULES[0].rpartition(".")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "chancery", "--data", str(tmp_path), key, "no-such-verb"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert f"The module {key} has no command 'no-such-verb'." in ended.stderr
