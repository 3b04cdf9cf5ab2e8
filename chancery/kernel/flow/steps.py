"""The steps of a route that people press: agree, disagree, return, recall, hand over, add, urge.

They come in by `press()`, beside the moves of the flow, lock the same row and leave one line of the trail each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Remark

from . import engine
from .aftermath import After, carry_out
from .judging import read_asked, saving
from .models import Participant, RouteRun, RouteStage, StageRun
from .route_moves import STEPS
from .routes import asked_of, close_run, close_stage, live_run, next_stage, open_stage, open_stage_of, settled, tasks_of
from .seats import answering
from .shelf import shelf


@dataclass
class Pressed:
    """A step of a route under way."""

    row: Any
    run: RouteRun
    stage: StageRun
    actor: Actor
    at: datetime
    asked: Mapping[str, Any]
    mine: Participant | None


def press(
    row: Any,
    name: str,
    *,
    actor: Actor | None = None,
    version: int | None = None,
    asked: Mapping[str, Any] | None = None,
) -> engine.Moved:
    """Do a step, of the flow or of the route: the one way in for page, API, command line and import."""
    if name not in STEPS:
        return engine.move(row, name, actor=actor, version=version, asked=asked)
    actor = actor or current_actor()
    with saving(), acting(actor):
        pressed = _begin(row, actor, version, read_asked(STEPS[name], asked or {}))
        done = _ACTIONS[name](pressed)
        type(pressed.row).unscoped.filter(pk=pressed.row.pk).update(version=pressed.row.version + 1)
        return engine.Moved(type(row).unscoped.select_related("entry").get(pk=row.pk), done)


def _begin(row: Any, actor: Actor, version: int | None, asked: Mapping[str, Any]) -> Pressed:
    locked = engine.locked_row(type(row), row.pk)
    if locked is None:
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    run = live_run(locked.pk)
    mine_before = run and Participant.objects.filter(stage__run=run, post_id__in=_posts(actor)).exists()
    if not mine_before and not engine.in_sight(locked, actor):
        raise NotFound(say("There is no such matter, or your post cannot see it."))
    if run is None or (version is not None and locked.version != version):
        raise Conflict(engine.who_was_first(locked, shelf.of(locked), say("This step")))
    stage = open_stage_of(run)
    mine = stage.participants.filter(post_id__in=_posts(actor), state=Participant.State.OPEN).first()
    return Pressed(locked, run, stage, actor, now(), asked, mine)


def _posts(actor: Actor) -> list[int]:
    return [post for post in (actor.post, actor.acting_for) if post]


def _mine(pressed: Pressed) -> Participant:
    if pressed.mine is None:
        raise NotAllowed(say("This stage does not ask you, or you have spoken already."))
    return pressed.mine


def _speak(pressed: Pressed, state: str) -> None:
    mine = _mine(pressed)
    mine.state, mine.words, mine.person, mine.decided_at = (
        state,
        pressed.asked.get("words") or "",
        pressed.actor.person,
        pressed.at,
    )
    mine.save(update_fields=["state", "words", "person", "decided_at"])


def _agree(pressed: Pressed) -> Sentence:
    reading = pressed.stage.stage.kind == RouteStage.Kind.READ
    _speak(pressed, Participant.State.READ if reading else Participant.State.AGREED)
    return _go_on(
        pressed, say("Read") if reading else say("Agreed in “{stage}”", stage=pressed.stage.stage.title), "route.agree"
    )


def _disagree(pressed: Pressed) -> Sentence:
    if pressed.stage.stage.kind != RouteStage.Kind.COUNTERSIGN:
        raise Refused(say("In this stage one agrees or returns. Return it, and say what must change."))
    _speak(pressed, Participant.State.DISAGREED)
    return _go_on(pressed, say("Disagreed in “{stage}”", stage=pressed.stage.stage.title), "route.disagree")


def _return(pressed: Pressed) -> Sentence:
    wished = int(pressed.asked.get("to_stage") or 0)
    here = pressed.stage.stage.position
    if not 0 <= wished < here:
        raise Refused(
            say("One can return only to an earlier stage."), fields={"to_stage": say("Choose an earlier stage.")}
        )
    earlier = pressed.run.stages.filter(stage__position=wished).last()
    if wished and earlier is None:
        raise Refused(
            say("That stage was skipped, so one cannot return to it."),
            fields={"to_stage": say("Choose another stage.")},
        )
    _speak(pressed, Participant.State.RETURNED)
    words = pressed.asked["words"]
    sentence = say("Returned from “{stage}”: {words}", stage=pressed.stage.stage.title, words=words)
    close_stage(pressed.stage, StageRun.State.RETURNED, at=pressed.at)
    if earlier is None:
        return _end(pressed, RouteRun.State.RETURNED, sentence, "route.return", (Remark.Kind.RETURN, words))
    back = open_stage(
        pressed.run,
        earlier.stage,
        pressed.row,
        at=pressed.at,
        note=words,
        rejoin=pressed.stage if pressed.asked.get("rejoin") else None,
    )
    _leave(pressed, sentence, "route.return", asked_of(back.seated), (Remark.Kind.RETURN, words), returned=True)
    return sentence


def _go_on(pressed: Pressed, sentence: Sentence, action: str) -> Sentence:
    """Look what the stage has come to, and open the next one, the one to rejoin, or end the run."""
    remark = (Remark.Kind.OPINION, str(pressed.asked.get("words") or ""))
    came_to = settled(pressed.stage)
    if not came_to:
        _leave(pressed, sentence, action, tasks_of(pressed.stage), remark)
        return sentence
    if came_to == "failed":
        close_stage(pressed.stage, StageRun.State.RETURNED, at=pressed.at)
        return _end(pressed, RouteRun.State.RETURNED, sentence, action, remark)
    close_stage(pressed.stage, StageRun.State.PASSED, at=pressed.at)
    if pressed.stage.rejoin:
        again = open_stage(
            pressed.run, pressed.stage.rejoin.stage, pressed.row, at=pressed.at, keep=pressed.stage.rejoin
        )
        _leave(pressed, sentence, action, asked_of(again.seated), remark)
        return sentence
    stage = next_stage(pressed.run, pressed.stage.stage.position, pressed.row)
    if stage is None:
        return _end(pressed, RouteRun.State.PASSED, sentence, action, remark)
    _leave(
        pressed, sentence, action, asked_of(open_stage(pressed.run, stage, pressed.row, at=pressed.at).seated), remark
    )
    return sentence


def _end(pressed: Pressed, state: str, sentence: Sentence, action: str, remark: tuple[str, str]) -> Sentence:
    close_run(pressed.run, state, at=pressed.at)
    _leave(pressed, sentence, action, [], remark)
    moved = engine.outcome(pressed.row, str(state), actor=pressed.actor)
    pressed.row.version = moved.row.version
    return sentence


def _recall(pressed: Pressed) -> Sentence:
    if pressed.run.started_by not in _posts(pressed.actor):
        raise NotAllowed(say("Only the post that started the route can recall it."))
    sentence = say("Recalled: {reason}", reason=pressed.asked["reason"])
    close_stage(pressed.stage, StageRun.State.RECALLED, at=pressed.at)
    return _end(pressed, RouteRun.State.RECALLED, sentence, "route.recall", (Remark.Kind.NOTE, ""))


def _hand_over(pressed: Pressed) -> Sentence:
    mine, to = _mine(pressed), pressed.asked["to"]
    if pressed.stage.participants.filter(post_id=to).exclude(state=Participant.State.HANDED).exists():
        raise Refused(say("This post is already part of the stage."))
    mine.state, mine.decided_at, mine.person = Participant.State.HANDED, pressed.at, pressed.actor.person
    mine.save(update_fields=["state", "decided_at", "person"])
    _seat(pressed, to)
    sentence = say("Handed over in “{stage}”", stage=pressed.stage.stage.title)
    _leave(
        pressed,
        sentence,
        "route.hand_over",
        tasks_of(pressed.stage),
        (Remark.Kind.NOTE, pressed.asked.get("words") or ""),
    )
    return sentence


def _add(pressed: Pressed) -> Sentence:
    _mine(pressed)
    present = set(pressed.stage.participants.exclude(state=Participant.State.HANDED).values_list("post_id", flat=True))
    fresh = [post for post in pressed.asked["posts"] if post not in present]
    if not fresh:
        raise Refused(say("This post is already part of the stage."))
    for post in fresh:
        _seat(pressed, post)
    sentence = say("{count} added to “{stage}”", count=len(fresh), stage=pressed.stage.stage.title)
    _leave(
        pressed, sentence, "route.add", tasks_of(pressed.stage), (Remark.Kind.NOTE, pressed.asked.get("words") or "")
    )
    return sentence


def _seat(pressed: Pressed, post: int) -> None:
    seated = answering(post)
    if pressed.stage.participants.filter(post_id=seated.post).exclude(state=Participant.State.HANDED).exists():
        raise Refused(say("This post is already part of the stage."))
    Participant.objects.create(
        stage=pressed.stage,
        post_id=seated.post,
        instead_of=seated.instead_of,
        at=pressed.at,
        added_by=pressed.actor.post,
    )


def _urge(pressed: Pressed) -> Sentence:
    waiting = pressed.stage.participants.filter(state=Participant.State.OPEN).exclude(post_id__in=_posts(pressed.actor))
    posts = list(waiting.values_list("post_id", flat=True))
    if not posts:
        raise Refused(say("There is nobody to urge but yourself."))
    for participant in waiting:
        participant.urged, participant.urged_at = participant.urged + 1, pressed.at
        participant.save(update_fields=["urged", "urged_at"])
    words = str(pressed.asked.get("words") or "")
    sentence = say("Urged: {words}", words=words) if words else say("Urged")
    _leave(pressed, sentence, "route.urge", tasks_of(pressed.stage), (Remark.Kind.NOTE, words), tells=posts)
    return sentence


def _leave(
    pressed: Pressed,
    sentence: Sentence,
    action: str,
    todos: list[Any],
    remark: tuple[str, str],
    *,
    returned: bool = False,
    tells: list[int] | None = None,
) -> None:
    kept = shelf.of(pressed.row)
    carry_out(
        After(
            row=pressed.row,
            kept=kept,
            actor=pressed.actor,
            at=pressed.at,
            action=f"{kept.noun}.{action}",
            sentence=sentence,
            after={"stage": pressed.stage.stage.title, "round": pressed.stage.round},
            todos=todos,
            returned=returned,
            remark=remark if remark[1] else None,
            tells=tells or (),
        )
    )


_ACTIONS: dict[str, Callable[[Pressed], Sentence]] = {
    "route.agree": _agree,
    "route.disagree": _disagree,
    "route.return": _return,
    "route.recall": _recall,
    "route.hand_over": _hand_over,
    "route.add": _add,
    "route.urge": _urge,
}
