"""What is decided and written about the differences of a stocktake: which of two observations holds, and why things differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from chancery.kernel.access.rows import may
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.assets.flow.counting import refold
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeNote, StocktakeSurplus
from chancery.modules.assets.terms import CATEGORIES
from chancery.modules.assets.terms.stocktake import SETTLED, Answered, Cause, Decision
from chancery.modules.assets.terms.stocktake import StocktakeState as S

from .stocktake import NOUN, word_of

EXPLAINED_IN = (S.RUNNING, S.CHECKED)


@transaction.atomic
def settle(line: StocktakeLine, note: StocktakeNote, actor: Actor) -> None:
    """The manager's own word on a line about which two people differ: one of the observations holds."""
    _must_plan(actor)
    row = line.stocktake
    if row.state not in EXPLAINED_IN or note.line_id != line.pk:
        raise Refused(say("This cannot be decided any more."))
    verb = note.verb.removeprefix(f"{SETTLED}-")
    StocktakeNote.objects.create(
        stocktake=row, key=f"settled-{note.pk}-{line.notes.count()}", line=line, verb=f"{SETTLED}-{verb}", room=note.room, words=note.words,
        at=now(), came_at=now(), post=actor.post, person=actor.person, who=actor.name[:60], photo=note.photo, kind=Answered.TAKEN,
        sentence=say("Decided").as_json(),
    )  # fmt: skip
    refold(line, list(StocktakeNote.objects.filter(line=line)))
    record(
        f"{NOUN}.settle",
        entry=row.pk,
        sentence=say("Decided about {name}: {result}", name=line.name, result=say(word_of(verb))),
        after={"line": line.pk, "note": note.pk},
    )


@dataclass(frozen=True)
class Explained:
    """What somebody wrote about one difference."""

    cause: str
    explanation: str
    decision: str = ""
    category: str = ""
    cost: str = ""


@transaction.atomic
def explain(row: Stocktake, lines: Mapping[int, Explained], surplus: Mapping[int, Explained], actor: Actor) -> int:
    """Write the causes of differences (查明原因; 国令738 art. 39); returns how many changed. Raises Refused naming the first wrong one."""
    _must_plan(actor)
    if row.state not in EXPLAINED_IN:
        raise Refused(say("Causes are written before the result is submitted."))
    changed = 0
    for line in StocktakeLine.objects.filter(stocktake=row, pk__in=list(lines)):
        changed += _explain_line(line, lines[line.pk])
    for found in StocktakeSurplus.objects.filter(stocktake=row, pk__in=list(surplus)):
        changed += _explain_surplus(found, surplus[found.pk])
    if changed:
        record(f"{NOUN}.explain", entry=row.pk, sentence=say("Causes of {n} differences were written", n=changed))
    return changed


def _explain_line(line: StocktakeLine, told: Explained) -> bool:
    cause = told.cause if told.cause in Cause.values else ""
    _other_needs_words(line.name, cause, told.explanation)
    if (line.cause, line.explanation) == (cause, told.explanation[:500]):
        return False
    line.cause, line.explanation = cause, told.explanation[:500]
    line.save(update_fields=["cause", "explanation"])
    return True


def _explain_surplus(found: StocktakeSurplus, told: Explained) -> bool:
    cause = told.cause if told.cause in Cause.values else ""
    _other_needs_words(found.name, cause, told.explanation)
    values = {
        "cause": cause, "explanation": told.explanation[:500], "decision": told.decision if told.decision in Decision.values else "",
        "category": told.category if told.category in CATEGORIES else "", "cost": _amount(found.name, told.cost),
    }  # fmt: skip
    if all(getattr(found, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    return True


def _amount(name: str, text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        amount = Decimal(text.replace(",", "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(0)
    if not 0 < amount < Decimal(10) ** 12:
        raise Refused(say("{name}: “{written}” is not an amount in yuan.", name=name, written=text[:30]))
    return amount


def _other_needs_words(name: str, cause: str, words: str) -> None:
    if cause == Cause.OTHER and not words.strip():
        raise Refused(say("{name}: explain the cause in words.", name=name))


def _must_plan(actor: Actor) -> None:
    allowed = may(actor, "stocktake.plan")
    if not allowed:
        raise NotAllowed(allowed.sentence)
