"""What is proposed about a request (分类派单建议): its subject and the organ that is competent for it, with the words that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from chancery.modules.hotline.models import Subject
from chancery.modules.hotline.reading.classes import MODEL, Model
from chancery.modules.hotline.selectors.competence import competences, nearest

MOST_SUGGESTED = 3


@dataclass(frozen=True)
class Suggestion:
    """A subject and the organ that is competent for it, how likely, and the words that decided."""

    subject: int
    organ: int | None
    share: float
    words: Sequence[str] = ()
    subject_name: str = ""
    organ_name: str = ""


@dataclass(frozen=True)
class Hit:
    """A subject that a text speaks of, how much speaks for it, and what."""

    key: int
    name: str
    share: float
    words: Sequence[str]


def suggest(text: str, area: str = "") -> list[Suggestion]:
    """The likeliest subjects of a text with the organs of the list, best first."""
    known = Subject.unscoped.filter(ended_on=None, entry__voided_at=None).values_list("pk", "name", "words")
    subjects = [(int(key), str(name), str(words)) for key, name, words in known]
    best = (_named(text, subjects) or _learned(text, subjects))[:MOST_SUGGESTED]
    lines = competences([hit.key for hit in best]) if best else []
    told = []
    for hit in best:
        line = nearest([one for one in lines if one.subject_id == hit.key], area)
        organ, organ_name = (line.lead_id, line.lead.short_name) if line else (None, "")
        told.append(Suggestion(hit.key, organ, hit.share, hit.words, hit.name, organ_name))
    return told


def _named(text: str, subjects: Sequence[tuple[int, str, str]]) -> list[Hit]:
    """Subjects whose own words stand in the text: the longer the words, the more they say."""
    found = []
    for key, name, words in subjects:
        hits = [word for word in dict.fromkeys((name, *words.split())) if word in text]
        if hits:
            found.append(Hit(key, name, float(sum(len(word) for word in hits)), tuple(hits)))
    total = sum(hit.share for hit in found)
    ranked = sorted(found, key=lambda hit: -hit.share)
    return [Hit(hit.key, hit.name, round(hit.share / total, 3), hit.words) for hit in ranked]


def _learned(text: str, subjects: Sequence[tuple[int, str, str]]) -> list[Hit]:
    """Subjects that the model proposes, where one was trained and its classes are subjects of this office."""
    model = _model()
    if model is None:
        return []
    keys = {name: key for key, name, _ in reversed(subjects)}
    proposed = [one for one in model.propose("", text) if one.label in keys]
    return [Hit(keys[one.label], one.label, one.share, tuple(word.word for word in one.words)) for one in proposed]


def _model() -> Model | None:
    """The model of classes as it lies in the data folder now."""
    path = Path(settings.DATA) / MODEL
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Model | None:
    return Model.load(path)
