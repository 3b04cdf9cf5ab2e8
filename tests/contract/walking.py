"""Walks a matter through its flow by the declaration alone, until a wanted move can be pressed.

Paths are tried shortest first; a move that a rule refuses is tried again behind a step that leaves the state as it is
(a clock is let run only after it was paused). What worked is remembered, so that a check does not search again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction

from chancery.city.lookup import City
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.flow.declare import Ask, Flow, Move
from chancery.kernel.flow.models import Participant
from chancery.kernel.flow.routes import live_run, open_stage_of
from chancery.kernel.flow.seats import with_role
from chancery.kernel.flow.steps import press
from chancery.kernel.org.models import Post
from tests.maker import departments, make, posts

PATHS = 12
_worked: dict[tuple[str, str], tuple[Move, ...]] = {}


class NoWay(AssertionError):
    """No path of moves leads to a row on which the wanted move can be pressed."""


@dataclass(frozen=True)
class Ready:
    """A row, and who may press the wanted move on it, with which answers."""

    screen: Any
    move: Move
    row: Any
    actor: Actor
    asked: dict[str, Any]

    def press(self, **changed: Any) -> Any:
        told = {"actor": self.actor, "asked": self.asked, **changed}
        return press(self.row, self.move.name, **told)


def ready(screen: Any, move: Move, city: City) -> Ready:
    """A fresh row on which `move` can be pressed now. Raises NoWay with what the last attempt was told."""
    key = (screen.model.__name__, move.name)
    told: Refused | None = None
    for path in [_worked[key]] if key in _worked else candidates(screen.flow, move):
        try:
            with transaction.atomic():
                row = walk(screen, path, city)
                found = _willing(Ready(screen, move, row, anybody(screen, row, city), {}), city)
        except Refused as refusal:
            told = refusal
            continue
        _worked[key] = path
        return found
    raise NoWay(f"{move.name} cannot be pressed on any path of moves; the last answer was: {told}")


def walk(screen: Any, path: tuple[Move, ...], city: City) -> Any:
    """A fresh row that was led along a path."""
    row = make(screen.model, city=city)
    for move in path:
        if move.outcome:
            row = through_route(row, move.outcome, city)
        else:
            trial = _willing(Ready(screen, move, row, anybody(screen, row, city), {}), city)
            row = trial.press().row
    return row


def candidates(flow: Flow, move: Move) -> Iterator[tuple[Move, ...]]:
    """Paths to the sources of a move, shortest first, then the same with one more step that stays in the state."""
    found = [path for source in move.sources for path in paths(flow, source)]
    found.sort(key=len)
    yield from found[:PATHS]
    for path in found[:PATHS]:
        here = path[-1].target if path else flow.start
        yield from ((*path, stay) for stay in flow.from_state(here) if not stay.target and stay is not move)


def paths(flow: Flow, wanted: str) -> Iterator[tuple[Move, ...]]:
    """The simple paths of moves from the start to a state, shortest first."""
    edge: list[tuple[str, tuple[Move, ...]]] = [(flow.start, ())]
    while edge:
        ahead: list[tuple[str, tuple[Move, ...]]] = []
        for state, path in edge:
            if state == wanted:
                yield path
                continue
            been = {flow.start, *(step.target for step in path)}
            steps = (step for step in flow.from_state(state) if step.target and step.target not in been)
            ahead += [(step.target, (*path, step)) for step in steps]
        edge = ahead[:400]


def through_route(row: Any, outcome: str, city: City) -> Any:
    """Let the live route of a row pass, return or be recalled by the people it asks."""
    while run := live_run(row.pk):
        stage = open_stage_of(run)
        asked = stage.participants.filter(state=Participant.State.OPEN).first()
        assert asked is not None
        actor = post_actor(asked.post_id, city)
        if outcome == "returned":
            row = press(row, "route.return", actor=actor, asked={"words": "请补充依据。"}).row
        elif outcome == "recalled":
            starter = post_actor(run.started_by, city, actions=frozenset({shelves.noun_of(type(row)).read}))
            row = press(row, "route.recall", actor=starter, asked={"reason": "有误。"}).row
        else:
            row = press(row, "route.agree", actor=actor, asked={"words": "同意。"}).row
    return row


def post_actor(post: int | None, city: City, *, actions: frozenset[str] = frozenset()) -> Actor:
    """A person who sits in a post and sees what the post sees."""
    organ = Post.objects.get(pk=post).organ_id
    person = next(iter(city.people.values()))
    return Actor(person=person.pk, post=post, organ=organ, actions=actions, viewers=(post, organ), name=person.name)


def anybody(screen: Any, row: Any, city: City) -> Actor:
    """Somebody of the row's own organ who may read the noun and do nothing with it."""
    post = posts(city)[0]
    person = next(iter(city.people.values()))
    return Actor(
        person=person.pk,
        post=post.pk,
        organ=row.organ_id,
        actions=frozenset({screen.read}),
        viewers=(row.organ_id,),
        name=person.name,
        post_name=post.title,
        place="330100",
    )


def stranger(screen: Any, row: Any, city: City) -> Actor:
    """Somebody with every right of this noun, in an organ that has nothing to do with the row."""
    mine = set(Task.objects.filter(entry=row.pk).values_list("assignee", flat=True))
    organ = next(o for o in reversed(departments(city)) if o.pk not in {*mine, row.organ_id})
    post = next(p for listed in city.posts.values() for p in listed if p.organ_id == organ.pk)
    rights = {screen.read, screen.create, screen.edit} | {m.who for m in (screen.flow.moves if screen.flow else ())}
    return replace(
        anybody(screen, row, city),
        post=post.pk,
        organ=organ.pk,
        viewers=(post.pk, organ.pk),
        actions=frozenset(rights - {""}),
    )


def _willing(trial: Ready, city: City) -> Ready:
    """The same with somebody for whom the move works; what the attempt wrote is taken back."""
    told: Refused | None = None
    for actor in holders(trial, city):
        asked = answers(trial.move, trial.row, city)
        attempt = replace(trial, actor=actor, asked=asked)
        try:
            with transaction.atomic():
                attempt.press()
                raise _TakenBack
        except _TakenBack:
            return replace(attempt, row=type(trial.row).unscoped.select_related("entry").get(pk=trial.row.pk))
        except Refused as refusal:
            told = refusal
    raise told or NoWay(f"nobody has {trial.move.name} of {trial.row} as a task")


class _TakenBack(Exception):  # noqa: N818
    """Ends an attempt without keeping what it wrote."""


def holders(trial: Ready, city: City) -> Iterator[Actor]:
    """Those whose step the move is, one after the other."""
    base = anybody(trial.screen, trial.row, city)
    base = replace(base, actions=base.actions | {trial.move.who})
    tasks = Task.objects.filter(entry=trial.row.pk, reading=trial.move.held == "reading")
    for task in tasks:
        post = Post.objects.filter(pk=task.assignee_id).first()
        own = {"post": post.pk} if post else {"organ": task.assignee_id}
        yield replace(base, viewers=(task.assignee_id,), **own)
    if trial.move.held == "no":
        yield base


def answers(move: Move, row: Any, city: City) -> dict[str, Any]:
    """Believable answers to the small form of a move; no organ or post is named twice."""
    serial = count(1)
    told: dict[str, Any] = {ask.name: _answer(ask, row, city, serial) for ask in move.asks if ask.kind != "file"}
    return {**told, "reason": "按办公室要求。"}


def _answer(ask: Ask, row: Any, city: City, serial: Iterator[int]) -> Any:
    if ask.kind == "choice":
        choices = ask.choices.choices if hasattr(ask.choices, "choices") else ask.choices
        return next(key for key, _ in choices)
    if ask.kind in ("organ", "organs"):
        organ = departments(city)[next(serial)].pk
        return organ if ask.kind == "organ" else [organ]
    if ask.kind in ("post", "posts"):
        named = with_role(ask.among, row.organ_id) if ask.among else [post.pk for post in posts(city)]
        post = named[next(serial) % len(named)]
        return post if ask.kind == "post" else [post]
    plain = {"number": 3, "date": today() + timedelta(days=7), "flag": True}
    return plain.get(ask.kind, "按职责办理。"[: ask.max_length])
