"""What a model of classes is worth: stratified cross validation, in which no message is asked that was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .learning import learn
from .tables import Leaf, Message

FOLDS = 5
SEED = 1
_SHOWN_CONFUSIONS = 10


@dataclass(frozen=True)
class Evaluation:
    """What was right, what was proposed instead, and in which fold."""

    pairs: tuple[tuple[str, str], ...]
    folds: tuple[int, ...]

    def f1(self, label: str, fold: int | None = None) -> float:
        """The harmonic mean of precision and recall of a class."""
        pairs = [pair for pair, at in zip(self.pairs, self.folds, strict=True) if fold is None or at == fold]
        hit = sum(right == given == label for right, given in pairs)
        named = sum((right == label) + (given == label) for right, given in pairs)
        return 2 * hit / named if named else 0.0

    @property
    def labels(self) -> list[str]:
        return sorted({right for right, _ in self.pairs})

    def macro_f1(self, fold: int | None = None) -> float:
        """The mean of the classes' F1, each class counting the same; over all messages, or those of one fold."""
        return sum(self.f1(label, fold) for label in self.labels) / len(self.labels)

    def lines(self) -> Iterator[str]:
        """The evaluation as it is printed."""
        folds = range(max(self.folds) + 1)
        right = sum(one == other for one, other in self.pairs)
        yield f"{len(self.pairs)} messages, {len(self.labels)} classes, {len(folds)} folds"
        yield f"macro-F1 {self.macro_f1():.4f}"
        yield "by fold " + " ".join(f"{self.macro_f1(fold):.4f}" for fold in folds)
        yield f"accuracy {right / len(self.pairs):.4f}"
        yield "class  messages  precision  recall  F1"
        for label in self.labels:
            yield self._line(label)
        wrong = Counter(pair for pair in self.pairs if pair[0] != pair[1])
        if wrong:
            yield "most often taken for another"
        for (one, other), count in sorted(wrong.items(), key=lambda each: (-each[1], each[0]))[:_SHOWN_CONFUSIONS]:
            yield f"{one} -> {other}  {count}"

    def _line(self, label: str) -> str:
        hit = sum(right == given == label for right, given in self.pairs)
        there = sum(right == label for right, _ in self.pairs)
        given = sum(given == label for _, given in self.pairs)
        return f"{label}  {there}  {hit / (given or 1):.3f}  {hit / there:.3f}  {self.f1(label):.3f}"


def evaluate(
    messages: Sequence[Message], leaves: Sequence[Leaf] = (), *, folds: int = FOLDS, seed: int = SEED
) -> Evaluation:
    """Ask each message of a model that learned from the other folds only (交叉验证).

    Everything is learned anew in each fold: words, rarities, weights and how far each reading is trusted.
    """
    parts = _folds([message.label for message in messages], folds, seed)
    pairs: list[tuple[str, str]] = []
    of_fold: list[int] = []
    for fold in range(folds):
        model = learn([one for one, at in zip(messages, parts, strict=True) if at != fold], leaves)
        for message in (one for one, at in zip(messages, parts, strict=True) if at == fold):
            pairs.append((message.label, model.label_of(message.title, message.text)))
            of_fold.append(fold)
    return Evaluation(tuple(pairs), tuple(of_fold))


def _folds(labels: Sequence[str], folds: int, seed: int) -> list[int]:
    """A fold for each message, so that each class is spread evenly over the folds."""
    few = [label for label, count in Counter(labels).items() if count < folds]
    if folds < 2 or few or len(set(labels)) < 2:
        raise Refused(
            say(
                "To be judged in {folds} folds a table needs two folds and two classes at least, and {folds} messages of each class.",
                folds=folds,
            )
        )
    shuffled = list(range(len(labels)))
    Random(seed).shuffle(shuffled)  # noqa: S311 - a seeded order that anybody can repeat
    shuffled.sort(key=lambda at: labels[at])
    parts = [0] * len(labels)
    for place, at in enumerate(shuffled):
        parts[at] = place % folds
    return parts
