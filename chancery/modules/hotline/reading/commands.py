"""`chancery hotline evaluate | train FILE.xlsx`: what the model of classes is worth on a table, and learning one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from django.conf import settings

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .classes import MODEL
from .evaluate import FOLDS, SEED, evaluate
from .learning import learn
from .tables import Leaf, Message, read_messages, read_taxonomy, taxonomy_beside


def run_evaluate(words: Sequence[str]) -> Iterator[str]:
    """The macro-F1 of a table of labelled messages by cross validation (评估)."""
    parser = _parser("evaluate", "macro-F1 of the proposed classes, by cross validation on labelled messages")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(words)
    messages, leaves = _read(asked)
    begun = perf_counter()
    yield from evaluate(messages, leaves, folds=asked.folds, seed=asked.seed).lines()
    yield f"seconds {perf_counter() - begun:.1f}"


def run_train(words: Sequence[str]) -> Iterator[str]:
    """Learn a model from a table of labelled messages and put it where suggestions find it (训练)."""
    parser = _parser("train", "learn the model of classes from labelled messages")
    parser.add_argument("--out", type=Path, default=Path(settings.DATA) / MODEL)
    asked = parser.parse_args(words)
    messages, leaves = _read(asked)
    save(messages, leaves, asked.out)
    yield f"{len(messages)} messages learned; the model lies at {asked.out}."


def save(messages: Sequence[Message], leaves: Sequence[Leaf], out: Path) -> None:
    """Write the model beside the old one and change them over at once, so that nobody reads half a model."""
    text = learn(messages, leaves).as_json()
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(out)


def _parser(verb: str, about: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"chancery hotline {verb}", description=about)
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--taxonomy", type=Path, metavar="FILE.xlsx", help="second and third levels of the classes")
    return parser


def _read(asked: argparse.Namespace) -> tuple[list[Message], list[Leaf]]:
    file: Path = asked.file
    if not file.is_file():
        raise Refused(say("There is no file {name}.", name=str(file)))
    with file.open("rb") as stream:
        messages = read_messages(stream, file.name, labelled=True)
    if asked.taxonomy is None:
        return messages, taxonomy_beside(file)
    if not asked.taxonomy.is_file():
        raise Refused(say("There is no file {name}.", name=str(asked.taxonomy)))
    with asked.taxonomy.open("rb") as stream:
        return messages, read_taxonomy(stream, asked.taxonomy.name)
