"""Panels: who wrote, what is alike, what was answered, the three levels with their papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancery.kernel.base.scope import Actor
from chancery.kernel.deadlines.models import Clock
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.labels import labels
from chancery.modules.petitions.models import Petition
from chancery.modules.petitions.reading.ways import hints
from chancery.modules.petitions.rules.answers import last_day
from chancery.modules.petitions.selectors.alike import alike_to
from chancery.modules.petitions.selectors.chain import chain_of, papers_of
from chancery.modules.petitions.terms import HANDLING, Kind, PetitionState, Way

JUDGED = (PetitionState.RECEIVED, PetitionState.REGISTERED)
READ_WAYS = (*JUDGED, PetitionState.FORWARDED)


def before(row: Petition, actor: Actor) -> Mapping[str, Any]:
    """What was said before, and which legal way the words name; the clerk decides (R-XF5, R-XF6)."""
    if row.state not in READ_WAYS:
        return {}
    ways = (
        [(Way(hint.way).label, "、".join(hint.words)) for hint in hints(row.text)[:2]] if row.kind == Kind.CLAIM else []
    )
    office = "petition.register" in actor.actions and row.state in JUDGED
    return {"ways": ways, "alike": alike_to(row) if office else []}


def statement(row: Petition, actor: Actor) -> Mapping[str, Any]:
    """The words of the petition, masked, and the way to who wrote them."""
    return {"lines": [line for line in row.text.split("\n") if line.strip()], "row": row}


def opinion(row: Any, actor: Actor) -> Mapping[str, Any]:
    """The opinion in the order of article 32, once there is one."""
    names = ("request", "grounds", "facts", "opinion", "basis", "answer", "legal_way", "objection")
    shown = [(row._meta.get_field(name).verbose_name, value) for name in names if (value := getattr(row, name, ""))]
    verdict = row.get_verdict_display() if hasattr(row, "verdict") else row.get_conclusion_display()
    return {"parts": shown, "verdict": verdict}


def levels(row: Any, actor: Actor) -> Mapping[str, Any]:
    """Handling, review and re-examination, each with its state, term and papers; and until when the next may be asked for."""
    chain = chain_of(row)
    rows = [one for one in (chain.petition, chain.review, chain.reexamination) if one is not None]
    papers = papers_of(chain.entries)
    clocks = {
        clock.entry_id: clock for clock in Clock.objects.filter(entry__in=chain.entries, key__in=(HANDLING, "recourse"))
    }
    named = labels(
        [chain.petition.handled_by_id, *(one.organ_id for one in rows), *(paper.served_by_id for paper in papers)]
    )
    seen = [
        {
            "row": one, "name": one._meta.verbose_name, "key": one._meta.model_name, "state": _state(one),
            "organ": named.get(_organ(one)), "clock": clocks.get(one.pk),
            "papers": [(paper, named.get(paper.served_by_id or 0)) for paper in papers if paper.entry_id == one.pk],
        }
        for one in rows
    ]  # fmt: skip
    return {"levels": seen, "until": _until(rows[-1]) if not chain.reexamination else None, "here": row.pk}


def _state(row: Any) -> str:
    flow = shelf.of(row).flow
    return flow.label(row.state) if flow else ""


def _organ(row: Any) -> int:
    return int(row.handled_by_id or row.organ_id) if isinstance(row, Petition) else int(row.organ_id)


def _until(row: Any) -> Any:
    """The last day for asking the next level, once the opinion was served."""
    if row.served_on is None:
        return None
    key = "ask_review" if isinstance(row, Petition) else "ask_reexamination"
    return last_day(key, row.served_on, row.organ.place)
