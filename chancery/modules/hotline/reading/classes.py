"""A learned model of an office's classes (事项分类): proposes classes for a message and says which words decided."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp
from pathlib import Path
from typing import Any

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .features import VIEWS, WEIGHTS, Vocabulary, areas, grams, plain, views_of, weighed

MODEL = "hotline/classes.json"
"""Where the model lies in the data folder."""
EDITION = 1
LARGEST = 20_000_000
SHOWN_WORDS = 5
_LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Word:
    """A word that spoke for a class, and its share of all that spoke for it."""

    word: str
    share: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A class that is proposed (建议分类): how sure the model is, and the words that decided."""

    label: str
    share: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Model:
    """Weights by view and feature, one for each class; rarity is kept beside them.

    It is plain data: what learned it is not needed to ask it.
    """

    labels: tuple[str, ...]
    weights: Mapping[str, Mapping[str, Sequence[float]]]
    rarity: Mapping[str, Mapping[str, float]]
    bias: Sequence[float]
    sharpness: float
    learned_words: tuple[str, ...] = ()
    messages: int = 0
    told: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words in which the model explains itself: the house's own, and those that the messages showed."""
        return Vocabulary([*areas(), *self.learned_words])

    def propose(self, title: str, text: str, *, most: int = 3) -> list[Proposal]:
        """The likeliest classes, best first, each with the words that spoke for it."""
        read = _Reading.of(self, plain(title), plain(text))
        scores = read.scores()
        ranked = sorted(range(len(self.labels)), key=lambda at: -scores[at])
        powers = [exp(self.sharpness * (score - scores[ranked[0]])) for score in scores]
        total = sum(powers)
        return [Proposal(self.labels[at], round(powers[at] / total, 4), read.words_for(at)) for at in ranked[:most]]

    def label_of(self, title: str, text: str) -> str:
        """The likeliest class alone."""
        scores = _Reading.of(self, plain(title), plain(text)).scores()
        return self.labels[max(range(len(scores)), key=scores.__getitem__)]

    def as_json(self) -> str:
        return json.dumps(
            {
                "edition": EDITION,
                "labels": self.labels,
                "bias": [round(value, 5) for value in self.bias],
                "sharpness": self.sharpness,
                "messages": self.messages,
                "told": self.told,
                "learned_words": self.learned_words,
                "views": {
                    view: {
                        name: [round(self.rarity[view][name], 3), *(round(value, 3) for value in values)]
                        for name, values in self.weights[view].items()
                    }
                    for view in VIEWS
                },
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, stored: str) -> Model:
        """A model as it was saved; Refused for anything else."""
        try:
            told = json.loads(stored) if len(stored) <= LARGEST else {}
            if told.get("edition") != EDITION:
                raise ValueError
            views = {view: told["views"][view] for view in VIEWS}
            return cls(
                tuple(told["labels"]),
                {view: {name: values[1:] for name, values in views[view].items()} for view in VIEWS},
                {view: {name: values[0] for name, values in views[view].items()} for view in VIEWS},
                told["bias"],
                told["sharpness"],
                tuple(told["learned_words"]),
                told["messages"],
                told["told"],
            )
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Refused(say("This is no model of classes of this edition. Train it again.")) from error

    @classmethod
    def load(cls, path: Path) -> Model | None:
        """The model that lies there, or nothing while none was trained."""
        return cls.from_json(path.read_text("utf-8")) if path.is_file() else None


@dataclass(frozen=True)
class _Reading:
    """One message before one model: what occurs how often and how much it weighs, so that words can be held to account."""

    model: Model
    parts: tuple[tuple[str, str], tuple[str, str]]
    counts: Mapping[str, Counter[str]]
    values: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, model: Model, title: str, text: str) -> _Reading:
        counts = views_of(title, text)
        values = {view: weighed(counts[view], model.rarity[view], WEIGHTS[view]) for view in VIEWS}
        return cls(model, ((title, "title_"), (text, "")), counts, values)

    def scores(self) -> list[float]:
        scores = list(self.model.bias)
        for view, values in self.values.items():
            weights = self.model.weights[view]
            for name, value in values.items():
                for at, weight in enumerate(weights[name]):
                    scores[at] += value * weight
        return scores

    @cached_property
    def _runs(self) -> Counter[tuple[str, str, str]]:
        """How often a run of characters stands inside a whole word, by word, view and run."""
        runs: Counter[tuple[str, str, str]] = Counter()
        for part, prefix in self.parts:
            view = prefix + "characters"
            known = self.values[view]
            for word, count in Counter(word for _, word in self.model.vocabulary.spans(part)).items():
                for gram, inside in grams(word).items():
                    if gram in known:
                        runs[word, view, gram] += count * inside
        return runs

    def words_for(self, at: int) -> tuple[Word, ...]:
        """Whole words that spoke for a class: what they, their areas and their characters added to its score."""
        spoke: defaultdict[str, float] = defaultdict(float)
        for _, prefix in self.parts:
            words = self.counts[prefix + "words"]
            times: Counter[str] = Counter()
            for word, count in words.items():
                times[areas()[word]] += count
            for word, count in words.items():
                area = areas()[word]
                spoke[word] += self._gain(prefix + "words", word, at)
                spoke[word] += self._gain(prefix + "areas", area, at) * count / times[area]
        for (word, view, gram), count in self._runs.items():
            spoke[word] += self._gain(view, gram, at) * count / self.counts[view][gram]
        gains = {word: gain for word, gain in spoke.items() if gain > 0 and len(word) > 1}
        total = sum(gains.values()) or 1.0
        ranked = sorted(gains.items(), key=lambda one: (-one[1], one[0]))[:SHOWN_WORDS]
        return tuple(Word(word, round(gain / total, 3)) for word, gain in ranked if gain / total >= _LEAST_SHARE)

    def _gain(self, view: str, name: str, at: int) -> float:
        """What a feature adds to a class above what it adds to all; weights are kept with their mean at nothing."""
        value = self.values[view].get(name)
        return value * self.model.weights[view][name][at] if value else 0.0
