"""What an actor may do with a row now, what each step still needs, and why the others cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chancery.kernel.access.rows import may
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import Answer, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Task
from chancery.kernel.org.labels import labels

from .declare import Flow, Move
from .engine import whose_step
from .judging import judge
from .models import RouteRun, RouteStage, StageRun
from .route_moves import STEPS
from .routes import AGREE
from .shelf import shelf

OPEN_STAGE = Prepared(
    lambda: StageRun.objects.filter(
        run__entry=given("entry"), run__state=RouteRun.State.RUNNING, state=StageRun.State.OPEN
    ).select_related("run", "stage")
)
Named = dict[int, str]
"""Holders by name, as far as they were asked for."""


@dataclass(frozen=True)
class Need:
    """One thing that a step needs of the row."""

    column: str
    label: Sentence
    there: bool


@dataclass(frozen=True)
class Offer:
    """A step as a page or the API shows it: may it be done now, what it needs, or why not."""

    move: Move
    ok: bool
    why: Sentence = Sentence("")
    needs: Sequence[Need] = ()
    answer: Answer | None = None
    primary: bool = False

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def title(self) -> Sentence:
        return say(self.move.title or self.move.name)


@dataclass
class Offers:
    """All steps of a row: those that can be pressed, the first of them primary, and the rest with its reason."""

    can: list[Offer] = field(default_factory=list)
    cannot: list[Offer] = field(default_factory=list)


def offers(row: Any, actor: Actor, *, tasks: Sequence[Task] | None = None) -> Offers:
    """The steps of a row for an actor."""
    kept = shelf.of(row)
    if kept.flow is None or row.entry.voided_at:
        return Offers()
    tasks = list(Task.objects.filter(entry_id=row.pk)) if tasks is None else list(tasks)
    named: Named = {}
    found = [_offer(row, move, actor, tasks, kept.flow, named) for move in kept.flow.moves if not move.outcome]
    found += _route_offers(row, actor, tasks, named) if kept.flow.state(row.state).route else []
    can = [offer for offer in found if offer and offer.ok]
    cannot = [offer for offer in found if offer and not offer.ok]
    if can:
        mine = [task.move for task in tasks if task.assignee_id in actor.viewers and not task.reading]
        first = next((o for o in can if o.name in mine), can[0] if not can[0].move.grave else None)
        can = [Offer(o.move, True, o.why, o.needs, o.answer, primary=o is first) for o in can]
        can.sort(key=lambda offer: (not offer.primary, offer.move.grave))
    return Offers(can, cannot)


def _offer(row: Any, move: Move, actor: Actor, tasks: Sequence[Task], flow: Flow, named: Named) -> Offer | None:
    if not may(actor, move.who):
        return None
    if row.state not in move.sources:
        states = say(
            " / ".join(f"{{s{i}}}" for i in range(len(move.sources))),
            **{f"s{i}": say(flow.label_key(s)) for i, s in enumerate(move.sources)},
        )
        return Offer(move, False, say("Only in the state “{states}”.", states=states))
    if move.held != "no" and not whose_step(row, move, actor, tasks):
        return Offer(move, False, _whose(move, tasks, named))
    needs = [
        Need(name, say(row._meta.get_field(name).verbose_name), getattr(row, name) not in (None, "", []))
        for name in move.needs
    ]
    asked = {ask.column for ask in move.asks}
    given = kept_number(row) if move.number else ""
    needs = [need for need in needs if need.column not in asked and need.column != given]
    try:
        advice = judge(row, move, {"reason": "-"})
    except Refused as refusal:
        return Offer(move, False, refusal.sentence, needs, Answer(False, refusal.sentence, refusal.cite))
    return Offer(move, True, Sentence(""), needs, advice[0] if advice else None)


def kept_number(row: Any) -> str:
    """The column that a move with a number fills by itself."""
    return shelf.of(row).number


def _whose(move: Move, tasks: Sequence[Task], named: Named) -> Sentence:
    """Whose step it is; each holder's name is looked up once for all steps."""
    holders = [task.assignee_id for task in tasks if task.reading == (move.held == "reading")]
    if not holders:
        return say("Nobody is asked for this step now.")
    if holders[0] not in named:
        named[holders[0]] = next((label.short for label in labels(holders[:1]).values()), "…")
    return say("This step belongs to {holder}.", holder=named[holders[0]])


def _route_offers(row: Any, actor: Actor, tasks: Sequence[Task], named: Named) -> list[Offer]:
    stage = OPEN_STAGE.first(entry=row.pk)
    if stage is None:
        return []
    posts = [post for post in (actor.post, actor.acting_for) if post]
    mine = any(task.assignee_id in posts and task.move == AGREE for task in tasks)
    names: list[str] = []
    if mine:
        names = ["route.agree", "route.return", "route.hand_over", "route.add"]
        if stage.stage.kind == RouteStage.Kind.COUNTERSIGN:
            names.insert(1, "route.disagree")
    found = [Offer(STEPS[name], True) for name in names]
    if stage.run.started_by in posts:
        found.append(Offer(STEPS["route.recall"], True))
    if any(task.assignee_id not in posts for task in tasks if not task.reading):
        found.append(Offer(STEPS["route.urge"], True))
    if not mine:
        found.append(Offer(STEPS["route.agree"], False, _whose(STEPS["route.agree"], tasks, named)))
    return found


@dataclass(frozen=True)
class Step:
    """One stop of the state line of a detail page."""

    title: str
    look: str
    who: Sequence[tuple[str, str]] = ()
    at: Any = None
    note: str = ""
    round: int = 1


def route_line(entry: int) -> list[Step]:
    """The stages of the latest run of a matter: done, now, to come; a return is a note on its stage."""
    run = RouteRun.objects.filter(entry_id=entry).select_related("edition").last()
    if run is None:
        return []
    opened: dict[int, StageRun] = {}
    for stage in run.stages.prefetch_related("participants"):
        opened[stage.stage_id] = stage
    people = labels(p.post_id for stage in opened.values() for p in stage.participants.all())
    return [_step(stage, opened.get(stage.pk), people) for stage in run.edition.stages.all()]


def _step(stage: RouteStage, opened: StageRun | None, people: Any) -> Step:
    if opened is None:
        return Step(stage.title, "to_come")
    look = {"open": "now", "passed": "done", "returned": "returned", "recalled": "returned"}[opened.state]
    who = [(people[p.post_id].short, p.state) for p in opened.participants.all() if p.post_id in people]
    return Step(stage.title, look, who, opened.closed_at or opened.opened_at, opened.note, opened.round)
