"""Learns a model of classes from labelled messages. Only the commands import this: scikit-learn is slow to load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any

import numpy
from scipy.sparse import csr_matrix, hstack
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .classes import Model
from .features import VIEWS, WEIGHTS, learn_words, plain, views_of, weighed
from .tables import Leaf, Message

LEAST_OF_CLASS = 2
MOST_FEATURES = 20_000
"""Of the runs of characters only those are kept that tell classes apart; words and areas stay all."""
_SEED = 12345
_HELD_BACK = 5
_PATIENCE = 5000
_LEAF = 0.3
"""A line of the table of classes counts less than a message."""
_SMOOTHING = {"characters": 0.1, "words": 0.3}
_CHARACTERS = ("title_characters", "characters")
_WORDS = ("title_words", "words", "title_areas", "areas")


def learn(messages: Sequence[Message], leaves: Sequence[Leaf] = ()) -> Model:
    """A model of the classes of these messages (训练); `leaves` are second and third levels of the same classes.

    Three readings are added up: one that separates classes by everything, one that weighs characters, one that weighs
    words and areas. All are sums over features, so the sum is a single weight for each feature and class.
    """
    labels = tuple(sorted({message.label for message in messages}))
    few = [label for label, count in Counter(m.label for m in messages).items() if count < LEAST_OF_CLASS]
    if len(labels) < 2 or few:
        raise Refused(
            say("A model needs two classes at least, each with {least} messages or more.", least=LEAST_OF_CLASS)
        )
    sample = _Sample(messages, leaves, labels)
    return sample.model()


class _Sample:
    """The messages as rows of numbers, one block of columns for each view."""

    def __init__(self, messages: Sequence[Message], leaves: Sequence[Leaf], labels: tuple[str, ...]) -> None:
        self.labels = labels
        self.messages = len(messages)
        told = [(plain(one.title), plain(one.text), one.label) for one in messages]
        told += [
            (leaf.third, leaf.second + leaf.third, leaf.first) for leaf in leaves if leaf.first in labels and leaf.third
        ]
        self.classes = numpy.array([labels.index(label) for _, _, label in told])
        self.importance = numpy.array([1.0] * len(messages) + [_LEAF] * (len(told) - len(messages)))
        self.learned_words = tuple(learn_words([f"{title}。{text}" for title, text, _ in told[: len(messages)]]))
        self.names: dict[str, list[str]] = {}
        self.rarity: dict[str, dict[str, float]] = {}
        self.rows: dict[str, Any] = {}
        counted = [views_of(title, text) for title, text, _ in told]
        for view in VIEWS:
            self._lay_out(view, [counts[view] for counts in counted])

    def _lay_out(self, view: str, counted: Sequence[Counter[str]]) -> None:
        seen = Counter(name for counts in counted for name in counts)
        least = 2 if view in _CHARACTERS else 1
        total = len(counted)
        rarity = {name: log((1 + total) / (1 + count)) + 1 for name, count in sorted(seen.items()) if count >= least}
        columns = {name: at for at, name in enumerate(rarity)}
        places: list[tuple[int, int]] = []
        values: list[float] = []
        for row, counts in enumerate(counted):
            for name, value in weighed(counts, rarity, WEIGHTS[view]).items():
                places.append((row, columns[name]))
                values.append(value)
        rows, cells = zip(*places, strict=True) if places else ((), ())
        self.names[view] = list(rarity)
        self.rarity[view] = rarity
        self.rows[view] = csr_matrix((values, (rows, cells)), shape=(total, len(rarity)))

    def model(self) -> Model:
        """Learn from four fifths to see how far each reading can be trusted and which features tell, then from all."""
        everything = numpy.arange(len(self.classes))
        held = numpy.random.default_rng(_SEED).permutation(self.messages)[::_HELD_BACK]
        kept = numpy.setdiff1d(everything, held)
        if len(set(self.classes[kept])) < len(self.labels):
            held = kept = everything
        trials = self._readings(kept)
        scores = [self._scores(trial, held) for trial in trials]
        spreads = [float(score.std()) or 1.0 for score in scores]
        total = sum(score / spread for score, spread in zip(scores, spreads, strict=True))
        sharpness = _sharpness(total, self.classes[held])
        self._drop_weak(_added(trials, spreads, len(self.labels))[0])
        weights, bias = _added(self._readings(everything), spreads, len(self.labels))
        return Model(
            self.labels,
            {view: self._named(view, block) for view, block in weights.items()},
            self.rarity,
            [float(value) for value in bias],
            sharpness,
            self.learned_words,
            self.messages,
        )

    def _drop_weak(self, weights: dict[str, Any]) -> None:
        """Keep every word and area, but of the runs of characters those that tell classes apart best."""
        strength = {
            view: numpy.abs(weights[view] - weights[view].mean(axis=0)).max(axis=0)
            * numpy.array(list(self.rarity[view].values()))
            for view in _CHARACTERS
        }
        ranked = numpy.sort(numpy.concatenate(list(strength.values())))[::-1]
        if len(ranked) <= MOST_FEATURES:
            return
        for view, each in strength.items():
            keep = numpy.flatnonzero(each >= ranked[MOST_FEATURES - 1])
            self.names[view] = [self.names[view][at] for at in keep]
            self.rarity[view] = {name: self.rarity[view][name] for name in self.names[view]}
            self.rows[view] = normalize(self.rows[view][:, keep]) * WEIGHTS[view]

    def _named(self, view: str, block: Any) -> dict[str, list[float]]:
        """Weights by feature; what a feature adds to all classes alike is taken off, for it decides nothing."""
        centred = block - block.mean(axis=0)
        return {name: centred[:, at].tolist() for at, name in enumerate(self.names[view])}

    def _readings(self, chosen: Any) -> list[dict[str, Any]]:
        """The three readings, each as weights of its views (classes by features) and a bias."""
        classes, importance = self.classes[chosen], self.importance[chosen]
        together = hstack([self.rows[view] for view in VIEWS]).tocsr()[chosen]
        separating = LinearSVC(C=1.0, class_weight="balanced", random_state=_SEED, max_iter=_PATIENCE, tol=1e-3)
        separating.fit(together, classes, sample_weight=importance)
        found = [self._blocks(separating.coef_, separating.intercept_, VIEWS)]
        for views, smoothing in ((_CHARACTERS, "characters"), (_WORDS, "words")):
            weighing = ComplementNB(alpha=_SMOOTHING[smoothing])
            weighing.fit(hstack([self.rows[view] for view in views]).tocsr()[chosen], classes, sample_weight=importance)
            found.append(self._blocks(weighing.feature_log_prob_, numpy.zeros(len(self.labels)), views))
        return found

    def _blocks(self, weights: Any, bias: Any, views: Sequence[str]) -> dict[str, Any]:
        if len(weights) == 1:  # two classes share one line of weights
            weights, bias = numpy.vstack([-weights, weights]), numpy.concatenate([-bias, bias])
        ends = numpy.cumsum([len(self.names[view]) for view in views])[:-1]
        return {"": bias, **dict(zip(views, numpy.split(weights, ends, axis=1), strict=True))}

    def _scores(self, reading: dict[str, Any], chosen: Any) -> Any:
        blocks = [self.rows[view][chosen] @ block.T for view, block in reading.items() if view]
        scores = sum(blocks) + reading[""]
        return scores - scores.mean(axis=1, keepdims=True)  # what is added to all classes alike is no trust


def _added(readings: Sequence[dict[str, Any]], spreads: Sequence[float], count: int) -> tuple[dict[str, Any], Any]:
    weights: dict[str, Any] = {}
    bias = numpy.zeros(count)
    for reading, spread in zip(readings, spreads, strict=True):
        bias = bias + reading[""] / spread
        for view, block in reading.items():
            if view:
                weights[view] = weights.get(view, 0.0) + block / spread
    return {view: weights[view] for view in VIEWS}, bias


def _sharpness(scores: Any, classes: Any) -> float:
    """How sure the scores make us: the steepness under which messages that were held back are least surprising."""
    scores = scores - scores.max(axis=1, keepdims=True)
    steps: list[float] = [0.25 * 1.25**step for step in range(20)]

    def surprise(steepness: float) -> float:
        powers = numpy.exp(steepness * scores)
        shares = powers[numpy.arange(len(classes)), classes] / powers.sum(axis=1)
        return float(-numpy.log(numpy.maximum(shares, 1e-9)).mean())

    least: float = min(steps, key=surprise)
    return round(least, 3)
